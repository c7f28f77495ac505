"""Budget lines of the payers: what they hand down to lower places, and how they were amended."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from projects.accounts.models import User
from projects.common.money import FEN, ZERO
from projects.common.roles import Role
from projects.demo.days import day_between, working_day
from projects.demo.figures import ANXI, QUANZHOU, SANMING
from projects.demo.people import People
from projects.funding.models import Amendment, Budget, Level, Transfer
from projects.pilots.models import ActionPlan
from projects.places.models import Place

OFFICES = {"province": "闽", "city": "市", "county": "县"}
REGISTERED = (date(2018, 1, 8), date(2018, 1, 26))
HANDED_DOWN = (date(2018, 1, 29), date(2018, 1, 31))  # before the first pilot was approved
AMENDED = (date(2018, 9, 3), date(2018, 11, 16))
# The general money of the province goes down to these cities, and of both to these counties of theirs.
TO_CITIES = (QUANZHOU, SANMING, "3509")
TO_COUNTIES = (ANXI, "350582", "350583", "350427", "350981")
AMENDED_EVERY = 9
ROLES = {
    Place.Level.PROVINCE: Role.PROVINCE,
    Place.Level.CITY: Role.CITY,
    Place.Level.COUNTY: Role.COUNTY,
}
REASONS = (
    "年中追加：新增试点项目所需资金。",
    "盘活结余资金，调增试点项目经费。",
    "压减一般性支出，相应调减。",
)


@dataclass
class Lines:
    """Budget lines by (payer, level, nature, holder), a line always after the line it came from."""

    rng: Random
    plan: ActionPlan
    people: People
    budgets: dict[tuple[str, str, str, str], Budget] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)

    def line(self, payer: Place, level: str, nature: str, holders: list[Place]) -> Budget:
        """The line that the last of ``holders`` holds; each of them got it from the one before."""
        parent: Budget | None = None
        for holder in [payer, *holders]:
            key = (payer.code, level, nature, holder.code)
            if key not in self.budgets:
                self.budgets[key] = self._line(payer, level, nature, holder, parent)
            parent = self.budgets[key]
        assert parent is not None  # noqa: S101
        return parent

    def _line(
        self, payer: Place, level: str, nature: str, holder: Place, parent: Budget | None
    ) -> Budget:
        kind = "福彩" if nature == Budget.Nature.LOTTERY else "财社"
        number = f"{OFFICES[level]}{kind}示例〔2018〕{len(self.budgets) + 1}号"
        first, last = HANDED_DOWN if parent else REGISTERED
        return Budget(
            plan=self.plan,
            place=payer,
            holder=holder,
            parent=parent,
            level=Level(level),
            year=2018,
            nature=nature,
            document_number=number,
            document_date=working_day(day_between(self.rng, first, last)),
            amount=ZERO,
            created_by=official_of(self.people, parent.holder if parent else payer),
        )

    def fill(self) -> None:
        """Gives each line what it gave away and a little more: the lowest first, by transfers."""
        for budget in reversed(self.budgets.values()):
            given = budget.allocated + budget.transferred
            budget.amount = self._with_something_left(given)
            if budget.parent:
                self._hand_down(budget.parent, budget)
            else:
                budget.first_amount = budget.amount
        for number, budget in enumerate(self.first_lines()):
            if number % AMENDED_EVERY == 0:
                self._amend(budget, number)

    def first_lines(self) -> list[Budget]:
        """The lines that no transfer made."""
        return [budget for budget in self.budgets.values() if budget.parent is None]

    def _hand_down(self, parent: Budget, child: Budget) -> None:
        """In one sum, or where it is much in two; the second time of one line once went wrong."""
        parent.transferred += child.amount
        sums = [child.amount]
        if child.amount > 300_000:
            half = Decimal(int(child.amount // 20_000) * 10_000).quantize(FEN)
            sums = [half, child.amount - half]
        for amount in sums:
            self._transfer(parent, child, amount)
        if len(self.transfers) == 1:
            wrong = self._transfer(parent, child, Decimal("30000.00"))
            self._transfer(parent, child, -wrong.amount, wrong, "金额有误，收回重新下达。")

    def _transfer(
        self,
        parent: Budget,
        child: Budget,
        amount: Decimal,
        reverses: Transfer | None = None,
        reason: str = "",
    ) -> Transfer:
        entry = Transfer(
            number=f"demo-{len(self.transfers):06d}",
            budget=parent,
            target=child,
            amount=amount,
            day=child.document_date,
            document_number=child.document_number,
            reverses=reverses,
            reason=reason,
            created_by=child.created_by,
        )
        self.transfers.append(entry)
        return entry

    def _amend(self, budget: Budget, number: int) -> None:
        """``amount`` is what the line has come to: what is amended was in it before, or no longer."""
        reason = REASONS[number // AMENDED_EVERY % len(REASONS)]
        day = working_day(day_between(self.rng, *AMENDED))
        change = Decimal(-10_000 if "调减" in reason else 20_000).quantize(FEN)
        budget.first_amount -= change
        self.amendments.append(
            Amendment(
                budget=budget,
                number=1,
                change=change,
                document_number=f"{budget.document_number}调",
                document_date=day,
                reason=reason,
                created_by=budget.created_by,
            )
        )

    def _with_something_left(self, given: Decimal) -> Decimal:
        """A round sum (万元) in which some money is left for trying out an allocation."""
        in_wan = int(given // 10_000) + self.rng.randint(3, 12)
        return Decimal(in_wan * 10_000).quantize(FEN)


def official_of(people: People, place: Place) -> User:
    """The official who acts for ``place``."""
    return people.official(ROLES[Place.Level(place.level)], place)


def way_down(level: str, nature: str, city: Place, county: Place, *, shown: bool) -> list[Place]:
    """Through which places the money of ``level`` comes to a pilot of ``county``; [] straight from the payer.

    A county that has gone since gets none: nobody could give it out today.
    """
    if shown or nature == Budget.Nature.LOTTERY or city is county or county.valid_to is not None:
        return []
    below = [county] if county.code[:6] in TO_COUNTIES else []
    if level == Level.PROVINCE and city.code[:4] in TO_CITIES:
        return [city, *below]
    return below if level == Level.CITY else []
