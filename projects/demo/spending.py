"""Expenditures of the agencies: within what was paid, what is planned, and what its use permits."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

from projects.accounts.models import User
from projects.common.money import FEN, ZERO
from projects.common.service_fields import ServiceField
from projects.common.sharing import largest_remainder
from projects.delivery.models import ServiceRecord
from projects.demo.days import day_after, day_between, working_day
from projects.demo.ledger import Ledger, Purse
from projects.demo.money import LOTTERY_FIELDS
from projects.demo.people import People
from projects.demo.spending_texts import PURPOSES, WRONG
from projects.demo.timetable import add_months
from projects.funding.models import Budget, Expenditure, Source, SpendingRule
from projects.pilots.models import BudgetLine

Category, Nature = BudgetLine.Category, Budget.Nature
# How often in the whole of the work, where not after services or every month; wages wait for their month.
OFTEN = {
    Category.SUPERVISION: 4,
    Category.TRAINING: 2,
    Category.MATERIALS: 5,
    Category.MANAGEMENT: 4,
    Category.TAX: 1,
    Category.OTHER: 1,
}
ACTIVITIES = 9  # services after which something is paid
MANAGEMENT_AT_MOST = 10  # per cent of what a source has paid, by the rule of the province
NOT_FROM_LOTTERY = (Category.MANAGEMENT, Category.TAX)
BOOKED_UNTIL = date(2019, 3, 8)  # by those who are still at work; the rest is for trying out
SMALLEST = 10_000  # fen: agencies book no smaller sums here
WRONG_EVERY = 260  # entries, one of which is reversed and made anew
METHODS = {"case": "个案服务", "group": "小组活动", "community": "社区活动"}


def make_rules(by: User) -> list[SpendingRule]:
    """What money of the province and the places below it may be spent on in two years."""
    rules = []
    for year in (2018, 2019):
        common = {"place": by.place, "year": year, "created_by": by}
        rules.append(
            SpendingRule(
                nature=Nature.LOTTERY,
                fields=[str(field) for field in LOTTERY_FIELDS],
                categories=[str(one) for one in Category if one not in NOT_FROM_LOTTERY],
                management_percent=0,
                document="《彩票公益金管理办法》（财综〔2012〕15号）",
                **common,
            )
        )
        rules.append(
            SpendingRule(
                nature=Nature.GENERAL,
                fields=list(ServiceField.values),
                categories=[str(one) for one in Category],
                management_percent=MANAGEMENT_AT_MOST,
                document=f"闽民社工示例〔{year}〕3号",
                **common,
            )
        )
    return rules


def spend(
    rng: Random, ledger: Ledger, purses: list[Purse], people: People, records: list[ServiceRecord]
) -> None:
    """What each agency spent, one day after the other, of the money that had come by then."""
    done: dict[int, list[ServiceRecord]] = defaultdict(list)
    for record in records:
        done[id(record.project)].append(record)
    for purse in purses:
        _Agency(rng, ledger, purse, people).spend(done[id(purse.pilot.project)])


class _Agency:
    """The books of one agency about one pilot."""

    def __init__(self, rng: Random, ledger: Ledger, purse: Purse, people: People) -> None:
        self._rng, self._ledger, self._purse = rng, ledger, purse
        self._staff = people.staff(purse.pilot.project.agency)
        self._kept_back = 0 if purse.moved_on("finish") else rng.randint(2, 30)  # in 100
        # What was paid into a wrong account never came.
        self._kept = [one for one in purse.paid if one.status == "approved" and not one.reverses]
        self._managed: dict[int, Decimal] = defaultdict(Decimal)
        self._vouchers: dict[tuple[int, int], int] = defaultdict(int)

    def spend(self, records: list[ServiceRecord]) -> None:
        """Goes through all that was to be paid in the order of the days."""
        for day, category, fen, words in sorted(self._wishes(records), key=lambda wish: wish[0]):
            self._buy(day, category, fen, words)
        self._settle_up()

    # --- what was to be paid --------------------------------------------------------------------
    def _wishes(self, records: list[ServiceRecord]) -> Iterator[tuple[date, str, int, str]]:
        first = self._purse.pilot.project.started_on
        last = self._purse.pilot.timetable.worked_until or self._purse.pilot.project.ends
        assert first  # noqa: S101
        if not self._purse.moved_on("finish"):
            last = min(last, BOOKED_UNTIL)
        yield from self._wages(first, last)
        chosen = self._rng.sample(records, min(len(records), ACTIVITIES))
        sums = self._split(Category.ACTIVITY, len(chosen))
        for record, fen in zip(chosen, sums, strict=True):
            day = day_after(self._rng, record.date, 1, 9)
            yield day, Category.ACTIVITY, fen, METHODS.get(record.method, "服务活动")
        for category, often in OFTEN.items():
            for fen in self._split(category, often):
                yield working_day(day_between(self._rng, first, last)), category, fen, ""

    def _wages(self, first: date, last: date) -> Iterator[tuple[date, str, int, str]]:
        """On a day between the 10th and the 15th of the month that follows."""
        paydays = []
        payday = add_months(first.replace(day=1), 1)
        while payday <= last:
            paydays.append(payday)
            payday = add_months(payday, 1)
        for day, fen in zip(paydays, self._split(Category.STAFF, len(paydays), 97), strict=True):
            exact = working_day(day + timedelta(days=self._rng.randint(9, 14)))
            yield exact, Category.STAFF, fen, str((day - timedelta(days=1)).month)

    def _split(self, category: str, parts: int, evenly: int = 60) -> list[int]:
        """The plan of a category in ``parts``, in fen; ``evenly``: the least weight out of 100."""
        whole = int(self._purse.lines[category].amount * 100)
        if not parts or not whole:
            return [0] * parts
        return largest_remainder(whole, [self._rng.randint(evenly, 100) for _part in range(parts)])

    # --- what was paid --------------------------------------------------------------------------
    def _buy(self, day: date, category: str, fen: int, words: str) -> None:
        """Pays ``fen`` from one source, or from several where one has not enough, or what there is."""
        line = self._purse.lines[category]
        wanted = min(Decimal(fen).scaleb(-2), line.amount - line.spent)
        rooms = [(self._room(source, category, day), source) for source in self._purse.sources]
        rooms.sort(key=lambda room: -room[0])
        for room, source in rooms:
            amount = min(wanted, room).quantize(FEN, ROUND_DOWN)
            if int(amount * 100) < SMALLEST:
                continue
            self._enter(day, source, line, amount, words)
            wanted -= amount

    def _room(self, source: Source, category: str, day: date) -> Decimal:
        paid = sum(
            (one.amount for one in self._kept if one.source is source and one.day < day), ZERO
        )
        room = paid * (100 - self._kept_back) / 100 - source.spent
        if category in NOT_FROM_LOTTERY and source.budget.nature == Nature.LOTTERY:
            return ZERO
        if category == Category.MANAGEMENT and source.budget.nature == Nature.GENERAL:
            ceiling = Decimal(int(paid * MANAGEMENT_AT_MOST / 100))
            room = min(room, ceiling - self._managed[id(source)])
        return max(room, ZERO)

    def _enter(
        self, day: date, source: Source, line: BudgetLine, amount: Decimal, words: str
    ) -> None:
        source.spent += amount
        line.spent += amount
        if line.category == Category.MANAGEMENT:
            self._managed[id(source)] += amount
        purpose, payee = self._rng.choice(PURPOSES[Category(line.category)])
        fields = {
            "source": source,
            "line": line,
            "payee": payee,
            "purpose": purpose.format(month=words or day.month, method=words or "服务"),
        }
        entry = self._add(amount, day, **fields)
        if len(self._ledger.expenditures) % WRONG_EVERY == 0:
            self._correct(entry, fields)

    def _correct(self, entry: Expenditure, fields: dict) -> None:
        """Takes ``entry`` back and makes it anew, both on a later day."""
        day = day_after(self._rng, entry.day, 2, 6)
        reason = WRONG[len(self._ledger.expenditures) // WRONG_EVERY % 2]
        self._add(-entry.amount, day, reverses=entry, reason=reason, **fields)
        self._add(entry.amount, day, **fields)

    def _add(self, amount: Decimal, day: date, **fields: object) -> Expenditure:
        self._vouchers[day.year, day.month] += 1
        number = self._vouchers[day.year, day.month]
        entry = Expenditure(
            number=self._ledger.next_number(),
            amount=amount,
            day=day,
            voucher=f"{day.year}-{day.month:02d}-记{number:03d}",
            created_by=self._staff,
            **fields,
        )
        self._ledger.expenditures.append(entry)
        self._purse.spent_on.append(day)
        return entry

    def _settle_up(self) -> None:
        """After the last tranche has come, what was to be paid for all the time is booked."""
        passed = self._purse.moved_on("pass_evaluation")
        last = max((one.day for one in self._purse.paid), default=None)
        if not (passed and last and last >= passed):
            return
        for category, line in self._purse.lines.items():
            left = int((line.amount - line.spent) * 100)
            part = left * self._rng.randint(90, 99) // 100
            self._buy(day_after(self._rng, last, 2, 9), category, part, "")
