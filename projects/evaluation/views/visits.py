"""Pages of visits, findings and follow-up actions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.history import edits
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
    with_refusal,
)
from projects.evaluation.actions.visits import (
    VISITORS,
    add_finding,
    add_follow_up,
    answer_follow_up,
    answers,
    save_visit,
    why_no_visit,
)
from projects.evaluation.filters import FollowUpFilter, VisitFilter
from projects.evaluation.forms.visits import FindingForm, FollowUpForm, ResultForm, VisitForm
from projects.evaluation.models import Finding, FollowUp, Visit
from projects.evaluation.views.base import OfProjectCreateView, ask_again
from projects.evaluation.views.project import with_counts


class VisitList(ScopedListView):
    """Monitoring visits, newest first."""

    model = Visit
    filterset_class = VisitFilter
    exported = True
    extra_context = {"default_sort": "-on"}

    def get_queryset(self) -> Any:
        rows = with_counts(super().get_queryset())
        return rows.select_related("project", "site").order_by("-on", "-pk")


class VisitDetail(ScopedDetailView):
    """One visit with its findings and what is to be done about them."""

    model = Visit

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project__agency", "site", "created_by")
        return rows.prefetch_related(
            "findings__follow_ups__agency",
            "findings__follow_ups__person",
            "findings__follow_ups__done_by",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, visit = self.request.user, self.object
        follow_ups = [one for found in visit.findings.all() for one in found.follow_ups.all()]
        return super().get_context_data(**kwargs) | {
            "project": visit.project,
            "today": timezone.localdate(),
            "may_change": visit.created_by_id == user.pk and not why_no_visit(visit.project, user),
            "mine": {one.pk for one in follow_ups if not one.done_on and answers(one, user)},
            "result_form": ResultForm(),
            "edits": edits(visit),
        }


class VisitCreate(OfProjectCreateView):
    """Records a visit to the project in the address."""

    model = Visit
    form_class = VisitForm
    makers = VISITORS
    saved_message = gettext_lazy("The visit is recorded; now add what was found.")

    def why_not(self) -> Any:
        return why_no_visit(self.project, self.request.user)

    def save(self, form: Any) -> Visit:
        return save_visit(
            visit=form.instance, by=self.request.user, photos=form.cleaned_data["photos"]
        )


class VisitUpdate(RecordUpdateView):
    """Corrects a visit; done by whoever recorded it."""

    model = Visit
    form_class = VisitForm
    roles = VISITORS
    locks_first = ("project",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project__agency")

    def get_object(self, queryset: Any = None) -> Visit:
        visit = super().get_object(queryset)
        if visit.created_by_id != self.request.user.pk:
            raise PermissionDenied
        return visit

    def why_closed(self, record: Visit) -> str:
        return str(why_no_visit(record.project, self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.object.project, cancel_url=self.object.get_absolute_url(), **kwargs
        )

    def save(self, form: Any) -> Visit:
        return save_visit(
            visit=form.instance, by=self.request.user, photos=form.cleaned_data["photos"]
        )


class OfVisitCreateView(RecordCreateView):
    """Adds to a visit; done by whoever recorded it."""

    roles = VISITORS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.visit.created_by_id != request.user.pk:
            raise PermissionDenied
        why = why_no_visit(self.visit.project, request.user)
        if why and request.method == "GET":  # what was typed already comes back with the refusal
            messages.warning(request, str(why))
            return redirect(self.visit)
        return super().dispatch(request, *args, **kwargs)

    def check_role(self, request: HttpRequest) -> None:
        """The visit in the address was asked for already."""

    @cached_property
    def visit(self) -> Visit:
        visits = Visit.objects.visible_to(self.request.user)
        return get_object_or_404(visits.select_related("project__agency"), pk=self.kwargs["pk"])

    def blank(self) -> Any:
        return self.model(visit=self.visit)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.blank()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            visit=self.visit,
            project=self.visit.project,
            cancel_url=self.visit.get_absolute_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.visit.get_absolute_url()


class FindingCreate(OfVisitCreateView):
    """Adds a finding to the visit in the address."""

    model = Finding
    form_class = FindingForm
    saved_message = gettext_lazy("The finding is recorded.")

    def save(self, form: Any) -> Finding:
        return add_finding(
            finding=form.instance,
            follow_up=form.follow_up(),
            by=self.request.user,
            photos=form.cleaned_data["photos"],
        )


class FollowUpCreate(OfVisitCreateView):
    """Adds a follow-up action to the finding in the address."""

    model = FollowUp
    form_class = FollowUpForm
    saved_message = gettext_lazy("The follow-up action is recorded.")

    @cached_property
    def finding(self) -> Finding:
        findings = Finding.objects.visible_to(self.request.user)
        rows = findings.select_related("visit__project__agency", "visit__project__place")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def visit(self) -> Visit:
        return self.finding.visit

    def blank(self) -> FollowUp:
        return FollowUp(finding=self.finding)

    def save(self, form: Any) -> FollowUp:
        return add_follow_up(follow_up=form.instance, by=self.request.user)


class FollowUpList(ScopedListView):
    """Follow-up actions, the earliest due first."""

    model = FollowUp
    filterset_class = FollowUpFilter
    exported = True
    extra_context = {"default_sort": "due"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("finding__visit__project", "agency", "person")
        return rows.order_by("due", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=timezone.localdate(), **kwargs)


@require_POST
def follow_up_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Its owner says what came of a follow-up action."""
    rows = FollowUp.objects.visible_to(request.user).select_related("finding__visit__project")
    follow_up = get_object_or_404(rows, pk=pk)
    if not answers(follow_up, request.user):
        raise PermissionDenied
    form = ResultForm(request.POST)
    if form.is_valid():
        try:
            answer_follow_up(follow_up_id=pk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect(follow_up)
    return ask_again(
        request,
        form,
        heading=follow_up.what,
        project=follow_up.finding.visit.project,
        cancel_url=follow_up.get_absolute_url(),
    )
