"""What waits for whom: the table of queues, and all that waits for a user in one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    QuerySet,
    Value,
)
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from projects.common.roles import OFFICIALS, Role
from projects.pilots.models import Project
from projects.reminders import rows, rows_of_filing, rows_of_months

COLUMNS = ("queue", "target", "headline", "code", "spot", "since", "until")
Status = Project.Status


@dataclass(frozen=True)
class Queue:
    """One step that waits: its verb, for which roles, the page of each item, and the rows.

    ``listed``: the list that shows the same, as (URL name, query); empty where there is none.
    """

    verb: Promise
    roles: frozenset[str]
    page: str
    rows: rows.Rows
    listed: tuple[str, str] = ("", "")


VERBS: dict[str, Promise] = {
    Status.DRAFT: pgettext_lazy("task", "Hand up"),
    Status.RETURNED: pgettext_lazy("task", "Correct"),
    Status.COUNTY_CHECK: pgettext_lazy("task", "Check"),
    Status.CITY_REVIEW: pgettext_lazy("task", "Review"),
    Status.APPROVAL: pgettext_lazy("task", "Approve"),
    Status.APPROVED: pgettext_lazy("task", "Give notice"),
    Status.NOTICE: pgettext_lazy("task", "Confirm"),
    Status.CONTRACTING: pgettext_lazy("task", "Start"),
    Status.RUNNING: pgettext_lazy("task", "Finish"),
    Status.FINAL_EVALUATION: pgettext_lazy("task", "Evaluate"),
    Status.SETTLEMENT: pgettext_lazy("task", "Close"),
    Status.CLOSED: pgettext_lazy("task", "Archive"),
}

CITY, PROVINCE = frozenset({Role.CITY}), frozenset({Role.PROVINCE})
COUNTY, CLERK = frozenset({Role.COUNTY}), frozenset({Role.CLERK})
AGENCY, EVALUATOR = frozenset({Role.AGENCY}), frozenset({Role.EVALUATOR})

QUEUES: dict[str, Queue] = {
    **{
        status: Queue(
            verb,
            OFFICIALS,
            "project",
            rows.standing_at(status),
            ("project_list", f"status={status}"),
        )
        for status, verb in VERBS.items()
    },
    "lead": Queue(
        pgettext_lazy("task", "Assign a lead"),
        COUNTY | AGENCY,
        "project",
        rows.without_lead,
        ("project_list", f"status={Status.CONTRACTING}"),
    ),
    "silent": Queue(
        pgettext_lazy("task", "Log a service"),
        AGENCY,
        "project",
        rows.silent,
        ("project_list", f"status={Status.RUNNING}"),
    ),
    "month": Queue(
        pgettext_lazy("task", "Submit the services of"),
        AGENCY,
        "month",
        rows_of_months.months_to_submit,
        ("month_list", "status=to_submit"),
    ),
    "month_check": Queue(
        pgettext_lazy("task", "Confirm the services of"),
        COUNTY,
        "month",
        rows_of_months.months_to_confirm,
        ("month_list", "status=submitted"),
    ),
    "correction": Queue(
        pgettext_lazy("task", "Decide the correction of"),
        COUNTY,
        "correction",
        rows_of_months.corrections,
        ("correction_list", "status=asked"),
    ),
    "filing": Queue(
        pgettext_lazy("task", "Hand up the table"),
        COUNTY | CITY,
        "filing",
        rows_of_filing.to_submit,
        ("filing_list", "status=mine"),
    ),
    "filing_check": Queue(
        pgettext_lazy("task", "Confirm the table of"),
        CITY | PROVINCE,
        "filing",
        rows_of_filing.to_decide,
        ("filing_list", "status=submitted"),
    ),
    "correction_decided": Queue(
        pgettext_lazy("task", "Read the decision on the correction of"),
        AGENCY,
        "correction",
        rows_of_months.decided_corrections,
        ("correction_list", ""),
    ),
    "open_need": Queue(
        pgettext_lazy("task", "Make a project of"),
        COUNTY,
        "need",
        rows.needs("registered", "verified"),
        ("need_list", "status=open"),
    ),
    "reported_need": Queue(
        pgettext_lazy("task", "Read"),
        CLERK,
        "need",
        rows.needs("reported"),
        ("need_list", "status=reported"),
    ),
    "own_need": Queue(
        pgettext_lazy("task", "Awaiting a project"),
        CLERK,
        "need",
        rows.needs("registered", "verified"),
        ("need_list", "status=open"),
    ),
    "change": Queue(
        pgettext_lazy("task", "Decide the change"),
        OFFICIALS,
        "change",
        rows.changes,
        ("change_list", "status=asked"),
    ),
    "objection": Queue(
        pgettext_lazy("task", "Answer the objection"),
        OFFICIALS,
        "project_contract",
        rows.objections,
    ),
    "facts": Queue(
        pgettext_lazy("task", "Confirm the facts of"), OFFICIALS, "agency", rows.fact_changes
    ),
    "reply": Queue(
        pgettext_lazy("task", "Decide the reply"), OFFICIALS, "project_evaluation", rows.replies
    ),
    "payment_check": Queue(
        pgettext_lazy("task", "Check the payment"),
        OFFICIALS,
        "disbursement",
        rows.payments_to_check,
        ("due_list", ""),
    ),
    "payment_due": Queue(
        pgettext_lazy("task", "Propose the payment of"),
        OFFICIALS,
        "project_tranches",
        rows.due_tranches,
        ("due_list", "show=reached"),
    ),
    "receipt": Queue(
        pgettext_lazy("task", "Confirm the receipt"),
        AGENCY,
        "disbursement",
        rows.receipts,
        ("disbursement_list", "receipt=open"),
    ),
    "undivided": Queue(
        pgettext_lazy("task", "Divide the contract of"),
        COUNTY,
        "project_commitments",
        rows.undivided,
    ),
    "follow_up": Queue(
        pgettext_lazy("task", "Follow up"),
        OFFICIALS | AGENCY | EVALUATOR,
        "project_evaluation",
        rows.follow_ups,
        ("follow_up_list", ""),
    ),
    "bank_line": Queue(
        pgettext_lazy("task", "Match to payments"),
        OFFICIALS,
        "bank_line",
        rows.bank_lines,
        ("bank_line_list", "proof=unmatched"),
    ),
    "difference": Queue(
        pgettext_lazy("task", "Look into"),
        frozenset({Role.PROVINCE, Role.AUDITOR}),
        "reconciliation",
        rows.differences,
        ("reconciliation_list", ""),
    ),
    "sheet": Queue(
        pgettext_lazy("task", "Score"), OFFICIALS | EVALUATOR, "evaluation", rows.sheets
    ),
    "rectification": Queue(
        pgettext_lazy("task", "Put right and reply"),
        AGENCY,
        "project_evaluation",
        rows.rectifications,
    ),
    "registration": Queue(
        pgettext_lazy("task", "Renew the registration of"), AGENCY, "worker", rows.registrations
    ),
}


def rows_for(user: Any, today: date) -> QuerySet | None:
    """All that waits for ``user`` as rows of ``COLUMNS``; None for a role for whom nothing can."""
    queues = [
        queue.rows(user, today).annotate(queue=rows.text(Value(name))).values_list(*COLUMNS)
        for name, queue in QUEUES.items()
        if user.role in queue.roles
    ]
    return queues[0].union(*queues[1:], all=True) if queues else None
