"""What lies at a place: the lines that it holds, what it handed down, and what it gave to projects."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from projects.common.money import ZERO, total
from projects.funding.models import Budget, Level, Source
from projects.places.models import Place

SHOWN = 20
STAGES = ("allocated", "contracted", "paid", "spent")


@dataclass
class Group:
    """The lines of one paying level and nature, in yuan; ``lines`` in the order of their documents."""

    level: str
    level_name: Any
    nature_name: Any
    lines: list[Any] = field(default_factory=list)

    def sum_of(self, name: str) -> Decimal:
        """The sum of a column over the lines."""
        return sum((getattr(line, name) for line in self.lines), ZERO)

    @property
    def amount(self) -> Decimal:
        return self.sum_of("amount")

    @property
    def transferred(self) -> Decimal:
        return self.sum_of("transferred")

    @property
    def allocated(self) -> Decimal:
        return self.sum_of("allocated")

    @property
    def paid(self) -> Decimal:
        return self.sum_of("paid")

    @property
    def remaining(self) -> Decimal:
        return self.sum_of("remaining")

    @property
    def held(self) -> Decimal:
        return self.sum_of("held")


@dataclass(frozen=True)
class PlaceMoney:
    """A place's money of one year: ``whole`` adds up all groups, ``projects`` are the first of ``count``."""

    year: int | None
    years: list[int]
    groups: list[Group]
    whole: Group
    handed_down: list[Any]
    projects: list[dict[str, Any]]
    count: int


def money_at(place: Place, user: Any, asked: str) -> PlaceMoney:
    """What lies at ``place`` and went on from there, as far as ``user`` reads it.

    ``asked``: the year of payment in the address; the newest year with a line where it names none.
    """
    held = Budget.objects.visible_to(user).filter(holder=place)
    years = sorted(held.order_by().values_list("year", flat=True).distinct(), reverse=True)
    year = next((one for one in years if str(one) == asked), years[0] if years else None)
    of_year = held.filter(year=year) if year else held.none()
    lines = list(
        of_year.select_related("place", "parent__holder")
        .annotate(paid=total("sources__paid"), spent=total("sources__spent"))
        .order_by("document_date", "pk")
    )
    below = Budget.objects.visible_to(user).filter(parent__in=of_year, amount__gt=0)
    given = _projects(Source.objects.visible_to(user).filter(budget__in=of_year))
    return PlaceMoney(
        year=year,
        years=years,
        groups=_grouped(lines),
        whole=Group("", "", "", lines),
        handed_down=list(below.select_related("holder", "place").order_by("holder__code", "pk")),
        projects=list(given[:SHOWN]),
        count=given.count(),
    )


def _grouped(lines: list[Any]) -> list[Group]:
    """The lines by level, from the highest down, and by nature, in the order of the choices."""
    return [
        Group(level, level.label, nature.label, own)
        for level in Level
        for nature in Budget.Nature
        if (own := [line for line in lines if (line.level, line.nature) == (level, nature)])
    ]


def _projects(sources: Any) -> Any:
    """What each project got of these lines, stage by stage; the most first."""
    return (
        sources.order_by()
        .values("project", "project__name", "project__number", "project__place__name")
        .annotate(lines=Count("pk"), **{f"sum_{name}": total(name) for name in STAGES})
        .filter(~Q(sum_allocated=ZERO))
        .order_by("-sum_allocated", "project")
    )
