"""Score sheets, and evaluations by three evaluators, in every state."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import models

from projects.accounts.models import User
from projects.common.roles import Role
from projects.demo import evaluation_texts as texts
from projects.demo.days import office_time, working_day
from projects.demo.figures import QUANZHOU
from projects.demo.people import People
from projects.demo.projects import Pilot
from projects.evaluation.actions.evaluations import band_of
from projects.evaluation.models import (
    Criterion,
    Evaluation,
    FilledSheet,
    Finding,
    FollowUp,
    Panelist,
    Rectification,
    Reply,
    SatisfactionSurvey,
    Score,
    ScoreSheet,
    Visit,
)
from projects.evaluation.results import result_of
from projects.pilots.models import Project
from projects.places.models import Place

MIDTERMS = 36
LAST_DAY = date(2018, 12, 28)
STARTED_BY = date(2018, 9, 3)  # who began later is not evaluated before the end of the year
# In this order nothing points at what is not saved yet.
ORDER: tuple[type[models.Model], ...] = (
    *(ScoreSheet, Criterion, Evaluation, Panelist, FilledSheet, Score, Rectification, Reply),
    *(Visit, Finding, FollowUp, SatisfactionSurvey),
)


@dataclass
class Evaluated:
    """The rows of each model, to be saved in ``ORDER``."""

    rows: dict[type[models.Model], list[Any]] = field(
        default_factory=lambda: {model: [] for model in ORDER}
    )

    def add(self, row: Any) -> Any:
        """Keeps ``row`` and gives it back."""
        self.rows[type(row)].append(row)
        return row


def make_evaluations(rng: Random, pilots: list[Pilot], people: People) -> Evaluated:
    """Mid-term evaluations of some running pilots, final ones of those finished."""
    return _Maker(rng, people, pilots).make()


class _Maker:
    """Makes the evaluations, drawing on one generator."""

    def __init__(self, rng: Random, people: People, pilots: list[Pilot]) -> None:
        self._rng, self._people, self._pilots = rng, people, pilots
        self._made = Evaluated()
        self._shown = next(pilot for pilot in pilots if pilot.shown)
        near = [p for p in pilots if p.county.code == self._shown.county.code and not p.shown]
        self._near = near[0]
        # She works for the agency of the first one, so she is never on a panel about it.
        self._panel = people.evaluators(employer=self._near.project.agency)

    def make(self) -> Evaluated:
        """All of it."""
        self._sheets()
        running = [p for p in self._pilots if p.project.status == Project.Status.RUNNING]
        others = [p for p in running if p not in (self._shown, self._near)]
        others = [p for p in others if (p.project.started_on or LAST_DAY) <= STARTED_BY]
        chosen = self._rng.sample(others, MIDTERMS)
        self._concluded(self._shown, 0.91)
        for pilot in chosen[:-2]:
            self._concluded(pilot, self._rng.choice((0.68, 0.78, 0.83, 0.87, 0.9, 0.94)))
        self._failed(chosen[-2])
        self._going_on(self._near)
        self._finals()
        return self._made

    # --- score sheets ---------------------------------------------------------------------------
    def _sheets(self) -> None:
        city = next(p.county.city for p in self._pilots if p.county.city.code[:4] == QUANZHOU)
        county, province = self._shown.county.place, self._people.province
        where = {Role.PROVINCE: province.place, Role.CITY: city, Role.COUNTY: county}
        self._midterm = self._sheet(
            "社工服务试点项目中期评估表", "midterm", Role.PROVINCE, where, texts.MIDTERM
        )
        self._final = self._sheet(
            "社工服务试点项目末期评估表", "final", Role.PROVINCE, where, texts.FINAL
        )
        self._sheet("泉州市社工服务项目评分表", "both", Role.CITY, where, texts.OF_CITY)
        draft = self._sheet("安溪县中期评估补充表", "midterm", Role.COUNTY, where, texts.UNFINISHED)
        draft.status = ScoreSheet.Status.DRAFT

    def _sheet(
        self, name: str, kind: str, role: Role, where: dict[Role, Place | None], lines: tuple
    ) -> ScoreSheet:
        place = where[role]
        assert place is not None  # noqa: S101
        sheet = self._made.add(
            ScoreSheet(
                name=name,
                kind=kind,
                place=place,
                status=ScoreSheet.Status.ACTIVE,
                total=sum(weight for _title, _guidance, weight in lines),
                created_by=self._people.official(role, place),
            )
        )
        for order, (title, guidance, weight) in enumerate(lines, start=1):
            self._made.add(
                Criterion(sheet=sheet, order=order, title=title, guidance=guidance, weight=weight)
            )
        return sheet

    def _lines(self, sheet: ScoreSheet) -> list[Criterion]:
        return [line for line in self._made.rows[Criterion] if line.sheet is sheet]

    # --- evaluations ----------------------------------------------------------------------------
    def _concluded(self, pilot: Pilot, quality: float) -> Evaluation:
        """A mid-term evaluation in the middle of the implementation, or at the end of the year."""
        middle = pilot.project.starts + (pilot.project.ends - pilot.project.starts) / 2
        opened = working_day(min(middle, date(2018, 11, 26)) - timedelta(days=7))
        done = working_day(opened + timedelta(days=self._rng.randint(18, 30)))
        evaluation = self._evaluation(pilot, "midterm", self._midterm, opened)
        self._score(evaluation, pilot, quality, done - timedelta(days=3))
        self._conclude(evaluation, pilot, done, self._rng.choice(texts.OPINIONS))
        pilot.project.midterm_on = done
        return evaluation

    def _failed(self, pilot: Pilot) -> None:
        """A mid-term evaluation that was failed; the agency has replied, and the reply waits."""
        evaluation = self._concluded(pilot, 0.52)
        evaluation.opinion = texts.FAILED
        assert evaluation.concluded_on  # noqa: S101
        self._rectify(evaluation, pilot, working_day(evaluation.concluded_on + timedelta(days=2)))

    def _rectify(self, evaluation: Evaluation, pilot: Pilot, day: date) -> None:
        notice = self._made.add(
            Rectification(
                evaluation=evaluation,
                what=texts.RECTIFY,
                issued_on=day,
                due=day + timedelta(days=30),
                created_by=self._leader(pilot),
            )
        )
        self._made.add(
            Reply(
                rectification=notice,
                text=texts.REPLY,
                replied_on=working_day(day + timedelta(days=24)),
                created_by=self._people.staff(pilot.project.agency),
            )
        )

    def _going_on(self, pilot: Pilot) -> None:
        """One that is being scored: the sign-in of the evaluator has yet to hand in her sheet."""
        evaluation = self._evaluation(pilot, "midterm", self._midterm, date(2018, 12, 3))
        panel = [one for one in self._made.rows[Panelist] if one.evaluation is evaluation]
        gone = panel[-1]
        gone.stood_down_by, gone.reason = gone.user, texts.RECUSED
        gone.stood_down_at = office_time(self._rng, date(2018, 12, 5))
        self._fill(evaluation, None, self._people.staff(pilot.project.agency), 0.93, LAST_DAY)
        self._fill(evaluation, panel[1], panel[1].user, 0.86, LAST_DAY)
        evaluation.status = Evaluation.Status.SCORING

    def _finals(self) -> None:
        """Final evaluations of the pilots that have finished: passed, one failed, the others open."""
        has_failed = False
        for pilot in self._pilots:
            days = {move.name: move.at.date() for move in pilot.moves}
            if "finish" not in days:
                continue
            self._concluded(pilot, 0.85)
            opened = working_day(days["finish"] + timedelta(days=3))
            evaluation = self._evaluation(pilot, "final", self._final, opened)
            if passed := days.get("pass_evaluation"):
                self._score(evaluation, pilot, 0.89, passed - timedelta(days=1))
                self._conclude(evaluation, pilot, passed, texts.OPINIONS[0])
            elif not has_failed:
                has_failed = True
                done = working_day(opened + timedelta(days=21))
                self._score(evaluation, pilot, 0.54, done - timedelta(days=1))
                self._conclude(evaluation, pilot, done, texts.FAILED)
                self._rectify(evaluation, pilot, working_day(done + timedelta(days=2)))

    def _evaluation(self, pilot: Pilot, kind: str, sheet: ScoreSheet, opened: date) -> Evaluation:
        leader = self._leader(pilot)
        evaluation = self._made.add(
            Evaluation(
                project=pilot.project,
                kind=kind,
                sheet=sheet,
                opened_on=opened,
                due=opened + timedelta(days=21),
                created_by=leader,
            )
        )
        for user in self._three(pilot):
            self._made.add(Panelist(evaluation=evaluation, user=user, appointed_by=leader))
        return evaluation

    def _score(self, evaluation: Evaluation, pilot: Pilot, quality: float, day: date) -> None:
        staff = self._people.staff(pilot.project.agency)
        self._fill(evaluation, None, staff, min(quality + 0.06, 0.99), day)
        for seat in [one for one in self._made.rows[Panelist] if one.evaluation is evaluation]:
            own = quality + self._rng.uniform(-0.04, 0.04)
            self._fill(evaluation, seat, seat.user, min(own, 1), day)

    def _fill(
        self, evaluation: Evaluation, seat: Panelist | None, by: User, quality: float, day: date
    ) -> None:
        filled = self._made.add(
            FilledSheet(
                evaluation=evaluation,
                panelist=seat,
                remark=self._rng.choice(texts.REMARKS),
                submitted_at=self._time(day),
                submitted_by=by,
            )
        )
        filled.total = Decimal(0)
        for line in self._lines(evaluation.sheet):
            near = quality + self._rng.uniform(-0.05, 0.05)
            half_points = min(round(line.weight * 2 * near), line.weight * 2)
            points = Decimal(half_points) / 2
            filled.total += points
            self._made.add(
                Score(
                    filled=filled,
                    criterion=line,
                    out_of=line.weight,
                    points=points,
                    comment=self._rng.choice(texts.REASONS),
                )
            )

    def _conclude(self, evaluation: Evaluation, pilot: Pilot, day: date, opinion: str) -> None:
        """As the action does it: average, spread and band of the panel's totals."""
        totals = [
            filled.total
            for filled in self._made.rows[FilledSheet]
            if filled.evaluation is evaluation and filled.panelist is not None
        ]
        result = result_of(totals)
        for name, value in result._asdict().items():
            setattr(evaluation, name, value)
        evaluation.band = band_of(evaluation.sheet, result.average)
        evaluation.status = Evaluation.Status.CONCLUDED
        evaluation.opinion = opinion
        evaluation.concluded_by, evaluation.concluded_on = self._leader(pilot), day

    # --- people and times -----------------------------------------------------------------------
    def _three(self, pilot: Pilot) -> list[User]:
        """The evaluator who signs in and two others, without anybody in conflict with the agency."""
        first, *others = [e for e in self._panel if e.employer is not pilot.project.agency]
        if pilot is not self._near and pilot.project.agency is self._near.project.agency:
            others.remove(self._panel[2])  # who recused herself there
        if pilot is not self._near:
            self._rng.shuffle(others)
        return [first, *others[:2]]

    def _leader(self, pilot: Pilot) -> User:
        """The official of the level that approved the pilot."""
        county, province = pilot.county, self._people.province.place
        assert province is not None  # noqa: S101
        places = {Role.PROVINCE: province, Role.CITY: county.city, Role.COUNTY: county.place}
        role = Role(pilot.project.level)
        return self._people.official(role, places[role])

    def _time(self, day: date) -> datetime:
        return office_time(self._rng, working_day(day))
