"""A score sheet, three evaluators, and a mid-term evaluation of the running project."""

from decimal import Decimal

import pytest

from projects.evaluation.actions.scoring import Mark, fill_in
from tests.evaluating import make_evaluation, make_sheet
from tests.factories import make_user


@pytest.fixture
def sheet(places):
    """Two criteria of 60 and 40 points, set by the own county."""
    return make_sheet(places.own)


@pytest.fixture
def evaluators(places):
    """Three evaluators of the province."""
    return [make_user("evaluator", place=places.fujian, name=f"评估员{n}") for n in (1, 2, 3)]


@pytest.fixture
def evaluation(project, sheet, cast, evaluators):
    """Opened by the province, whose pilot the project is."""
    return make_evaluation(project, sheet, cast.province, *evaluators)


@pytest.fixture
def score(evaluation):
    """``score(user, "50", "30")`` hands in the sheet of ``user`` with these points."""

    def hand_in(user, *points, hand_in=True):
        lines = evaluation.sheet.criteria.all()
        marks = {
            line.pk: Mark(Decimal(given), "") for line, given in zip(lines, points, strict=False)
        }
        return fill_in(
            evaluation_id=evaluation.pk, by=user, marks=marks, remark="", hand_in=hand_in
        )

    return hand_in
