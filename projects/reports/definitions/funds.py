"""Funds: level that pays × nature × stage, plan against actual, as of a day."""

from collections import defaultdict
from datetime import date
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.common.money import ZERO
from projects.funding.models import Budget, Level
from projects.funding.stages import LABELS, OF_SOURCE
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import (
    TEN_THOUSAND_YUAN,
    Column,
    Definition,
    Label,
    Option,
    Progress,
    Row,
    Table,
)
from projects.reports.definitions.behind import Behind, Opener, Part
from projects.reports.definitions.ledger import (
    PAYER,
    RECEIVER,
    Ledger,
    Sums,
    added,
    as_yuan,
    balance,
    behind,
)
from projects.reports.definitions.places import (
    OTHERS,
    Group,
    Where,
    codes_of,
    counted_lines,
    gathered,
    groups_of,
    has_whole_lines,
    member_keys,
    others_of,
)
from projects.reports.definitions.rounding import rate

Kind = tuple[str, str]  # level that pays, nature
Shares = dict[Kind, Sums]
KINDS: list[Kind] = [(level, nature) for level in Level.values for nature in Budget.Nature.values]

_YUAN = pgettext_lazy("unit", "yuan")
_MONEY = gettext_lazy("Money by stage")
_RATES = gettext_lazy("Plan and actual")
_EVERY = gettext_lazy("Total")


def money_column(stage: str) -> Column:
    """A column of one stage."""
    return Column(stage, LABELS[stage], _YUAN, "money", _MONEY, LABELS[stage])


def rate_column(key: str, label: Any, head: Any) -> Column:
    """A column of one stage in per cent of another."""
    return Column(key, label, pgettext_lazy("unit", "%"), "rate", _RATES, head)


class Funds(Definition):
    """How much money of each level and nature stands at each stage."""

    key = "funds"
    name = gettext_lazy("Funds by level and nature")
    description = gettext_lazy(
        "Budget, allocated, contracted, paid, spent, returned and balance by level that pays and "
        "nature, for each city and county, plan against actual"
    )
    number = gettext_lazy("Linkage statistics, table 2")
    unit = TEN_THOUSAND_YUAN
    columns = (
        *(money_column(stage) for stage in LABELS),
        rate_column(
            "allocated_rate",
            gettext_lazy("Allocated of budget"),
            pgettext_lazy("table head", "Allocated\nof budget"),
        ),
        rate_column(
            "paid_rate",
            gettext_lazy("Paid of contracted"),
            pgettext_lazy("table head", "Paid of\ncontracted"),
        ),
        rate_column(
            "spent_rate",
            gettext_lazy("Spent of paid"),
            pgettext_lazy("table head", "Spent\nof paid"),
        ),
    )
    labels = (
        Label("payer", gettext_lazy("Level that pays"), tuple(Level.choices), _EVERY),
        Label("nature", gettext_lazy("Nature"), tuple(Budget.Nature.choices), _EVERY),
    )
    opens = tuple(column.key for column in columns)
    options = (
        Option(
            "basis",
            gettext_lazy("Counted at"),
            (
                (PAYER, gettext_lazy("The place that pays")),
                (RECEIVER, gettext_lazy("The place where the money lies")),
            ),
            gettext_lazy(
                "A yuan is counted once either way: at the level that pays it, or where it is now: "
                "a budget at who gives it out, the rest in the county of the project."
            ),
        ),
    )

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
        basis: str = PAYER,
        **options: str,
    ) -> Table:
        place = place or user.place or plan.place
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        groups = groups_of(lines, place, with_own=True)
        shares = _shares(Ledger(user, plan, place, as_of), basis, groups)
        if OTHERS in shares:
            groups.append(others_of())
        found: list[list[Row]] = []
        everything: Shares = {}
        for group in groups:
            parts = [shares.get(member.key, {}) for member in group.members]
            whole = _together(*parts)
            everything = _together(everything, whole)
            # What a place receives from above was budgeted there, so there is nothing to compare.
            plain = basis == PAYER
            rows: list[Row] = []
            if has_whole_lines(place):
                rows += _rows(group.code, group.name, "city", whole, compared=plain)
            for member, part in zip(group.members, parts, strict=True):
                rows += _rows(member.code, member.name, member.level, part, compared=plain)
            found.append(rows)
        compared = basis == PAYER or place == plan.place
        total = _row(place.code, place.name, place.level, ("", ""), everything, compared)
        found.insert(0, _parts_of_total(place, everything, compared))
        return self.table(
            parameters={"plan": plan.code, "place": place.code, "basis": basis},
            as_of=as_of,
            total=total,
            rows=gathered(found, on_progress),
            example=plan.is_demo,
        )

    def opener(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place,
        basis: str = PAYER,
        **options: str,
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        groups = [*groups_of(lines, place, with_own=True), others_of()]
        ledger = Ledger(user, plan, place, as_of)
        keys = member_keys(ledger.places(), groups, as_of)

        @cache
        def parts(where: Where, kind: Kind, stage: str) -> list[Part]:
            codes = codes_of(where, groups, keys)
            found = ledger.parts(stage, basis)
            return [part.of(*kind).only(**{f"{part.place}__code__in": codes}) for part in found]

        def opened(row: Row, column: str) -> Behind:
            where, kind = (row["level"], row["place"]), (row["payer"], row["nature"])
            return behind(column, partial(parts, where, kind))

        return opened

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        if parameters["basis"] == PAYER:
            text = _("%(place)s: money of three-society linkage by who pays")
        else:
            text = _("%(place)s: money of three-society linkage by where it lies")
        return text % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        if parameters["basis"] == PAYER:
            where = _(
                "Counted at the place that pays: a yuan counts once, at the level that pays it, "
                "through how many levels it may have passed. What levels above the area pay for "
                "its projects is not in this table."
            )
        else:
            where = _(
                "Counted where the money lies: a budget at the place that gives it out after the "
                "transfers, all later stages in the county that registered the project. A yuan "
                "counts once. What is allocated to a place may come from budgets held above it, so "
                "allocated of budget is given for the whole only."
            )
        return [
            where,
            _(
                "From the entries up to %(day)s: budgets by the date of their document with the "
                "amendments and transfers up to the day, the rest by the day on which the money "
                "moved; reversals are taken off."
            )
            % {"day": as_of.isoformat()},
            _(
                "What a city or the province holds or pays itself stands on a line of its own, so "
                "that the lines add up to the total. Counties are those of the day; what was filed "
                "under a predecessor counts for its successor; what reports on its own stands last."
            ),
            _("Summed in yuan, shown in 10,000 yuan with two decimals."),
            _("These must hold: %(sums)s.")
            % {"sums": "7＝4－5－6；8＝2÷1×100；9＝4÷3×100；10＝5÷4×100"},
        ]


funds = Funds()


def _shares(ledger: Ledger, basis: str, groups: list[Group]) -> dict[tuple[str, str], Shares]:
    """What falls to each member, by level that pays and nature."""
    stages = ("budget", *OF_SOURCE)
    found = [(stage, row) for stage in stages for row in ledger.sums(stage, basis)]
    keys = member_keys({row[:2] for _stage, row in found}, groups, ledger.as_of)
    shares: dict[tuple[str, str], Shares] = defaultdict(dict)
    for stage, (code, _level, payer, nature, amount) in found:
        sums = shares[keys[code]].setdefault((payer, nature), {})
        sums[stage] = sums.get(stage, ZERO) + amount
    return shares


def _together(*parts: Shares) -> Shares:
    kinds = dict.fromkeys(kind for part in parts for kind in part)
    return {kind: added(*(part.get(kind, {}) for part in parts)) for kind in kinds}


def _parts_of_total(place: Place, shares: Shares, compared: bool) -> list[Row]:
    """The total by level that pays, and each level by nature."""
    rows = []
    for level in Level.values:
        of_level = {kind: sums for kind, sums in shares.items() if kind[0] == level}
        detail = _rows(place.code, place.name, "total", of_level, compared=compared)[1:]
        if detail:
            rows.append(_row(place.code, place.name, "total", (level, ""), of_level, compared))
            rows += detail
    return rows


def _rows(code: str, name: str, level: str, shares: Shares, *, compared: bool) -> list[Row]:
    """The row of a place, zeros shown, and a row for each level and nature that there is."""
    found = [kind for kind in KINDS if any(shares.get(kind, {}).values())]
    parts = (_row(code, name, level, kind, {kind: shares[kind]}, compared) for kind in found)
    return [_row(code, name, level, ("", ""), shares, compared), *parts]


def _row(code: str, name: str, level: str, kind: Kind, shares: Shares, compared: bool) -> Row:
    sums = dict.fromkeys(("budget", *OF_SOURCE), ZERO) | added(*shares.values())
    payer, nature = kind
    row: Row = {"place": code, "name": name, "level": level, "payer": payer, "nature": nature}
    row |= {stage: as_yuan(amount) for stage, amount in sums.items()}
    row["balance"] = as_yuan(balance(sums))
    row["allocated_rate"] = rate(sums["allocated"], sums["budget"]) if compared else None
    row["paid_rate"] = rate(sums["paid"], sums["contracted"])
    row["spent_rate"] = rate(sums["spent"], sums["paid"])
    return row
