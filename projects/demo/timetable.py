"""When a project went through its lifecycle, one plausible working day after the other."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from projects.demo.days import day_between, next_working_day, working_day

# Days that a step takes, from and to, after the one before it: never two steps on one day.
PACE = {"submit": (1, 5), "check": (2, 9), "review": (3, 14), "approve": (4, 18), "return": (2, 8)}


@dataclass
class Timetable:
    """The day of each move that was made, and the implementation that was planned.

    ``notice`` is the first and last day of the public notice, which ends before ``confirm``.
    """

    needed: date  # when the needs were surveyed
    moves: dict[str, date]
    starts: date
    ends: date
    notice: tuple[date, date] | None = None
    signed_on: date | None = None
    worked_until: date | None = None  # where something cut the implementation short


def make_timetable(
    rng: Random, steps: list[str], *, needed: tuple[date, date], wait: tuple[int, int]
) -> Timetable:
    """The days of ``steps`` (register first), registered ``wait`` days after the needs were known.

    Implementation is planned for a year or so from the first of the month after the last step, and
    where ``start`` is among the steps it begins on the first working day of that plan.
    """
    survey = day_between(rng, *needed)
    day = working_day(survey + timedelta(days=rng.randint(*wait)))
    moves = {"register": day}
    for step in steps:
        if step in PACE:
            day = working_day(day + timedelta(days=rng.randint(*PACE[step])))
            moves[step] = day
    if "start" not in steps:
        starts = first_of_month_after(day + timedelta(days=10))
        return Timetable(survey, moves, starts, _end(rng, starts))
    notice = _notice(day)
    moves |= {"announce": notice[0], "confirm": next_working_day(notice[1])}
    signed_on = next_working_day(moves["confirm"])
    starts = first_of_month_after(signed_on)
    moves["start"] = working_day(starts)
    return Timetable(survey, moves, starts, _end(rng, starts), notice, signed_on)


def _notice(approved_on: date) -> tuple[date, date]:
    """The first and last day of the public notice: five or six working days after the approval."""
    starts = ends = next_working_day(approved_on)
    for _day in range(4 + approved_on.day % 2):
        ends = next_working_day(ends)
    return starts, ends


def _end(rng: Random, starts: date) -> date:
    return add_months(starts, rng.choice((12, 12, 12, 14, 16))) - timedelta(days=1)


def first_of_month_after(day: date) -> date:
    """The first day of the next month."""
    return add_months(day.replace(day=1), 1)


def add_months(first: date, months: int) -> date:
    """``months`` after ``first``, a first of a month."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
