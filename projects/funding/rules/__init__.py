"""What must hold when money moves; forms say it early, actions under their locks."""

from projects.funding.rules.allocations import (
    allocation_errors,
    already_registered,
    amount_error,
    below_allocated,
    day_error,
    over_budget,
    shown,
)
from projects.funding.rules.spending import Permitted, may_pay, may_support, permitted

__all__ = [
    "Permitted",
    "allocation_errors",
    "already_registered",
    "amount_error",
    "below_allocated",
    "day_error",
    "may_pay",
    "may_support",
    "over_budget",
    "permitted",
    "shown",
]
