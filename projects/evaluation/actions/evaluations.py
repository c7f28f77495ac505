"""Opening an evaluation, its panel, and its conclusion."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.accounts.models import User
from projects.evaluation.actions.locks import lock_evaluation, lock_in_charge
from projects.evaluation.models import Evaluation, FilledSheet, Panelist, ScoreSheet
from projects.evaluation.recusal import candidates, conflict, places_over
from projects.evaluation.results import result_of
from projects.pilots.actions.moves import MoveRefused, move
from projects.pilots.models import Project

Kind, Status = Evaluation.Kind, Evaluation.Status
SETTLE = "pass_evaluation"  # the move that a passed final evaluation makes


def why_not_open(project: Project, kind: str) -> Any:
    """Why no evaluation of ``kind`` can be opened for ``project`` now, or ""."""
    if kind == Kind.MIDTERM and project.status != Project.Status.RUNNING:
        return _("The mid-term evaluation is made while the project is being implemented.")
    if kind == Kind.FINAL and project.status != Project.Status.FINAL_EVALUATION:
        return _("The final evaluation is made once the implementation is finished.")
    last = (
        project.evaluations.filter(kind=kind)
        .exclude(status=Status.WITHDRAWN)
        .select_related("rectification")
        .order_by("pk")
        .last()
    )
    if last is None:
        return ""
    if last.is_open:
        return _("An evaluation of this kind is open already; conclude it first.")
    if last.is_passed:
        return _("The project has passed this evaluation.")
    notice = getattr(last, "rectification", None)
    if notice is None or notice.accepted_on is None:
        return _("The last evaluation was failed: first the rectification must be accepted.")
    return ""


@transaction.atomic
def open_evaluation(*, evaluation: Evaluation, user_ids: Iterable[int], by: Any) -> Evaluation:
    """Opens a filled-in ``evaluation`` with its panel; the sheet is locked so that it is not edited."""
    project = lock_in_charge(evaluation.project_id, by)
    if why := why_not_open(project, evaluation.kind):
        raise ValidationError(why)
    sheet = ScoreSheet.objects.select_for_update(no_key=True).get(pk=evaluation.sheet_id)
    fits = sheet.kind in (evaluation.kind, ScoreSheet.Kind.BOTH)
    if sheet.status != ScoreSheet.Status.ACTIVE or not fits:
        raise ValidationError({"sheet": _("This sheet is not in force for such an evaluation.")})
    if sheet.place_id not in places_over(project.place):
        raise ValidationError({"sheet": _("This sheet was set for other places.")})
    evaluation.opened_on = timezone.localdate()
    evaluation.save()
    _put_on_panel(evaluation, user_ids, by)
    return evaluation


@transaction.atomic
def appoint(*, evaluation_id: int, user_ids: Iterable[int], by: Any) -> list[Panelist]:
    """Puts people on the panel of an open evaluation; whoever has a conflict is refused."""
    return _put_on_panel(_lock_open(evaluation_id, by), user_ids, by)


def _put_on_panel(evaluation: Evaluation, user_ids: Iterable[int], by: Any) -> list[Panelist]:
    wanted = set(user_ids) - set(evaluation.panel.values_list("user", flat=True))
    users = list(User.objects.filter(pk__in=wanted).order_by("pk"))
    for user in users:
        if why := conflict(user, evaluation.project):
            raise ValidationError({"panel": why})
    allowed = set(candidates(evaluation.project).values_list("pk", flat=True))
    if wanted - allowed:
        raise ValidationError({"panel": _("Choose evaluators and officials of this place.")})
    if not users and not evaluation.panel.sitting().exists():
        raise ValidationError({"panel": _("Choose at least one evaluator.")})
    return Panelist.objects.bulk_create(
        Panelist(evaluation=evaluation, user=user, appointed_by=by) for user in users
    )


@transaction.atomic
def stand_down(*, panelist_id: int, by: Any, reason: str) -> Panelist:
    """Takes a panelist off an open evaluation: she declares a conflict, or is relieved of her duty.

    Her sheet no longer counts. Whoever declares a conflict is not appointed for that agency again.
    """
    panelist = Panelist.objects.select_related("evaluation").get(pk=panelist_id)
    if panelist.user_id != by.pk:
        lock_in_charge(panelist.evaluation.project_id, by)
    evaluation = lock_evaluation(panelist.evaluation_id)
    panelist = Panelist.objects.select_for_update(no_key=True).get(pk=panelist_id)
    if not evaluation.is_open:
        raise ValidationError(_("The evaluation is over; nothing can be changed any more."))
    if panelist.stood_down_at is not None:
        return panelist
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    panelist.stood_down_at, panelist.stood_down_by = timezone.now(), by
    panelist.reason = reason.strip()
    panelist.save(update_fields=["stood_down_at", "stood_down_by", "reason"])
    return panelist


@transaction.atomic
def withdraw_evaluation(*, evaluation_id: int, by: Any, reason: str) -> Evaluation:
    """Calls off an evaluation that was opened by mistake, while nobody has handed in scores."""
    evaluation = _lock_open(evaluation_id, by)
    if evaluation.status != Status.OPEN:
        raise ValidationError(_("Scores were handed in already; the evaluation must be concluded."))
    evaluation.status, evaluation.opinion = Status.WITHDRAWN, reason.strip()
    evaluation.save(update_fields=["status", "opinion"])
    return evaluation


@transaction.atomic
def conclude(*, evaluation_id: int, by: Any, opinion: str = "") -> Evaluation:
    """Works out and freezes the result; a passed final evaluation takes the project to settlement.

    Everybody who still sits on the panel must have handed in her sheet.
    """
    evaluation = _lock_open(evaluation_id, by)
    if why := why_not_conclude(evaluation):
        raise ValidationError(why)
    counting = FilledSheet.objects.filter(evaluation=evaluation).counting()
    result = result_of([filled.total for filled in counting if filled.total is not None])
    for name, value in result._asdict().items():
        setattr(evaluation, name, value)
    evaluation.band = band_of(evaluation.sheet, result.average)
    evaluation.status = Status.CONCLUDED
    evaluation.opinion = opinion.strip()
    evaluation.concluded_by, evaluation.concluded_on = by, timezone.localdate()
    evaluation.save()
    _tell_the_project(evaluation, by)
    return evaluation


def _tell_the_project(evaluation: Evaluation, by: Any) -> None:
    """A passed evaluation counts: the mid-term one by its day, the final one by the next status."""
    if not evaluation.is_passed:
        return
    project = Project.objects.get(pk=evaluation.project_id)
    if evaluation.kind == Kind.MIDTERM:
        project.midterm_on = evaluation.concluded_on
        project.save(update_fields=["midterm_on", "updated_at"])
        return
    try:
        move(project_id=project.pk, name=SETTLE, by=by)
    except MoveRefused as refusal:
        raise ValidationError(str(refusal.message)) from refusal


def why_not_conclude(evaluation: Evaluation) -> Any:
    """Who or what the conclusion still waits for, or ""."""
    sitting = list(evaluation.panel.sitting().select_related("user", "filled"))
    if not sitting:
        return _("Nobody sits on the panel; appoint an evaluator first.")
    missing = [
        one.user.name
        for one in sitting
        if not hasattr(one, "filled") or not one.filled.submitted_at
    ]
    if missing:
        return format_lazy(_("Scores are still missing from {names}."), names="、".join(missing))
    return ""


def band_of(sheet: ScoreSheet, average: Any) -> str:
    """The band in which an average, rounded to two places, lies on ``sheet``."""
    if average >= sheet.excellent_from:
        return Evaluation.Band.EXCELLENT
    if average >= sheet.good_from:
        return Evaluation.Band.GOOD
    return Evaluation.Band.PASS if average >= sheet.pass_from else Evaluation.Band.FAIL


def _lock_open(evaluation_id: int, by: Any) -> Evaluation:
    project_id = Evaluation.objects.values_list("project", flat=True).get(pk=evaluation_id)
    lock_in_charge(project_id, by)
    evaluation = lock_evaluation(evaluation_id)
    if not evaluation.is_open:
        raise ValidationError(_("The evaluation is over; nothing can be changed any more."))
    return evaluation
