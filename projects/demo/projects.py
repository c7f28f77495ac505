"""Pilots with the needs that they come from, their sites, moves and workers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.common.roles import Role
from projects.common.service_fields import ServiceField
from projects.demo.agencies import Office
from projects.demo.days import day_between, office_time
from projects.demo.divisions import County, short_name
from projects.demo.endings import go_on
from projects.demo.people import People
from projects.demo.slots import Slot
from projects.demo.texts import RURAL_FIELDS, THEMES, URBAN_FIELDS, Theme
from projects.demo.timetable import Timetable, make_timetable
from projects.demo.workers import Workforce
from projects.needs.models import Need
from projects.pilots.lifecycle import MOVES, REGISTER
from projects.pilots.models import ActionPlan, Assignment, Move, Project, Site
from projects.places.models import Place
from projects.workers.models import SocialWorker

WHOLE_WAY = ["submit", "check", "review", "approve", "announce", "confirm", "start"]
SURVEYED = (date(2018, 1, 3), date(2018, 2, 13))


@dataclass
class Pilot:
    """A project with all that belongs to it, and the county that it stands in.

    ``shown``: the one that the sign-ins of 安溪 share, so all three levels pay and much is done.
    """

    county: County
    project: Project
    needs: list[Need]
    sites: list[Site]
    moves: list[Move]
    timetable: Timetable
    assignments: list[Assignment] = field(default_factory=list)
    shown: bool = False


class ProjectMaker:
    """Makes projects one after the other, taking turns among a county's agencies and their staff."""

    def __init__(
        self,
        rng: Random,
        plan: ActionPlan,
        people: People,
        offices: list[Office],
        force: Workforce,
    ) -> None:
        self._rng = rng
        self._plan = plan
        self._people = people
        self._force = force
        self._numbers: Counter[str] = Counter()
        self._agencies: dict[str, list[Agency]] = {}
        self._free: dict[str, list[SocialWorker]] = {}
        for office in offices:
            if office.pilots:
                self._agencies.setdefault(office.county.code, []).append(office.agency)
                code = office.agency.credit_code
                self._free[code] = list(force.staff[code])

    def running(self, slot: Slot, ending: str) -> Pilot:
        """A pilot that started under a certified lead; ``ending`` says what became of it, if anything."""
        timetable = make_timetable(self._rng, WHOLE_WAY, needed=SURVEYED, wait=(12, 110))
        pilot = self.project(slot, timetable, go_on(timetable, ending))
        pilot.assignments = self._assignments(pilot.project, timetable)
        return pilot

    def project(self, slot: Slot, timetable: Timetable, reason: str = "") -> Pilot:
        """A project that made the moves of ``timetable``; ``reason`` goes with one that needs it."""
        rng, county = self._rng, slot.county
        rural = slot.setting == Project.Setting.RURAL
        service_field = rng.choice(RURAL_FIELDS if rural else URBAN_FIELDS)
        theme = THEMES[service_field].suited(slot.setting)
        villages = county.neighbours(rng, slot.setting, rng.choice((1, 2, 2, 3, 3, 4)))
        official = self._people.official(Role.COUNTY, county.place)
        needs = self._needs(service_field, theme, villages, timetable.needed, official)
        agencies = self._agencies[county.code]
        agencies.append(agencies.pop(0))
        slogan, subject = rng.choice(theme.projects)
        project = Project(
            number=self._number(county),
            plan=self._plan,
            name=f"“{slogan}”{villages[0].parent}{subject}项目",
            level=slot.level,
            field=service_field,
            setting=slot.setting,
            place=county.place,
            agency=agencies[-1],
            starts=timetable.starts,
            ends=timetable.ends,
            target_people=sum(need.people_affected for need in needs) * rng.randint(8, 12) // 10,
            target_services=rng.randint(4, 12) * 5,
            goals=f"{theme.goal}。",
            approved_on=timetable.moves.get("approve"),
            started_on=timetable.moves.get("start"),
            suspended_on=timetable.moves.get("suspend"),
            finished_on=timetable.moves.get("finish"),
            closed_on=timetable.moves.get("close"),
            archived_on=timetable.moves.get("archive"),
            terminated_on=timetable.moves.get("terminate"),
            created_by=official,
        )
        moves = self._moves(county, project, timetable, reason)
        project.status = moves[-1].to_status
        project.version = len(moves)  # each move counts it up
        sites = [Site(project=project, place=village) for village in villages]
        return Pilot(county, project, needs, sites, moves, timetable)

    def _number(self, county: County) -> str:
        """As registering draws it: the county's next number in the plan's year."""
        self._numbers[county.code] += 1
        return f"{county.code}-{self._plan.year}-{self._numbers[county.code]:04d}"

    def _needs(
        self,
        service_field: ServiceField,
        theme: Theme,
        villages: list[Place],
        surveyed: date,
        official: User,
    ) -> list[Need]:
        rng, choices = self._rng, theme.needs
        count = min(rng.randint(1, 3), len(villages), len(choices))
        return [
            make_need(rng, village, service_field, choice, surveyed, official)
            for village, choice in zip(villages, rng.sample(choices, count), strict=False)
        ]

    def _moves(
        self, county: County, project: Project, timetable: Timetable, reason: str
    ) -> list[Move]:
        rows: list[Move] = []
        status = ""
        to: str
        for name, day in timetable.moves.items():
            if name == REGISTER:
                role, to = Role.COUNTY, Project.Status.DRAFT
            else:
                rule = MOVES[name]
                role, to = Role(rule.role_at(status, project.level) or ""), rule.to
            place = {
                Role.PROVINCE: self._plan.place,
                Role.CITY: county.city,
                Role.COUNTY: county.place,
            }[role]
            rows.append(
                Move(
                    project=project,
                    name=name,
                    from_status=status,
                    to_status=to,
                    by=self._people.official(role, place),
                    at=office_time(self._rng, day),
                    reason=reason if name != REGISTER and MOVES[name].needs_reason else "",
                )
            )
            status = to
        return rows

    def _assignments(self, project: Project, timetable: Timetable) -> list[Assignment]:
        """A certified lead and one to three others, put in between approval and start."""
        days = timetable.moves
        day = day_between(self._rng, days["approve"], days["start"])
        free = self._free[project.agency.credit_code]
        lead = next(worker for worker in free if id(worker) in self._force.certified_before_2018)
        others = [worker for worker in free if worker is not lead and worker.since <= day]
        team = [lead, *others[-self._rng.randint(1, 3) :]]
        for worker in team:
            free.remove(worker)
        staff = self._people.staff(project.agency)
        return [
            Assignment(
                project=project,
                worker=worker,
                role=Assignment.Role.LEAD if worker is lead else Assignment.Role.WORKER,
                starts=day,
                ends=days.get("finish") or days.get("terminate"),
                share=self._rng.choice((50, 60, 80, 100)),
                created_by=staff,
            )
            for worker in team
        ]


def make_need(
    rng: Random,
    village: Place,
    service_field: str,
    choice: tuple[str, str, str],
    reported_on: date,
    official: User,
    status: str = Need.Status.ADOPTED,
) -> Need:
    """A need as the survey wrote it down."""
    title, group, words = choice
    people = rng.randint(12, 160)
    return Need(
        place=village,
        title=title,
        field=service_field,
        target_groups=[group],
        people_affected=people,
        description=f"入户走访了解到，{short_name(village)}约有{people}人有此需求：{words}。",
        reported_on=reported_on,
        status=status,
        version=2 if status == Need.Status.ADOPTED else 1,
        created_by=official,
    )
