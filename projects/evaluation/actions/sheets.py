"""Drawing up score sheets, putting them in force, and making the next edition."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.evaluation.models import Criterion, ScoreSheet
from projects.evaluation.models.sheet import FULL

Status = ScoreSheet.Status


class Line(TypedDict):
    """One criterion as it was typed; lines are kept in the order given."""

    title: str
    guidance: str
    weight: int


@transaction.atomic
def save_sheet(*, sheet: ScoreSheet, lines: Sequence[Line]) -> ScoreSheet:
    """Saves a new or changed sheet with its criteria; one that an evaluation uses is never changed."""
    if sheet.pk:
        _lock(sheet.pk)
        if why := why_frozen(sheet):
            raise ValidationError(why)
    total = sum(line["weight"] for line in lines)
    if total > FULL or (sheet.status == Status.ACTIVE and total != FULL):
        raise ValidationError(weights_off(total))
    sheet.total = total
    sheet.save()
    sheet.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(sheet=sheet, order=order, **line) for order, line in enumerate(lines, start=1)
    )
    return sheet


@transaction.atomic
def activate_sheet(*, sheet_id: int, by: Any) -> ScoreSheet:
    """Puts a sheet in force whose weights add up to exactly 100, in the place of its last edition."""
    sheet = _lock(sheet_id, by)
    if sheet.status == Status.RETIRED:
        raise ValidationError(_("This sheet is no longer in force; it stays as it was."))
    total = sum(sheet.criteria.values_list("weight", flat=True))
    if total != FULL:
        raise ValidationError(weights_off(total))
    if sheet.replaces_id:
        ScoreSheet.objects.filter(pk=sheet.replaces_id).update(status=Status.RETIRED)
    sheet.total, sheet.status = total, Status.ACTIVE
    sheet.version += 1
    sheet.save(update_fields=["total", "status", "version", "updated_at"])
    return sheet


@transaction.atomic
def retire_sheet(*, sheet_id: int, by: Any) -> ScoreSheet:
    """Takes a sheet out of force; evaluations that use it go on with it."""
    sheet = _lock(sheet_id, by)
    if sheet.status == Status.ACTIVE:
        sheet.status = Status.RETIRED
        sheet.version += 1
        sheet.save(update_fields=["status", "version", "updated_at"])
    return sheet


@transaction.atomic
def copy_sheet(*, sheet_id: int, by: Any) -> ScoreSheet:
    """The next edition of a sheet, to be changed and put in force; made once, then given again."""
    old = _lock(sheet_id, by)
    if again := ScoreSheet.objects.filter(replaces=old).first():
        return again
    new = ScoreSheet.objects.create(
        name=old.name,
        kind=old.kind,
        place=old.place,
        edition=old.edition + 1,
        replaces=old,
        total=old.total,
        excellent_from=old.excellent_from,
        good_from=old.good_from,
        pass_from=old.pass_from,
        note=old.note,
        created_by=by,
    )
    Criterion.objects.bulk_create(
        Criterion(
            sheet=new,
            order=line.order,
            title=line.title,
            guidance=line.guidance,
            weight=line.weight,
        )
        for line in old.criteria.all()
    )
    return new


def why_frozen(sheet: ScoreSheet) -> Any:
    """Why the sheet can no longer be changed, or ""."""
    if sheet.status == Status.RETIRED:
        return _("This sheet is no longer in force; it stays as it was.")
    if sheet.evaluations.exists():
        return _("An evaluation uses this sheet; make the next edition and change that.")
    return ""


def weights_off(total: int) -> Any:
    """What is wrong with weights that do not add up."""
    return format_lazy(_("The weights add up to {total}; they must be exactly 100."), total=total)


def _lock(sheet_id: int, by: Any = None) -> ScoreSheet:
    sheets = ScoreSheet.objects.kept_by(by) if by else ScoreSheet.objects.all()
    return sheets.select_for_update(of=("self",), no_key=True).get(pk=sheet_id)
