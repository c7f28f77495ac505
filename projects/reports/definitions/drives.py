"""The four drives: the table that was published, each figure what the records behind it add up to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.partnerships.models import Exchange
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import (
    TEN_THOUSAND_YUAN,
    Column,
    Definition,
    Label,
    Progress,
    Row,
    Table,
)
from projects.reports.definitions.behind import Behind, Opener
from projects.reports.definitions.by_county import Asked
from projects.reports.definitions.places import counted_lines
from projects.reports.definitions.published import (
    exchanged,
    honoured,
    of_projects,
    of_register,
    paired,
    published,
    published_behind,
)
from projects.workers.models import Statistic

DRIVES = (
    ("projects", gettext_lazy("Project drive")),
    ("talent", gettext_lazy("Talent drive")),
    ("cooperation", gettext_lazy("Cooperation drive")),
    ("exchange", gettext_lazy("Exchange drive")),
)
UNITS = {
    "number": pgettext_lazy("unit", "number"),
    "counties": pgettext_lazy("unit", "counties"),
    "percent": pgettext_lazy("unit", "%"),
    "people": pgettext_lazy("unit", "people"),
    "batches": pgettext_lazy("unit", "batches"),
    "trips": pgettext_lazy("unit", "person-trips"),
    "years": pgettext_lazy("unit", "years of age"),
}
_NUMBER = pgettext_lazy("drives", "Number")
_FIGURE = gettext_lazy("Figure")
_FROM = gettext_lazy("Where it is from")
_MEASURES = Statistic.Measure


@dataclass(frozen=True)
class Item:
    """A figure of the table: of which drive, what, in which unit (money has its own) and column."""

    key: str
    drive: str
    label: Any
    unit: str | None
    behind: Callable[[Asked], Behind]
    column: str = "number"


def _items() -> Iterator[Item]:
    """The figures in the order of the published table, without those of other publishers."""
    projects = (
        ("money", gettext_lazy("Money put in by province, cities and counties"), None, "money"),
        ("pilots", gettext_lazy("Pilots at the three levels"), "number", "number"),
        ("rural", gettext_lazy("Rural pilots"), "number", "number"),
        ("counties", gettext_lazy("Counties to cover"), "counties", "number"),
        ("covered", gettext_lazy("Counties covered"), "counties", "number"),
        ("coverage", gettext_lazy("Coverage rate"), "percent", "mean"),
        ("needs", gettext_lazy("Residents' needs that pilots arose from"), "number", "number"),
        ("partnered", gettext_lazy("Pilots joined by other departments"), "number", "number"),
    )
    for key, label, unit, column in projects:
        yield Item(key, "projects", label, unit, of_projects(key), column)
    for measure, unit in (
        ("professionals", "people"),
        ("certified", "people"),
        ("agencies", "number"),
    ):
        yield Item(measure, "talent", _MEASURES(measure).label, unit, of_register(measure))
    honours = (
        ("honour_batches", gettext_lazy("Honours: batches"), "batches", "number"),
        ("honours", gettext_lazy("Honours: people"), "people", "number"),
        ("honour_each", gettext_lazy("Honours: yuan for each"), None, "money"),
    )
    for key, label, unit, column in honours:
        yield Item(key, "talent", label, unit, honoured(key), column)
    pairings = (
        ("pairings", gettext_lazy("Pairings, one to one"), "number"),
        ("helpers", gettext_lazy("Helping agencies"), "number"),
        ("helped", gettext_lazy("Agencies helped"), "number"),
        ("helped_places", gettext_lazy("Places helped"), "number"),
        ("own_funds", gettext_lazy("Pairings paid from own funds"), "number"),
        ("batches", gettext_lazy("Batches dispatched"), "batches"),
        ("trips", gettext_lazy("Person-trips dispatched"), "trips"),
    )
    for key, label, unit in pairings:
        yield Item(key, "cooperation", label, unit, paired(key))
    for kind in Exchange.Kind:
        unit = "number" if kind == Exchange.Kind.AGENCY else "people"
        yield Item(kind.value, "exchange", kind.label, unit, exchanged(kind.value))
    ages = (
        ("mean_age", gettext_lazy("Taiwan candidates: mean age"), "mean"),
        ("oldest", gettext_lazy("Taiwan candidates: age of the oldest"), "number"),
    )
    for key, label, column in ages:
        yield Item(key, "exchange", label, "years", exchanged(key), column)


ITEMS = {item.key: item for item in _items()}
PUBLISHED = {
    f"published_{measure}": measure for measure in ("professionals", "certified", "agencies")
}
WORDS = (
    *((key, item.label) for key, item in ITEMS.items()),
    ("published_professionals", gettext_lazy("Social-work professionals, as published")),
    ("published_certified", gettext_lazy("Certified professionals, as published")),
    ("published_agencies", gettext_lazy("Social-work agencies, as published")),
)


def _text(key: str, label: Any, words: Any = (), nothing: Any = "—") -> Column:
    return Column(key, label, "", "text", _FROM, label, tuple(words), nothing)


class Drives(Definition):
    """The table of the four drives: what the records say, and what was published, side by side."""

    key = "drives"
    name = gettext_lazy("The four drives")
    description = gettext_lazy(
        "The published table of projects, talent, cooperation and exchange, each figure from records"
    )
    number = gettext_lazy("Linkage statistics, table 12")
    unit = TEN_THOUSAND_YUAN
    has_total = False
    columns = (
        Column("number", _NUMBER, "", "count", _FIGURE, _NUMBER),
        Column(
            "money",
            gettext_lazy("Money"),
            pgettext_lazy("unit", "yuan"),
            "money",
            _FIGURE,
            pgettext_lazy("table head", "Money\n(10,000 yuan)"),
        ),
        Column(
            "mean",
            gettext_lazy("Rate or mean"),
            "",
            "rate",
            _FIGURE,
            pgettext_lazy("table head", "Rate\nor mean"),
        ),
        _text("unit", gettext_lazy("Unit"), UNITS.items()),
        _text("day", gettext_lazy("Day of the figure")),
        _text("source", gettext_lazy("Source"), nothing=gettext_lazy("Counted from the records")),
    )
    opens = ("number", "money", "mean")
    labels = (
        Label("drive", gettext_lazy("Drive"), DRIVES),
        Label("item", pgettext_lazy("drives", "What is counted"), WORDS),
    )

    def usual_day(self, plan: ActionPlan) -> date | None:
        """The end of the year after the plan, in which its projects end and its figures are published."""
        return date(plan.year + 1, 12, 31)

    def check(self, *, user: Any, plan: Any, as_of: date, place: Place, **options: str) -> None:
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)

    def count(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place | None = None,
        on_progress: Progress | None = None,
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        asked = Asked(user, plan, place, as_of)
        rows: list[Row] = []
        said = list(published(asked, *PUBLISHED.values()))
        for number, item in enumerate(ITEMS.values(), 1):
            figure = item.behind(asked).figure
            is_money = item.column == "money" and figure is not None
            value = f"{figure:.2f}" if is_money else figure
            rows.append(self._row(place, item, day=as_of.isoformat(), **{item.column: value}))
            if on_progress:
                on_progress(number, len(ITEMS))
            for one in said if item.key in PUBLISHED.values() else ():
                if one.measure == item.key:
                    row = self._row(place, item, day=one.as_of.isoformat(), number=one.value)
                    rows.append(row | {"item": f"published_{item.key}", "source": one.source})
        return self.table(
            parameters={"plan": plan.code, "place": place.code},
            as_of=as_of,
            total=self._row(place, None),
            rows=rows,
            example=plan.is_demo,
        )

    def _row(self, place: Place, item: Item | None, **figures: Any) -> Row:
        row: Row = {"place": place.code, "name": place.name, "level": place.level}
        row |= {"drive": item.drive if item else "", "item": item.key if item else ""}
        row |= dict.fromkeys((column.key for column in self.columns), None)
        return row | {"unit": item.unit if item else None} | figures

    def opener(
        self, *, user: Any, plan: ActionPlan, as_of: date, place: Place, **options: str
    ) -> Opener:
        asked = Asked(user, plan, place, as_of)

        def opened(row: Row, column: str) -> Behind:
            if row["item"] not in PUBLISHED:
                return ITEMS[row["item"]].behind(asked)
            return published_behind(asked, PUBLISHED[row["item"]], row["day"], row["source"])

        return opened

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: the four drives of social work") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Counted from the records as they were on %(day)s: projects of the plan that qualify "
                "for coverage and what was allocated to them, whoever is in social work, agencies "
                "registered, honours, pairings, dispatches and exchange from the beginning."
            )
            % {"day": as_of.isoformat()},
            _(
                "As published: each with its day and its source. What one source says never replaces "
                "what another says, and neither is worked out from the records."
            ),
        ]


drives = Drives()
