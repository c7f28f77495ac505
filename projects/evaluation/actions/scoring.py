"""Filling in a score sheet, as a panelist or as the agency, and handing it in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.roles import Role
from projects.evaluation.actions.locks import lock_evaluation
from projects.evaluation.models import Evaluation, FilledSheet, Panelist, Score
from projects.evaluation.recusal import conflict

STEP = Decimal("0.1")


class Mark(NamedTuple):
    """Points for one criterion, 0 to its weight in steps of 0.1, and why; None: not given yet."""

    points: Decimal | None
    comment: str


def seat_of(evaluation: Evaluation, user: Any) -> Panelist | None:
    """The seat on the panel from which ``user`` scores, if she sits on it."""
    return evaluation.panel.sitting().filter(user=user.pk).first()


def may_fill(evaluation: Evaluation, user: Any) -> bool:
    """Whether ``user``, who sees the evaluation, fills in a sheet of it: panelists, and the agency."""
    return user.role == Role.AGENCY or seat_of(evaluation, user) is not None


@transaction.atomic
def fill_in(
    *,
    evaluation_id: int,
    by: Any,
    marks: Mapping[int, Mark],
    remark: str,
    hand_in: bool,
    version: int | None = None,
) -> FilledSheet:
    """Keeps ``marks`` (by criterion id); ``hand_in`` locks the sheet and adds up its total.

    ``version`` is the one that was on the page: a sheet saved elsewhere since then is not overwritten.

    total = Σ points, of 100, because full points are the weights and these add up to 100.
    """
    evaluation = lock_evaluation(evaluation_id)
    filled = _sheet_to_fill(evaluation, by)
    if version is not None and version != filled.version:
        raise ValidationError(
            _("This sheet was saved elsewhere meanwhile. Saving again keeps what stands here."),
            code="stale",
        )
    criteria = list(evaluation.sheet.criteria.all())
    given = {line.pk: marks.get(line.pk, Mark(None, "")) for line in criteria}
    for line in criteria:
        _check(line.weight, given[line.pk].points, hand_in)
    filled.remark = remark
    if hand_in:
        filled.total = sum((mark.points or Decimal(0) for mark in given.values()), Decimal(0))
        filled.submitted_at, filled.submitted_by = timezone.now(), by
    filled.version += 1
    filled.save()
    filled.scores.all().delete()
    Score.objects.bulk_create(
        Score(
            filled=filled,
            criterion=line,
            out_of=line.weight,
            points=given[line.pk].points,
            comment=given[line.pk].comment,
        )
        for line in criteria
    )
    if hand_in and filled.panelist_id and evaluation.status == Evaluation.Status.OPEN:
        evaluation.status = Evaluation.Status.SCORING
        evaluation.save(update_fields=["status"])
    return filled


def _sheet_to_fill(evaluation: Evaluation, by: Any) -> FilledSheet:
    if not evaluation.is_open:
        raise ValidationError(_("The evaluation is over; nothing can be changed any more."))
    seat = None
    if by.role == Role.AGENCY:
        if by.agency_id != evaluation.project.agency_id:
            raise ValidationError(_("Only the executing agency evaluates itself."))
    else:
        seat = seat_of(evaluation, by)
        if seat is None:
            raise ValidationError(_("You do not sit on this panel."))
        if why := conflict(by, evaluation.project):
            raise ValidationError(why)
    filled = FilledSheet.objects.filter(evaluation=evaluation, panelist=seat).first()
    if filled is None:
        return FilledSheet(evaluation=evaluation, panelist=seat, version=0)
    if filled.submitted_at is not None:
        raise ValidationError(_("This sheet was handed in; it can no longer be changed."))
    return filled


def _check(weight: int, points: Decimal | None, hand_in: bool) -> None:
    if points is None:
        if hand_in:
            raise ValidationError(
                _("Give points for every criterion before you hand the sheet in.")
            )
        return
    if not 0 <= points <= weight or points != points.quantize(STEP):
        raise ValidationError(_("Points lie between 0 and the weight."))
