"""What must hold for services, case files, groups and months; forms say it early, actions when they write."""

from projects.delivery.rules.cases import (
    case_errors,
    closing_errors,
    ending_error,
    said,
    work_closed_error,
    work_day_error,
    worker_error,
)
from projects.delivery.rules.corrections import addition_error, confirmed_month, correction_error
from projects.delivery.rules.groups import (
    group_ending_error,
    group_errors,
    leaving_error,
    member_errors,
)
from projects.delivery.rules.judging import Verdict, judge, rule_of, villages_around
from projects.delivery.rules.months import (
    due_day,
    is_over,
    last_day_of,
    month_error,
    month_name,
    months_of,
    next_month,
    refuse_locked,
)
from projects.delivery.rules.records import (
    AT_WORK,
    SILENT_AFTER,
    closed_error,
    day_error,
    done_error,
    last_day,
    service_errors,
    workers_error,
)

__all__ = [
    "AT_WORK",
    "SILENT_AFTER",
    "Verdict",
    "addition_error",
    "case_errors",
    "closed_error",
    "closing_errors",
    "confirmed_month",
    "correction_error",
    "day_error",
    "done_error",
    "due_day",
    "ending_error",
    "group_ending_error",
    "group_errors",
    "is_over",
    "judge",
    "last_day",
    "last_day_of",
    "leaving_error",
    "member_errors",
    "month_error",
    "month_name",
    "months_of",
    "next_month",
    "refuse_locked",
    "rule_of",
    "said",
    "service_errors",
    "villages_around",
    "work_closed_error",
    "work_day_error",
    "worker_error",
    "workers_error",
]
