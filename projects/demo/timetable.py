"""When a project went through its lifecycle, one plausible working day after the other."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from projects.demo.days import day_between, working_day

# Days that a step takes, from and to, after the one before it: never two steps on one day.
PACE = {"submit": (1, 5), "check": (2, 9), "review": (3, 14), "approve": (4, 18), "return": (2, 8)}


@dataclass
class Timetable:
    """The day of each move that was made, and the implementation that was planned."""

    needed: date  # when the needs were surveyed
    moves: dict[str, date]
    starts: date
    ends: date


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
        if step in ("register", "start"):
            continue
        day = working_day(day + timedelta(days=rng.randint(*PACE[step])))
        moves[step] = day
    # Public notice and contract lie between approval and start.
    starts = first_of_month_after(day + timedelta(days=10))
    if "start" in steps:
        moves["start"] = working_day(starts)
    ends = add_months(starts, rng.choice((12, 12, 12, 14, 16))) - timedelta(days=1)
    return Timetable(survey, moves, starts, ends)


def first_of_month_after(day: date) -> date:
    """The first day of the next month."""
    return add_months(day.replace(day=1), 1)


def add_months(first: date, months: int) -> date:
    """``months`` after ``first``, a first of a month."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
