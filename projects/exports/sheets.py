"""What each list gives out: the columns of its file, by the name of the list's address.

A column is a path from the record: ``project__name``. Narratives, contacts and numbers of identity
are in none; of services the columns are those that the import reads again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from projects.agencies.views.agencies import AgencyList
from projects.common.views import ScopedListView
from projects.delivery import exporting
from projects.delivery import views as delivery
from projects.evaluation.views.evaluations import EvaluationList
from projects.evaluation.views.visits import FollowUpList, VisitList
from projects.exports.columns import Column, column
from projects.filing.views.filings import FilingList
from projects.filing.views.rounds import RoundList
from projects.funding.views.allocations import AllocationList
from projects.funding.views.bank import BankLineList
from projects.funding.views.budgets import BudgetList
from projects.funding.views.disbursements import DisbursementList
from projects.funding.views.expenditures import ExpenditureList
from projects.needs.views.needs import NeedList
from projects.pilots.views.assignments import AssignmentList
from projects.pilots.views.changes import ChangeList
from projects.pilots.views.plans import PlanList
from projects.pilots.views.projects import ProjectList
from projects.workers.views.workers import WorkerList

CHUNK = 2000
Lines = Iterator[list[Any]]


@dataclass(frozen=True)
class Sheet:
    """The file of one list: the view that shows it, its columns, and the ``counts`` that it works out."""

    title: Promise
    view: type[ScopedListView]
    paths: str
    counts: tuple[tuple[str, Promise], ...] = ()

    def records(self, user: Any, query: str) -> Any:
        """The records that the list shows ``user`` for a query string, all pages of it, in its order.

        PermissionDenied for a role that has no such list; a ValidationError where the filters are wrong.
        """
        request = HttpRequest()
        request.method, request.GET, request.user = "GET", QueryDict(query), user
        view = self.view()
        view.setup(request)
        view.check_role(request)
        filters = view.get_filterset(view.get_filterset_class())
        if filters.is_bound and not filters.is_valid():
            raise ValidationError(gettext("A filter of the list cannot be read; choose it again."))
        return filters.qs

    def heads(self, user: Any) -> list[str]:
        return [one.header for one in self.columns]

    def lines(self, records: Any, user: Any) -> Lines:
        """A list of values a record, read in pieces."""
        shown = [one.shown for one in self.columns]
        # The id keeps rows apart that a list without it would take for one.
        names = [*self.paths.split(), *(name for name, _head in self.counts)]
        rows = records.prefetch_related(None).values_list(*names, "pk")
        for *row, _pk in rows.iterator(chunk_size=CHUNK):
            yield [show(value) for show, value in zip(shown, row, strict=True)]

    @property
    def columns(self) -> list[Column]:
        fields = [column(self.view.model, path) for path in self.paths.split()]
        return [*fields, *(Column(str(head), lambda count: count) for _name, head in self.counts)]


class Services(Sheet):
    """Services, in the columns of the import: exported, edited, sent again."""

    def heads(self, user: Any) -> list[str]:
        return [column.header for column in exporting.columns_for(user)]

    def lines(self, records: Any, user: Any) -> Lines:
        return exporting.rows(records, exporting.columns_for(user))


SHEETS: dict[str, Sheet] = {
    "agency_list": Sheet(
        _("Agencies"),
        AgencyList,
        "name credit_code place__name authority legal_representative registered_on grade graded_on"
        " staff_count",
    ),
    "allocation_list": Sheet(
        _("Allocations"),
        AllocationList,
        "number day kind project__number project__name budget__level budget__nature budget__place__name"
        " amount document_number reverses__number reason",
    ),
    "assignment_list": Sheet(
        _("Assignments"),
        AssignmentList,
        "project__number project__name worker__name role starts ends share",
    ),
    "bank_line_list": Sheet(
        _("Bank lines"),
        BankLineList,
        "day amount payee bank_number reference remark disbursement__number matched_at",
    ),
    "beneficiary_list": Sheet(
        _("Beneficiaries"), delivery.BeneficiaryList, "number agency__name place__name sex groups"
    ),
    "budget_list": Sheet(
        _("Budget lines"),
        BudgetList,
        "document_number document_date level nature year place__name holder__name amount transferred"
        " allocated",
    ),
    "case_list": Sheet(
        _("Case files"),
        delivery.CaseList,
        "number project__number project__name worker__name field opened_on status closed_on",
    ),
    "change_list": Sheet(
        _("Change requests"),
        ChangeList,
        "number project__number project__name kind status created_at decided_at decision_reason",
    ),
    "disbursement_list": Sheet(
        _("Disbursements"),
        DisbursementList,
        "number day source__project__number source__project__name source__budget__level gross deduction"
        " amount status document_number received_on",
    ),
    "evaluation_list": Sheet(
        _("Evaluations"),
        EvaluationList,
        "project__number project__name kind status opened_on due average band concluded_on",
    ),
    "expenditure_list": Sheet(
        _("Expenditures"),
        ExpenditureList,
        "number day source__project__number source__project__name line__category amount voucher payee"
        " purpose",
    ),
    "filing_list": Sheet(
        _("Filing up"),
        FilingList,
        "round__report round__plan__name round__period round__since round__until place__name place__code"
        " city__name due status submitted_at decided_at head reviewer maker",
    ),
    "follow_up_list": Sheet(_("Follow-up actions"), FollowUpList, "what agency__name due done_on"),
    "group_list": Sheet(
        pgettext_lazy("work", "Groups"),
        delivery.GroupList,
        "number name kind project__number project__name worker__name field planned_sessions opened_on"
        " closed_on",
    ),
    "month_list": Sheet(
        _("Months under review"),
        delivery.MonthList,
        "month project__number project__name project__agency__name status due records attendances hours",
    ),
    "need_list": Sheet(
        _("Residents' needs"),
        NeedList,
        "title place__name place__code field target_groups people_affected households_affected urgency status"
        " source reported_on",
    ),
    "plan_list": Sheet(
        _("Action plans"),
        PlanList,
        "code name year place__name starts ends target_projects target_rural target_amount",
    ),
    "project_list": Sheet(
        _("Pilot projects"),
        ProjectList,
        "number name plan__name level field setting place__name place__code agency__name status starts ends"
        " target_people target_services allocated approved_on",
    ),
    "round_list": Sheet(
        _("Rounds of filing"),
        RoundList,
        "report plan__name period since until county_due city_due",
        (
            ("asked", _("Tables asked for")),
            ("done", pgettext_lazy("filing", "Confirmed")),
            ("waiting", _("Await a check")),
            ("late", pgettext_lazy("filing", "Late")),
        ),
    ),
    "service_list": Services(_("Service records"), delivery.ServiceList, ""),
    "visit_list": Sheet(
        _("Monitoring visits"),
        VisitList,
        "on project__number project__name site__name visitors purpose",
    ),
    "worker_list": Sheet(
        _("Social workers"), WorkerList, "name place__name agency__name since left_on"
    ),
}


# Pages that a room above gives out, as a PDF that a task of its own writes.
PAGES: dict[str, Promise] = {"compare": _("Comparison of counties and years")}


def choices() -> list[tuple[str, Promise]]:
    """Everything that there may be a file of; a new one needs no migration."""
    return [*sheet_choices(), *PAGES.items()]


def sheet_choices() -> list[tuple[str, Promise]]:
    """The lists for a choice; a new one needs no migration."""
    return [(key, sheet.title) for key, sheet in SHEETS.items()]


def refuses(user: Any, key: str) -> bool:
    """Whether the user's role has no such list."""
    try:
        SHEETS[key].records(user, "")
    except PermissionDenied:
        return True
    return False
