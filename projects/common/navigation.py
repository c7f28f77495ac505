"""The main menu: which rooms a role is shown. Access itself is checked by the views."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.common.roles import BUSINESS, OFFICIALS, PLACED, Role


class Item(NamedTuple):
    """One entry of the menu: the URL name, its label, who sees it, and where it is current."""

    url: str
    label: Promise
    roles: frozenset[str]
    path: str


MENU = (
    Item("home", _("Home"), BUSINESS, "/"),
    Item("need_list", _("Needs"), BUSINESS - {Role.EVALUATOR}, "/needs/"),
    Item("project_list", _("Projects"), BUSINESS, "/projects/"),
    Item("allocation_list", _("Money"), BUSINESS - {Role.CLERK, Role.EVALUATOR}, "/funding/"),
    Item("service_list", _("Services"), BUSINESS, "/services/"),
    Item("evaluation_list", _("Evaluation"), BUSINESS - {Role.CLERK}, "/evaluation/"),
    Item("agency_list", _("Agencies"), PLACED | {Role.AGENCY}, "/agencies/"),
    Item("worker_list", _("Workers"), OFFICIALS | {Role.AGENCY, Role.AUDITOR}, "/workers/"),
    Item("report_run_list", _("Reports"), OFFICIALS | {Role.AUDITOR}, "/reports/"),
    Item("user_list", _("Accounts"), frozenset({Role.SYSADMIN}), "/accounts/users/"),
)


def menu_for(user: Any, path: str) -> list[tuple[Item, bool]]:
    """The menu of ``user`` as (item, is the present page in it)."""
    return [
        (item, path == "/" if item.path == "/" else path.startswith(item.path))
        for item in MENU
        if user.role in item.roles
    ]
