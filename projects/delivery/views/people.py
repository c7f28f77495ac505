"""Pages of the register: numbers and masked names; who she is opens with a reason alone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from projects.common.forms import ReasonForm
from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
    with_refusal,
)
from projects.delivery.actions import change_person, erase_person, register_person
from projects.delivery.actions.opening import OPEN_IDENTITIES
from projects.delivery.filters import BeneficiaryFilter
from projects.delivery.forms import FindPersonForm, PersonForm
from projects.delivery.models import Attendance, Beneficiary, CaseFile
from projects.delivery.views.work import private

LATEST = 20  # services shown of one person


class BeneficiaryList(ScopedListView):
    model = Beneficiary
    filterset_class = BeneficiaryFilter
    exported = True
    extra_context = {"default_sort": "-since"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().without_numbers()
        return rows.select_related("place__parent", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.request.user.role == Role.AGENCY
        kwargs.setdefault("find_form", FindPersonForm() if own else None)
        return super().get_context_data(**kwargs, own=own)


@require_POST
@never_cache
@sensitive_post_parameters()
def beneficiary_find(request: HttpRequest) -> HttpResponse:
    """Finds an entry of the own register by the whole ID number, through its hash."""
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    form = FindPersonForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors.get("id_number", ()))))
        return redirect("beneficiary_list")
    rows = Beneficiary.objects.visible_to(request.user)
    if found := rows.of_id_number(form.cleaned_data["id_number"]).first():
        return redirect(found)
    messages.info(request, _("Nobody of your register has this ID number."))
    return redirect("beneficiary_list")


@method_decorator(never_cache, name="dispatch")
class BeneficiaryDetail(ScopedDetailView):
    model = Beneficiary

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("place__parent__parent", "agency", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, user = self.object, self.request.user
        came = Attendance.objects.visible_to(user).filter(beneficiary=entry)
        cases = CaseFile.objects.visible_to(user).filter(beneficiary=entry)
        own = user.role == Role.AGENCY
        return super().get_context_data(
            **kwargs,
            entry=entry,
            came=came.select_related("record__project").order_by("-record__date", "-pk")[:LATEST],
            times=came.count(),
            cases=cases.select_related("project"),
            edits=edits(entry, without=frozenset({"person"})),
            may_change=own and not entry.erased_on,
            may_open=user.role in OPEN_IDENTITIES and not entry.erased_on,
        )


class PersonFormMixin:
    """The form of one person; the action saves it."""

    model = Beneficiary
    form_class = PersonForm
    roles = frozenset({Role.AGENCY})


@private
class BeneficiaryCreate(PersonFormMixin, RecordCreateView):
    saved_message = gettext_lazy("The person is registered.")

    def save(self, form: Any) -> Any:
        return register_person(
            by=self.request.user,
            submission_key=form.cleaned_data.get("submission"),
            **form.facts(),
        )

    def get_success_url(self) -> str:
        if "again" in self.request.POST:
            return reverse("beneficiary_create")
        return self.object.get_absolute_url()


@private
class BeneficiaryUpdate(PersonFormMixin, RecordUpdateView):
    def why_closed(self, record: Any) -> str:
        if record.erased_on:
            return _("This entry has been erased; who comes again is entered anew.")
        return ""

    def save(self, form: Any) -> Any:
        return change_person(beneficiary_id=self.object.pk, by=self.request.user, **form.facts())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def beneficiary_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erases who an entry of the own register is, when she asks for it; says first what stays."""
    entry = get_object_or_404(Beneficiary.objects.visible_to(request.user), pk=pk)
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            erase_person(beneficiary_id=pk, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("Name, numbers and birth date are erased."))
            return redirect(entry)
    return render(request, "delivery/beneficiary_erase.html", {"entry": entry, "form": form})
