"""What became of a dozen pilots after 2018; the published figures, of 2018, do not look at it."""

from datetime import date, timedelta

from projects.demo.days import working_day
from projects.demo.figures import ANXI
from projects.demo.slots import Slot
from projects.demo.timetable import Timetable

EVERY = 10  # one pilot in ten went on to one of these, in turn
ENDINGS = (
    *("finish", "suspend", "settle", "close", "finish", "archive"),
    *("suspend", "close", "settle", "terminate", "finish", "settle"),
)
# The moves after the end of the planned implementation, and the days each of them took.
WAY_OUT = {"finish": 6, "pass_evaluation": 38, "close": 45, "archive": 20}
LAST_MOVE = {
    "finish": "finish",
    "settle": "pass_evaluation",
    "close": "close",
    "archive": "archive",
}
CUT_SHORT = {"suspend": date(2019, 3, 11), "terminate": date(2019, 3, 18)}
REASONS = {
    "suspend": "机构负责人变更，交接完成前暂停服务。",
    "terminate": "机构提出解除合同，剩余服务由街道社工站承接。",
}


def endings_of(slots: list[Slot]) -> list[str]:
    """The ending of each pilot in ``slots``, or "": 安溪 keeps all its pilots running."""
    endings = iter(ENDINGS)
    return [
        next(endings, "") if number % EVERY == EVERY - 1 and slot.county.code != ANXI else ""
        for number, slot in enumerate(slots)
    ]


def go_on(timetable: Timetable, ending: str) -> str:
    """Adds the moves that lead to ``ending`` to ``timetable``; gives the reason of the last, or ""."""
    if ending in CUT_SHORT:
        day = CUT_SHORT[ending]
        timetable.moves[ending] = day
        timetable.worked_until = day - timedelta(days=1)
    elif ending:
        day = timetable.ends
        for name, days in WAY_OUT.items():
            day = working_day(day + timedelta(days=days))
            timetable.moves[name] = day
            if name == LAST_MOVE[ending]:
                break
    return REASONS.get(ending, "")
