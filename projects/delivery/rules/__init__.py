"""What must hold for services, case files and groups; forms say it early, actions when they write."""

from projects.delivery.rules.judging import Verdict, judge, rule_of, villages_around
from projects.delivery.rules.records import (
    SILENT_AFTER,
    closed_error,
    day_error,
    last_day,
    service_errors,
    workers_error,
)

__all__ = [
    "SILENT_AFTER",
    "Verdict",
    "closed_error",
    "day_error",
    "judge",
    "last_day",
    "rule_of",
    "service_errors",
    "villages_around",
    "workers_error",
]
