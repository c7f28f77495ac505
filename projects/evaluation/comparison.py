"""The filled-in sheets of one evaluation side by side, as far as somebody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.common.roles import Role
from projects.evaluation.models import Criterion, Evaluation, FilledSheet, Score
from projects.evaluation.results import rounded


class Line(NamedTuple):
    """One criterion: the points of each sheet, and the average of the panel's once concluded."""

    criterion: Criterion
    scores: list[Score | None]
    average: Decimal | None


@dataclass(frozen=True)
class Comparison:
    """Columns (the agency's own sheet first) and lines (the criteria in their order)."""

    names: list[Any]
    sheets: list[FilledSheet]
    lines: list[Line]


def compare(evaluation: Evaluation, user: Any) -> Comparison:
    """The sheets handed in that ``user`` may read; the agency reads its evaluators without names."""
    sheets = list(
        FilledSheet.objects.visible_to(user)
        .filter(evaluation=evaluation, submitted_at__isnull=False)
        .select_related("panelist__user")
        .prefetch_related("scores")
        .order_by("panelist")
    )
    nameless = numbered(sheets) if user.role == Role.AGENCY else {}
    order = list(nameless)
    sheets.sort(
        key=lambda one: (order.index(one.pk) if one.pk in nameless else -1, one.panelist_id or 0)
    )
    names: list[Any] = [
        _("Self-evaluation")
        if sheet.panelist is None
        else nameless.get(sheet.pk) or sheet.panelist.user.name
        for sheet in sheets
    ]
    concluded = evaluation.status == Evaluation.Status.CONCLUDED
    points = [{score.criterion_id: score for score in sheet.scores.all()} for sheet in sheets]
    lines = [
        Line(
            criterion,
            scores := [of.get(criterion.pk) for of in points],
            _average(sheets, scores) if concluded else None,
        )
        for criterion in evaluation.sheet.criteria.all()
    ]
    return Comparison(names, sheets, lines)


def numbered(sheets: Iterable[FilledSheet]) -> dict[int, Any]:
    """{sheet: "Evaluator 1"} of the panel's sheets of one evaluation, the highest total first.

    The order says nothing about who sits where on the panel, whose names the agency reads.
    """
    panel = [sheet for sheet in sheets if sheet.panelist_id is not None]
    panel.sort(key=lambda sheet: (-(sheet.total or 0), sheet.pk))
    return {
        sheet.pk: format_lazy(_("Evaluator {number}"), number=number)
        for number, sheet in enumerate(panel, 1)
    }


def _average(sheets: list[FilledSheet], scores: list[Score | None]) -> Decimal | None:
    """Σ points ÷ number of the panel's sheets that count, for one criterion, to two places."""
    given = [
        Fraction(score.points)
        for sheet, score in zip(sheets, scores, strict=True)
        if score is not None
        and score.points is not None
        and sheet.panelist is not None
        and sheet.panelist.stood_down_at is None
    ]
    return rounded(sum(given, Fraction(0)) / len(given)) if given else None
