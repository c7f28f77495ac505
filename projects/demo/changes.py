"""Changes of running pilots, in every state: asked for, approved, declined, taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from projects.accounts.models import User
from projects.common.roles import Role
from projects.demo.days import day_between, office_time, working_day
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.demo.workers import Workforce
from projects.pilots.changes import RULES, Kind, Values, place_of
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import Assignment, BudgetLine, ChangeRequest, Project
from projects.workers.models import SocialWorker

Status = ChangeRequest.Status
ASKED = (date(2018, 9, 3), date(2018, 11, 9))

# kind, state, whether it is a large one, why it was asked for, why it was decided so
OF_THE_SHOWN = (
    (Kind.BUDGET, Status.APPROVED, False, "活动费用结余，调入督导费用。", "情况属实，同意。"),
    (Kind.SITES, Status.WITHDRAWN, True, "拟新增一个实施地。", ""),
    (Kind.DATES, Status.ASKED, False, "部分小组活动因台风停办，申请顺延。", ""),
    (Kind.STAFF, Status.ASKED, False, "原社工产假，由同事接任。", ""),
)
OF_OTHERS = (
    (Kind.DATES, Status.APPROVED, False, "项目启动较晚，申请延长实施期。", "同意延长。"),
    (
        Kind.DATES,
        Status.DECLINED,
        True,
        "希望延长半年以扩大服务。",
        "应在原期限内完成，不同意延长。",
    ),
    (Kind.BUDGET, Status.ASKED, True, "人员费用不足，申请从活动费用调入。", ""),
    (Kind.SITES, Status.ASKED, True, "新增一个需求集中的社区。", ""),
    (Kind.SITES, Status.DECLINED, True, "申请更换实施地。", "原实施地需求未完成。"),
    (Kind.STAFF, Status.DECLINED, False, "拟更换一名社工。", "接任人选待机构补充材料。"),
)


@dataclass
class Asked:
    """A change request; of a change of staff also who goes and who comes, whose ids are not known yet."""

    request: ChangeRequest
    at: datetime
    leaves: Assignment | None = None
    comes: SocialWorker | None = None

    def fill(self) -> ChangeRequest:
        """The request once its project and the people on it are saved."""
        if self.leaves and self.comes:
            facts = {"role": self.leaves.role, "share": self.leaves.share}
            self.request.before = facts | {
                "assignment": self.leaves.pk,
                "worker": self.leaves.worker_id,
                "name": self.leaves.worker.name,
                "ends": None,
            }
            self.request.after = facts | {
                "worker": self.comes.pk,
                "name": self.comes.name,
                "starts": (self.at.date() + timedelta(days=21)).isoformat(),
            }
        return self.request


def make_changes(
    rng: Random, running: list[Pilot], costs: list[BudgetLine], people: People, force: Workforce
) -> list[Asked]:
    """Those of the shown pilot wait for the sign-ins of its county, the others lie anywhere."""
    maker = _Maker(rng, costs, people, force)
    shown = next(pilot for pilot in running if pilot.shown)
    # A place that has its own heir since has no official who could decide today.
    others = [
        pilot
        for pilot in running
        if not pilot.shown
        and pilot.project.status == Project.Status.RUNNING
        and pilot.county.place.valid_to is None
    ]
    found = [maker.change(shown, *wish) for wish in OF_THE_SHOWN]
    for pilot, wish in zip(rng.sample(others, len(OF_OTHERS)), OF_OTHERS, strict=True):
        found.append(maker.change(pilot, *wish))
    return found


class _Maker:
    def __init__(
        self, rng: Random, costs: list[BudgetLine], people: People, force: Workforce
    ) -> None:
        self._rng, self._people, self._force = rng, people, force
        self._lines: dict[int, dict[str, Decimal]] = {}
        for line in costs:
            self._lines.setdefault(id(line.project), {})[line.category] = line.amount
        self._count: dict[int, int] = {}

    def change(
        self, pilot: Pilot, kind: str, status: str, large: bool, reason: str, decision: str
    ) -> Asked:
        project = pilot.project
        self._count[id(project)] = number = self._count.get(id(project), 0) + 1
        at = office_time(self._rng, working_day(day_between(self._rng, *ASKED)))
        values = {
            Kind.DATES: self._dates,
            Kind.BUDGET: self._budget,
            Kind.SITES: self._sites,
            Kind.STAFF: lambda *_unused: ({}, {}),
        }[Kind(kind)](pilot, large, status == Status.APPROVED)
        request = ChangeRequest(
            number=f"{project.number}-B{number:02d}",
            project=project,
            kind=kind,
            before=values[0],
            after=values[1],
            reason=reason,
            decider=_decider(project, kind, *values),
            status=status,
            created_by=self._people.staff(project.agency),
        )
        if status != Status.ASKED:
            request.decided_by = self._who_decided(pilot, request)
            day = working_day(at.date() + timedelta(days=self._rng.randint(2, 9)))
            request.decided_at = office_time(self._rng, day)
            request.decision_reason = decision
        asked = Asked(request, at)
        if kind == Kind.STAFF:
            asked.leaves = next(a for a in pilot.assignments if a.role != Assignment.Role.LEAD)
            at_work = {id(a.worker) for a in pilot.assignments}
            staff = self._force.staff[project.agency.credit_code]
            asked.comes = next(worker for worker in staff if id(worker) not in at_work)
        return asked

    def _who_decided(self, pilot: Pilot, request: ChangeRequest) -> User:
        if request.status == Status.WITHDRAWN and request.created_by:
            return request.created_by
        place = {
            Role.PROVINCE: self._people.province.place,
            Role.CITY: pilot.county.city,
            Role.COUNTY: pilot.county.place,
        }[Role(request.decider)]
        return self._people.official(request.decider, place or pilot.county.place)

    def _dates(self, pilot: Pilot, large: bool, approved: bool) -> tuple[Values, Values]:
        """What was approved is what the project has now."""
        ends, days = pilot.project.ends, timedelta(days=182 if large else 61)
        before, after = (ends - days, ends) if approved else (ends, ends + days)
        return {"ends": before.isoformat()}, {"ends": after.isoformat()}

    def _budget(self, pilot: Pilot, large: bool, approved: bool) -> tuple[Values, Values]:
        now = self._lines[id(pilot.project)]
        part = (now["activity"] / (2 if large else 20)).quantize(Decimal("0.01"))
        sign = -1 if approved else 1
        other = now | {
            "activity": now["activity"] - sign * part,
            "supervision": now["supervision"] + sign * part,
        }
        before, after = (other, now) if approved else (now, other)
        return _texts(before), _texts(after)

    def _sites(self, pilot: Pilot, large: bool, approved: bool) -> tuple[Values, Values]:
        """One site more, of the same kind; ``large`` and ``approved`` make no difference here."""
        places = sorted((site.place for site in pilot.sites), key=lambda place: place.code)
        known = {place.pk for place in places}
        more = self._rng.choice(
            [
                village
                for villages in getattr(pilot.county, pilot.project.setting).values()
                for village in villages
                if village.pk not in known and village.valid_to is None
            ]
        )
        after = sorted([*places, more], key=lambda place: place.code)
        return {"places": list(map(place_of, places))}, {"places": list(map(place_of, after))}


def _texts(lines: dict[str, Decimal]) -> Values:
    return {"lines": {category: str(amount) for category, amount in lines.items()}}


def _decider(project: Project, kind: str, before: Values, after: Values) -> str:
    if kind == Kind.STAFF or RULES[kind].small(before, after):
        return Role.COUNTY
    return MOVES["approve"].role_at(Project.Status.APPROVAL, project.level) or ""
