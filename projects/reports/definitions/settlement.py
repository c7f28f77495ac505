"""Settlement: what became of each project's money, as of a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.common.money import ZERO
from projects.funding import models as funding
from projects.pilots.models import ActionPlan, Project
from projects.pilots.querysets import ProjectQuerySet
from projects.places.models import Place
from projects.reports.definitions import TEN_THOUSAND_YUAN, Column, Definition, Progress, Row, Table
from projects.reports.definitions.behind import Behind, Opener, Part
from projects.reports.definitions.funds import money_column, rate_column
from projects.reports.definitions.ledger import (
    RECEIVER,
    Ledger,
    Sums,
    added,
    as_yuan,
    balance,
    behind,
)
from projects.reports.definitions.narrowing import FIELD, PROJECT, SETTING, of_projects
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
    within,
)
from projects.reports.definitions.rounding import rate

STAGES = ("contracted", "paid", "spent", "returned")

_PROJECTS = gettext_lazy("Projects")
_COUNT = pgettext_lazy("unit", "number")
_SETTLEMENT = gettext_lazy("Settlement")


def _text_column(key: str, label: Any, words: tuple[tuple[str, Any], ...] = ()) -> Column:
    return Column(key, label, "", "text", _SETTLEMENT, label, words)


class Settlement(Definition):
    """What each project's contract bound, what was paid, spent and given back, and what is left.

    A project that is settled up to the day says when it was, and the opinion of who audited it.
    """

    key = "settlement"
    name = gettext_lazy("Settlement of projects")
    description = gettext_lazy(
        "Contracted, paid, spent, returned and balance of each project, with its execution rate"
    )
    number = gettext_lazy("Linkage statistics, table 3")
    unit = TEN_THOUSAND_YUAN
    columns = (
        Column(
            "projects",
            gettext_lazy("Projects"),
            _COUNT,
            "count",
            _PROJECTS,
            pgettext_lazy("table head", "Total"),
        ),
        *(money_column(stage) for stage in (*STAGES, "balance")),
        rate_column(
            "execution_rate",
            gettext_lazy("Execution rate"),
            pgettext_lazy("table head", "Spent of\ncontracted"),
        ),
        _text_column("settled_on", gettext_lazy("Settled on")),
        _text_column(
            "opinion", gettext_lazy("Audit opinion"), tuple(funding.Settlement.Opinion.choices)
        ),
    )
    opens = ("projects", *STAGES, "balance", "execution_rate")
    labels = (PROJECT,)
    options = (SETTING, FIELD)

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
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        groups = groups_of(lines, place, with_own=False)
        only = of_projects(options)
        accounts = _accounts(Ledger(user, plan, place, as_of), groups, only)
        if OTHERS in accounts:
            groups.append(others_of())
        found: list[list[Row]] = []
        everything: list[Account] = []
        for group in groups:
            parts = [accounts.get(member.key, []) for member in group.members]
            whole = [account for part in parts for account in part]
            everything += whole
            rows: list[Row] = []
            if has_whole_lines(place):
                rows.append(_row(group.code, group.name, "city", whole))
            for member, part in zip(group.members, parts, strict=True):
                rows.append(_row(member.code, member.name, member.level, part))
                rows += [account.row(member.code) for account in part]
            found.append(rows)
        return self.table(
            parameters={"plan": plan.code, "place": place.code, **only},
            as_of=as_of,
            total=_row(place.code, place.name, place.level, everything),
            rows=gathered(found, on_progress),
            example=plan.is_demo,
        )

    def opener(
        self, *, user: Any, plan: ActionPlan, as_of: date, place: Place, **options: str
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        groups = [*groups_of(lines, place, with_own=False), others_of()]
        ledger = Ledger(user, plan, place, as_of)
        keys = member_keys(ledger.places(), groups, as_of)
        settled = _settled(ledger, of_projects(options))

        @cache
        def projects(where: Where, number: str) -> ProjectQuerySet:
            if number:
                return settled.filter(number=number)
            return settled.filter(place__code__in=codes_of(where, groups, keys))

        @cache
        def parts(where: Where, number: str, stage: str) -> list[Part]:
            asked = projects(where, number).values("pk")
            found = ledger.parts(stage, RECEIVER)
            return [part.only(**{f"{part.about}__in": asked}) for part in found]

        def opened(row: Row, column: str) -> Behind:
            where = (row["level"], row["place"])
            if column == "projects":
                listed = projects(where, row["project"]).select_related("place")
                return Behind((Part(_PROJECTS, listed, day="approved_on"),))
            return behind(column, partial(parts, where, row["project"]))

        return opened

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: settlement of pilot projects of three-society linkage") % {
            "place": total["name"]
        }

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Projects of the plan to which money was allocated up to %(day)s, in the county that "
                "registered them; what was filed under a predecessor counts for its successor."
            )
            % {"day": as_of.isoformat()},
            _(
                "From the entries up to the day on which the money moved; reversals are taken off. "
                "Balance: paid, neither spent nor returned to who paid."
            ),
            _("Summed in yuan, shown in 10,000 yuan with two decimals."),
            _("These must hold: %(sums)s.") % {"sums": "6＝3－4－5；7＝4÷2×100"},
        ]


settlement = Settlement()


@dataclass(frozen=True)
class Account:
    """A project and its sums."""

    number: str
    name: str
    sums: Sums
    settled_on: str | None = None
    opinion: str | None = None

    def row(self, code: str) -> Row:
        """Its row in the table, in the county with this code."""
        row = _row(code, self.name, "project", [self], self.number)
        return row | {"settled_on": self.settled_on, "opinion": self.opinion}


def _settled(ledger: Ledger, only: dict[str, str]) -> ProjectQuerySet:
    """The projects meeting these conditions to which money was allocated by the day, by number."""
    projects = Project.objects.visible_to(ledger.user).filter(
        within(ledger.place, "place__code"), plan=ledger.plan, allocations__day__lte=ledger.as_of
    )
    projects = projects.filter(**only)
    return projects.order_by("number").distinct()


def _accounts(
    ledger: Ledger, groups: list[Group], only: dict[str, str]
) -> dict[tuple[str, str], list[Account]]:
    """The projects of each member, by number."""
    sums = {stage: ledger.sums_of_projects(stage) for stage in STAGES}
    projects = _settled(ledger, only)
    found = list(projects.values_list("pk", "number", "name", "place__code", "place__level"))
    stated = funding.Settlement.objects.visible_to(ledger.user)
    stated = stated.filter(project__plan=ledger.plan, settled_on__lte=ledger.as_of)
    settled = {
        pk: (day.isoformat(), opinion or None)
        for pk, day, opinion in stated.values_list("project", "settled_on", "opinion")
    }
    keys = member_keys({row[3:] for row in found}, groups, ledger.as_of)
    accounts: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for pk, number, name, code, _level in found:
        of_project = {stage: sums[stage].get(pk, ZERO) for stage in STAGES}
        accounts[keys[code]].append(Account(number, name, of_project, *settled.get(pk, ())))
    return accounts


def _row(code: str, name: str, level: str, accounts: list[Account], number: str = "") -> Row:
    sums = dict.fromkeys(STAGES, ZERO) | added(*(account.sums for account in accounts))
    row: Row = {"place": code, "name": name, "level": level, "project": number}
    row["projects"] = len(accounts)
    row |= {stage: as_yuan(amount) for stage, amount in sums.items()}
    row["balance"] = as_yuan(balance(sums))
    row["execution_rate"] = rate(sums["spent"], sums["contracted"])
    # Of several projects there is neither.
    return row | {"settled_on": "", "opinion": ""}
