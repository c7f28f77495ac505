"""Monitoring visits with what follows from them, and satisfaction surveys."""

from datetime import date, timedelta
from random import Random

from projects.accounts.models import User
from projects.common.roles import Role
from projects.demo import evaluation_texts as texts
from projects.demo.days import day_between, working_day
from projects.demo.evaluations import LAST_DAY, Evaluated
from projects.demo.people import People
from projects.demo.plans import Planned
from projects.demo.projects import Pilot
from projects.evaluation.models import Finding, FollowUp, SatisfactionSurvey, Visit
from projects.pilots.models import Indicator, IndicatorValue

VISITED, SURVEYED = 60, 48


def add_visits(made: Evaluated, rng: Random, pilots: list[Pilot], people: People) -> None:
    """Adds visits and surveys to ``made``: of the shown pilots and of many others."""
    maker = _Maker(made, rng, people)
    first = next(pilot for pilot in pilots if pilot.shown)
    near = [pilot for pilot in pilots if pilot.county.code == first.county.code]
    others = [pilot for pilot in pilots if pilot not in near]
    for pilot in [*near, *rng.sample(others, VISITED)]:
        maker.visits(pilot)
    for pilot in [*near, *rng.sample(others, SURVEYED)]:
        maker.survey(pilot)


def feed_indicators(made: Evaluated, planned: Planned) -> None:
    """Lets each survey feed the indicator in per cent of its project, where there is one."""
    in_percent = {
        id(indicator.project): indicator
        for indicator in planned.indicators
        if indicator.unit == Indicator.Unit.PERCENT
    }
    for survey in made.rows[SatisfactionSurvey]:
        survey.indicator = in_percent.get(id(survey.project))
        if survey.indicator:
            planned.values.append(
                IndicatorValue(
                    indicator=survey.indicator,
                    as_of=survey.on,
                    actual=survey.rate,
                    source=f"满意度调查：有效问卷 {survey.valid} 份，满意 {survey.satisfied} 份",
                    created_by=survey.created_by,
                )
            )


class _Maker:
    def __init__(self, made: Evaluated, rng: Random, people: People) -> None:
        self._made, self._rng, self._people = made, rng, people

    def visits(self, pilot: Pilot) -> None:
        official = self._people.official(Role.COUNTY, pilot.county.place)
        started = pilot.project.started_on or pilot.project.starts
        for _number in range(2 if pilot.shown else 1):
            day = working_day(day_between(self._rng, started + timedelta(days=30), LAST_DAY))
            visit = self._made.add(
                Visit(
                    project=pilot.project,
                    on=day,
                    visitors=f"{official.name}、{pilot.sites[0].place}工作人员",
                    site=pilot.sites[0].place,
                    purpose=self._rng.choice(texts.PURPOSES),
                    created_by=official,
                )
            )
            for found in self._rng.sample(texts.FINDINGS, self._rng.randint(1, 3)):
                self._finding(visit, pilot, official, *found)

    def _finding(
        self,
        visit: Visit,
        pilot: Pilot,
        official: User,
        kind: str,
        severity: str,
        text: str,
        what: str,
        result: str,
    ) -> None:
        finding = self._made.add(
            Finding(visit=visit, kind=kind, severity=severity, text=text, created_by=official)
        )
        if not what:
            return
        due = visit.on + timedelta(days=self._rng.choice((14, 21, 30)))
        follow_up = self._made.add(
            FollowUp(
                finding=finding,
                what=what,
                agency=pilot.project.agency,
                due=due,
                created_by=official,
            )
        )
        if result and self._rng.random() < 0.85:
            follow_up.result = result
            follow_up.done_on = due - timedelta(days=self._rng.randint(1, 8))
            follow_up.done_by = self._people.staff(pilot.project.agency)

    def survey(self, pilot: Pilot) -> None:
        handed_out = self._rng.randint(4, 16) * 10
        valid = handed_out - self._rng.randint(0, handed_out // 8)
        self._made.add(
            SatisfactionSurvey(
                project=pilot.project,
                on=working_day(day_between(self._rng, date(2018, 11, 1), date(2018, 12, 20))),
                method=self._rng.choice(SatisfactionSurvey.Method.values),
                handed_out=handed_out,
                valid=valid,
                satisfied=valid - self._rng.randint(0, valid // 9),
                created_by=self._people.staff(pilot.project.agency),
            )
        )
