"""What is done with services, case files, groups and the register."""

from projects.delivery.actions.cases import (
    change_case,
    close_case,
    open_case,
)
from projects.delivery.actions.corrections import (
    ask_addition,
    ask_correction,
    ask_to_count,
    confirm_correction,
    refuse_correction,
)
from projects.delivery.actions.groups import (
    add_member,
    change_group,
    close_group,
    member_leaves,
    open_group,
)
from projects.delivery.actions.marks import mark_dirty
from projects.delivery.actions.months import (
    confirm_month,
    confirm_months,
    open_months,
    return_month,
    submit_month,
)
from projects.delivery.actions.people import (
    Facts,
    change_person,
    erase_person,
    register_person,
)
from projects.delivery.actions.records import Entry, change_service, log_service
from projects.delivery.actions.summaries import (
    count_many,
    counted,
    rebuild_dirty,
    recount,
    recount_all,
)
from projects.delivery.actions.years import add_up_years

__all__ = [
    "Entry",
    "Facts",
    "add_member",
    "add_up_years",
    "ask_addition",
    "ask_correction",
    "ask_to_count",
    "change_case",
    "change_group",
    "change_person",
    "change_service",
    "close_case",
    "close_group",
    "confirm_correction",
    "confirm_month",
    "confirm_months",
    "count_many",
    "counted",
    "erase_person",
    "log_service",
    "mark_dirty",
    "member_leaves",
    "open_case",
    "open_group",
    "open_months",
    "rebuild_dirty",
    "recount",
    "recount_all",
    "refuse_correction",
    "register_person",
    "return_month",
    "submit_month",
]
