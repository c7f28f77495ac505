"""Pages of case files."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.history import edits
from projects.common.pagination import SummingPaginator
from projects.common.views import ScopedDetailView, ScopedListView
from projects.delivery.actions import change_case, close_case, open_case
from projects.delivery.filters import CaseFilter
from projects.delivery.forms import CaseCloseForm, CaseForm
from projects.delivery.models import CaseFile, ServiceRecord
from projects.delivery.views.work import (
    OneProjectChip,
    WorkCreateView,
    WorkUpdateView,
    count_of_services,
    may_read_words,
    may_work,
    private,
)

# How a case ended says something of the person, as its words do.
TOLD_TO_AGENCY = frozenset({"closing", "referred_to", "result"})


class CasePaginator(SummingPaginator):
    aggregates = {"open": Count("pk", filter=Q(status=CaseFile.Status.OPEN))}


class CaseList(OneProjectChip, ScopedListView):
    """Case files by their numbers, newest first; names are masked for everybody."""

    model = CaseFile
    filterset_class = CaseFilter
    exported = True
    paginator_class = CasePaginator
    extra_context = {"default_sort": "-opened_on"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project", "beneficiary", "worker")
        return rows.annotate(interview_count=count_of_services("case"))


class CaseDetail(ScopedDetailView):
    """A case: its days and interviews for whoever reads it, what is written in it for the agency."""

    model = CaseFile

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project__agency", "beneficiary__place")
        return rows.select_related("worker", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.object, self.request.user
        interviews = ServiceRecord.objects.visible_to(user).filter(case=case)
        return super().get_context_data(
            **kwargs,
            case=case,
            interviews=interviews.select_related("place", "lead"),
            reads_words=may_read_words(user),
            may_change=case.is_open and may_work(user, case.project),
            edits=edits(case, without=frozenset() if may_read_words(user) else TOLD_TO_AGENCY),
        )


@private
class CaseCreate(WorkCreateView):
    model = CaseFile
    form_class = CaseForm
    heading = gettext_lazy("Open a case")
    list_url = "case_list"
    saved_message = gettext_lazy("The case is open.")

    def get_initial(self) -> dict[str, Any]:
        """Whom the page of the register, from which one may come, is about."""
        named = self.request.GET.get("beneficiary")
        return {**super().get_initial(), **({"beneficiary": named} if named else {})}

    def save(self, form: Any) -> CaseFile:
        return open_case(
            project_id=form.project.pk,
            beneficiary_id=form.cleaned_data["beneficiary"].pk,
            by=self.request.user,
            submission_key=form.cleaned_data.get("submission"),
            **form.entry(),
        )


class CaseUpdateView(WorkUpdateView):
    model = CaseFile

    def why_ended(self, record: CaseFile) -> str:
        if record.is_open:
            return ""
        return _("This case was closed on %(day)s.") % {"day": f"{record.closed_on:%Y-%m-%d}"}


@private
class CaseUpdate(CaseUpdateView):
    form_class = CaseForm

    def save(self, form: Any) -> CaseFile:
        return change_case(case_id=self.object.pk, by=self.request.user, **form.entry())


class CaseClose(CaseUpdateView):
    form_class = CaseCloseForm
    template_name = "delivery/casefile_close.html"
    saved_message = gettext_lazy("The case is closed.")

    def save(self, form: Any) -> CaseFile:
        data = form.cleaned_data
        return close_case(
            case_id=self.object.pk,
            by=self.request.user,
            day=data["closed_on"],
            **{name: data[name] for name in ("closing", "result", "summary", "referred_to")},
        )
