"""The main menu: which rooms a role is shown, and which pages a visitor. Access is checked by the views."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.common.roles import BUSINESS, OFFICIALS, PLACED, Role


class Item(NamedTuple):
    """One entry of the menu: the URL name, its label, who sees it, and below which paths it is current."""

    url: str
    label: Promise
    roles: frozenset[str]
    paths: tuple[str, ...]


MENU = (
    Item("home", _("Home"), BUSINESS, ("/reminders/", "/places/", "/compare/")),
    Item("need_list", _("Needs"), BUSINESS - {Role.EVALUATOR}, ("/needs/",)),
    Item(
        "project_list", _("Projects"), BUSINESS, ("/projects/", "/closing/", "/breaks/", "/trace/")
    ),
    Item(
        "money_matrix",
        _("Money"),
        BUSINESS - {Role.CLERK, Role.EVALUATOR},
        ("/money/", "/funding/"),
    ),
    Item("service_list", _("Services"), BUSINESS, ("/services/",)),
    Item("evaluation_list", _("Evaluation"), BUSINESS - {Role.CLERK}, ("/evaluation/",)),
    Item("agency_list", _("Agencies"), PLACED | {Role.AGENCY}, ("/agencies/",)),
    Item("worker_list", _("Workers"), OFFICIALS | {Role.AGENCY, Role.AUDITOR}, ("/workers/",)),
    Item(
        "pairing_list",
        _("Cooperation"),
        OFFICIALS | {Role.AGENCY, Role.AUDITOR},
        ("/partnerships/",),
    ),
    Item(
        "report_run_list",
        _("Reports"),
        OFFICIALS | {Role.AUDITOR},
        ("/reports/", "/filing/", "/packages/"),
    ),
    Item("user_list", _("Accounts"), frozenset({Role.SYSADMIN}), ("/accounts/users/",)),
    Item("access_list", _("Access log"), frozenset({Role.SYSADMIN}), ("/audit/",)),
)

FOR_VISITORS = tuple(
    Item(url, label, frozenset(), (path,))
    for url, label, path in (
        ("need_report", _("Tell us what is lacking"), "/needs/report/"),
        ("public_notices", _("Public notices"), "/projects/notices/"),
        ("account_login", _("Sign in"), "/accounts/login/"),
    )
)


def menu_for(user: Any, path: str) -> list[tuple[Item, bool]]:
    """The menu of ``user``, or of a visitor, as (item, is the present page in it)."""
    items = (
        [one for one in MENU if user.role in one.roles] if user.is_authenticated else FOR_VISITORS
    )
    return [
        (item, path.startswith(item.paths) or (path == "/" and item.url == "home"))
        for item in items
    ]
