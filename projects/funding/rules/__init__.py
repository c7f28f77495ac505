"""What must hold when money moves; forms say it early, actions under their locks."""

from projects.funding.rules.allocations import (
    allocation_errors,
    already_registered,
    amount_error,
    day_error,
    more_than_free,
    not_your_line,
    over_budget,
    release_day_error,
    release_error,
)
from projects.funding.rules.budgets import (
    amendment_errors,
    below_given,
    given_out_below,
    lower_levels,
    lower_places,
    transfer_errors,
)
from projects.funding.rules.spending import Permitted, may_pay, may_support, permitted
from projects.funding.rules.words import shown

__all__ = [
    "Permitted",
    "allocation_errors",
    "already_registered",
    "amendment_errors",
    "amount_error",
    "below_given",
    "day_error",
    "given_out_below",
    "lower_levels",
    "lower_places",
    "may_pay",
    "may_support",
    "more_than_free",
    "not_your_line",
    "over_budget",
    "permitted",
    "release_day_error",
    "release_error",
    "shown",
    "transfer_errors",
]
