"""Pages of expenditures: entered by the agency, read by officials."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.money import total
from projects.common.pagination import SummingPaginator
from projects.common.roles import Role
from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.funding.actions import reverse_expenditure, spend
from projects.funding.actions.expenditures import may_spend
from projects.funding.filters import ExpenditureFilter
from projects.funding.forms import ExpenditureForm
from projects.funding.models import Expenditure
from projects.pilots.models import Project

LATEST = 5
RELATED = ("source__project__place", "source__budget__place", "line", "reversal", "reverses")


class ExpenditurePaginator(SummingPaginator):
    aggregates = {"amount": total("amount")}


class ExpenditureList(ScopedListView):
    model = Expenditure
    filterset_class = ExpenditureFilter
    exported = True
    paginator_class = ExpenditurePaginator
    extra_context = {"default_sort": "-day"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*RELATED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one project name it, so its chip costs no query.
        for entry in list(context["object_list"])[:1]:
            project = entry.source.project
            fields = context["filter"].form.fields
            fields["project"].choices = [(project.pk, project.name)]
            chosen = context["filter"].form["project"].value() and may_spend(
                project, self.request.user
            )
            context["project"] = project if chosen else None
        return context


class ExpenditureDetail(ScopedDetailView):
    model = Expenditure

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*RELATED, "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | entry_context(self.request, self.object)


def entry_context(request: HttpRequest, entry: Expenditure, **forms: Any) -> dict[str, Any]:
    """What the page of an expenditure shows; ``form`` is a reason that came back with errors."""
    reversal = getattr(entry, "reversal", None)
    same = Expenditure.objects.visible_to(request.user).filter(
        source__project=entry.source.project_id, voucher=entry.voucher, reverses__isnull=True
    )
    may = may_spend(entry.source.project, request.user)
    return {
        "object": entry,
        "expenditure": entry,
        "project": entry.source.project,
        "reversal": reversal,
        "same_voucher": same.exclude(pk=entry.pk).select_related("source__budget"),
        "may_reverse": may and not entry.reverses_id and reversal is None,
        "form": forms.get("form") or ReasonForm(),
    }


class ExpenditureCreate(RecordCreateView):
    """One voucher of a project, entered by its agency."""

    model = Expenditure
    form_class = ExpenditureForm
    roles = frozenset({Role.AGENCY})
    saved_message = gettext_lazy("The expenditure is entered.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Project.objects.visible_to(request.user)
        self.project = get_object_or_404(rows, pk=kwargs.pop("pk"))
        self.kwargs = kwargs
        self.check_role(request)
        if not may_spend(self.project, request.user):
            messages.warning(request, _("The project is closed; nothing more is spent."))
            return redirect(self.project)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.project}

    def get_initial(self) -> dict[str, Any]:
        """The same payee and source as last time: most vouchers of a project are alike."""
        mine = self._of_project().filter(created_by=self.request.user, reverses__isnull=True)
        last = mine.order_by("-pk").first()
        if last is None:
            return super().get_initial()
        of_last = mine.filter(voucher=last.voucher, line=last.line_id).count()
        kept = {"payee": last.payee, "source": last.source_id if of_last == 1 else None}
        return {**super().get_initial(), **kept}

    def _of_project(self) -> Any:
        return Expenditure.objects.visible_to(self.request.user).of(self.project)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = self._of_project().select_related("line", "source__budget")[:LATEST]
        return super().get_context_data(**kwargs, project=self.project, latest=latest)

    def get_success_url(self) -> str:
        if "again" in self.request.POST:
            return reverse("expenditure_create", args=[self.project.pk])
        return super().get_success_url()

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        return spend(
            project_id=self.project.pk,
            line_id=data["line"].pk,
            source_id=data["source"] and data["source"].pk,
            amount=data["amount"],
            day=data["day"],
            voucher=data["voucher"],
            purpose=data["purpose"],
            payee=data["payee"],
            files=data["scans"] or (),
            by=self.request.user,
            submission_key=data.get("submission"),
        )[0]


@require_POST
def expenditure_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an expenditure back, with the reason that the form gives."""
    rows = Expenditure.objects.visible_to(request.user).select_related(*RELATED, "created_by")
    entry = get_object_or_404(rows, pk=pk)
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = entry_context(request, entry, form=form)
        return render(request, "funding/expenditure_detail.html", context)
    try:
        reversal = reverse_expenditure(
            expenditure_id=entry.pk, reason=form.cleaned_data["reason"], by=request.user
        )
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(entry)
    messages.success(request, _("The expenditure is taken back."))
    return redirect(reversal)
