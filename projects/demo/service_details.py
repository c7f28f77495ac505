"""What the demo's services tell besides: times, people, groups, volunteers, ratings, a few words."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from projects.delivery.models import ServiceRecord
from projects.demo.services import Delivered

GROUPS = {
    "children": ["left_children", "young"],
    "elders": ["left_elders"],
    "women": ["left_women"],
    "disability": ["difficulty"],
    "assistance": ["rural_poor", "difficulty"],
    "correction": ["correction"],
    "drugs": ["difficulty"],
    "health": ["residents"],
    "community": ["residents"],
}
FIRST_STARTS = (time(8, 30), time(9), time(9, 30), time(14))
LATEST_END = time(20)
PROCESSES = (
    "签到后说明目的，分组交流，最后回顾收获",
    "了解近况，一起商量下一步，约定下次时间",
    "讲解要点，现场练习，解答问题",
)
OUTCOMES = ("参加者积极，愿意继续参加", "主要困难已经说清，情绪较前平稳", "知道了可以找谁、怎么办")
FOLLOW_UPS = ("两周后回访", "与村（居）委会对接，落实所需材料", "下次活动前电话提醒")
OPINIONS = ("记录清楚，注意保护隐私", "可增加组员之间的互动")


def tell_more(rng: Random, delivered: Delivered) -> None:
    """Nobody is at two services at once, and the counts fit one another."""
    helping = defaultdict(list)
    for record, worker in delivered.assistants:
        helping[record.number].append(worker)
    busy_until: dict[tuple[str, date], time] = {}
    for record in delivered.records:
        record.field = record.project.field
        record.groups = GROUPS[record.field]
        _count(rng, record)
        _write(rng, record)
        workers = [record.lead, *helping[record.number]]
        keys = [(worker.name, record.date) for worker in workers]
        begins = max([rng.choice(FIRST_STARTS), *(busy_until.get(key, time.min) for key in keys)])
        ends = datetime.combine(record.date, begins) + timedelta(hours=float(record.hours))
        if ends.date() == record.date and ends.time() <= LATEST_END:
            record.starts_at, record.ends_at = begins, ends.time()
            busy_until |= dict.fromkeys(keys, ends.time())


def _count(rng: Random, record: ServiceRecord) -> None:
    came = record.attendances
    # At one session everybody is there once; over an event some come twice.
    record.people = came if record.method != "community" else came - rng.randint(0, came // 5)
    if record.method in ("community", "lecture", "training") and rng.random() < 0.7:
        record.volunteers = rng.randint(1, 8)
        record.volunteer_hours = record.hours * record.volunteers
    if record.method in ("group", "community", "lecture") and rng.random() < 0.6:
        record.rated = max(1, came * rng.randint(60, 95) // 100)
        record.satisfied = max(1, record.rated * rng.randint(88, 100) // 100)


def _write(rng: Random, record: ServiceRecord) -> None:
    if rng.random() < 0.3:
        record.process = rng.choice(PROCESSES)
        record.outcome = rng.choice(OUTCOMES)
        record.follow_up = rng.choice(FOLLOW_UPS)
    if rng.random() < 0.05:
        record.supervisor_opinion = rng.choice(OPINIONS)
