"""The measures that maps, rankings and trends can show. A new one is an entry of ``MEASURES``.

Most are a column of a report, so that a map never counts otherwise than the table does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.common.money import wan
from projects.dashboard.counting import (
    Asked,
    Figure,
    Found,
    Steps,
    approved_by_month,
    certified,
    moved_by_month,
    of_column,
    of_records,
    registered,
    reported,
    reported_by_month,
    served_by_month,
)
from projects.funding.models import Allocation, Disbursement, Expenditure
from projects.reports.definitions import NOTHING
from projects.reports.definitions.beneficiaries import beneficiaries
from projects.reports.definitions.coverage import coverage
from projects.reports.definitions.funds import funds
from projects.reports.definitions.ledger import RECEIVER
from projects.reports.definitions.served import WITHHELD
from projects.reports.definitions.services import services


@dataclass(frozen=True)
class Measure:
    """One figure of a county. Money is counted in yuan and shown in 万元.

    ``few``: mostly 1 to 5, so that each number has a class of its own on the map.
    ``of_plan``: counted in the projects of a plan; else it was there before the first plan, too.
    ``adds_up``: the figures of two counties make up that of both, which is not so with people.
    """

    key: str
    label: Promise
    unit: Promise
    count: Callable[[Asked], Found]
    months: Callable[[Asked], Steps] | None = None
    is_money: bool = False
    few: bool = False
    adds_up: bool = True
    of_coverage: bool = False
    of_plan: bool = True

    def scaled(self, figure: Any) -> Decimal:
        """A figure as it is shown: money in 万元."""
        return wan(figure) if self.is_money else Decimal(figure)

    def shown(self, figure: Figure) -> str:
        """A figure without its unit."""
        if figure is None:
            return WITHHELD
        return number_format(self.scaled(figure), 2 if self.is_money else 0, force_grouping=True)

    def with_unit(self, figure: str) -> str:
        """A figure with its unit; what is withheld has none."""
        return figure if figure in (WITHHELD, NOTHING) else f"{figure} {self.unit}"


_PILOTS = pgettext_lazy("unit", "pilots")
_WAN = gettext_lazy("10,000 yuan")
_PEOPLE = pgettext_lazy("unit", "people")
_OF_PLAN = "source__project__plan"

MEASURES = {
    one.key: one
    for one in (
        Measure(
            "projects",
            gettext_lazy("Pilot projects"),
            _PILOTS,
            of_column(coverage, "projects"),
            approved_by_month(),
            few=True,
            of_coverage=True,
            adds_up=False,
        ),
        Measure(
            "money",
            gettext_lazy("Money allocated"),
            _WAN,
            of_column(coverage, "allocated_total"),
            moved_by_month(lambda user: Allocation.objects.visible_to(user), "project__plan"),
            is_money=True,
            of_coverage=True,
        ),
        Measure(
            "rural",
            pgettext_lazy("figure", "Rural pilots"),
            _PILOTS,
            of_column(coverage, "projects_rural"),
            approved_by_month(setting="rural"),
            few=True,
            of_coverage=True,
            adds_up=False,
        ),
        Measure(
            "paid",
            gettext_lazy("Money paid"),
            _WAN,
            of_column(funds, "paid", basis=RECEIVER),
            moved_by_month(lambda user: Disbursement.objects.visible_to(user).counted(), _OF_PLAN),
            is_money=True,
        ),
        Measure(
            "spent",
            gettext_lazy("Money spent"),
            _WAN,
            of_column(funds, "spent", basis=RECEIVER),
            moved_by_month(lambda user: Expenditure.objects.visible_to(user), _OF_PLAN),
            is_money=True,
        ),
        Measure(
            "services",
            gettext_lazy("Services"),
            pgettext_lazy("unit", "services"),
            of_column(services, "services"),
            served_by_month("records"),
        ),
        Measure(
            "attendances",
            gettext_lazy("Attendances at services"),
            pgettext_lazy("unit", "attendances"),
            of_column(services, "attendances"),
            served_by_month("attendances"),
        ),
        Measure(
            "people",
            gettext_lazy("People served"),
            _PEOPLE,
            of_column(services, "people"),
            adds_up=False,
        ),
        Measure(
            "left_behind",
            gettext_lazy("Left-behind elders served"),
            _PEOPLE,
            of_column(beneficiaries, "people_left_elders"),
            adds_up=False,
        ),
        Measure(
            "needs",
            gettext_lazy("Needs reported"),
            pgettext_lazy("unit", "needs"),
            of_records(reported),
            reported_by_month,
            of_plan=False,
        ),
        Measure(
            "agencies",
            gettext_lazy("Agencies registered"),
            pgettext_lazy("unit", "agencies"),
            of_records(registered),
            of_plan=False,
        ),
        Measure(
            "certified",
            gettext_lazy("Certified social workers"),
            _PEOPLE,
            of_records(certified),
            of_plan=False,
        ),
    )
}
# What the home page offers: the columns of the coverage report, which it has counted anyhow.
OF_COVERAGE = tuple(one for one in MEASURES.values() if one.of_coverage)
