"""Defining what a project is measured by, and recording what was measured."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.pilots.models import Indicator, IndicatorValue, Project
from projects.pilots.models.indicator import UNKNOWN

# Values are reported from the start until the books are closed.
REPORTING = frozenset({"running", "suspended", "final_evaluation", "settlement"})
_HUNDRED = Decimal(100)


def may_define(project: Project) -> bool:
    """Whether indicators may still be made and changed: until the implementation starts."""
    return project.started_on is None and project.terminated_on is None


def may_report(project: Project) -> bool:
    """Whether values may be recorded and corrected now."""
    return project.status in REPORTING


@transaction.atomic
def save_indicator(*, indicator: Indicator) -> Indicator:
    """Saves a filled-in ``indicator``; refused once the project has started."""
    if not may_define(_locked(indicator.project_id)):
        raise ValidationError(_("The project has started; its indicators no longer change."))
    indicator.save()
    return indicator


@transaction.atomic
def remove_indicator(*, indicator: Indicator) -> None:
    """Takes an indicator out of a registration that has not been handed up; history keeps it."""
    if not _locked(indicator.project_id).is_editable:
        raise ValidationError(_("The project was handed up; its indicators stay."))
    indicator.delete()


@transaction.atomic
def record_value(
    *,
    indicator: Indicator,
    as_of: date,
    actual: Decimal,
    parts: Mapping[str, Any] | None,
    source: str,
    by: Any,
    replace: bool = False,
    submission_key: UUID | None = None,
) -> IndicatorValue:
    """Records what ``indicator`` stood at on a day, in its unit, with where the figure comes from.

    ``parts`` maps the keys of the breakdown (``indicator.parts``) to numbers; without any, the whole
    of a count goes to "not known". A day that already has a value is refused, unless ``replace``: then
    the value becomes a new version, and history keeps the old one. Raises ValidationError.
    """
    project = _locked(indicator.project_id)
    _refuse_when_closed(project)
    if project.started_on is None or as_of < project.started_on:
        raise ValidationError({"as_of": _("The project had not started on this day.")})
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("This day lies in the future; enter today or earlier.")})
    known = IndicatorValue.objects.filter(indicator=indicator, as_of=as_of).first()
    if known and not replace:
        text = _("There is already a value of this day; correct that one.")
        raise ValidationError({"as_of": text})
    value = known or IndicatorValue(
        indicator=indicator, as_of=as_of, created_by=by, submission_key=submission_key, version=0
    )
    value.version += 1
    value.actual, value.source = Decimal(actual), source
    return _save(value, parts, by)


@transaction.atomic
def correct_value(
    *, value: IndicatorValue, parts: Mapping[str, Any] | None, by: Any
) -> IndicatorValue:
    """Saves a corrected ``value`` (its version already counted up); history keeps the one before."""
    _refuse_when_closed(_locked(value.indicator.project_id))
    return _save(value, parts, by)


def _save(value: IndicatorValue, parts: Mapping[str, Any] | None, by: Any) -> IndicatorValue:
    if not value.source.strip():
        raise ValidationError({"source": _("Say where the figure comes from.")})
    _check(value.indicator, value.actual, "actual")
    value.parts = _checked_parts(value.indicator, value.actual, parts or {})
    value._history_user = by  # type: ignore[attr-defined]
    value.save()
    return value


def _locked(project_id: int) -> Project:
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)


def _refuse_when_closed(project: Project) -> None:
    if not may_report(project):
        text = _("Values are recorded from the start of the implementation until the settlement.")
        raise ValidationError(text)


def _check(indicator: Indicator, number: Decimal, field: str) -> None:
    """Refuses what the unit cannot be: half a person, more than 100 %."""
    if number < 0:
        raise ValidationError({field: _("A value is not below 0.")})
    if indicator.is_count and number != number.to_integral_value():
        raise ValidationError({field: _("This unit counts whole numbers.")})
    if indicator.unit == Indicator.Unit.PERCENT and number > _HUNDRED:
        raise ValidationError({field: _("A percentage is at most 100.")})


def _checked_parts(
    indicator: Indicator, actual: Decimal, parts: Mapping[str, Any]
) -> dict[str, str]:
    """The parts as they are stored; those of a count must add up to ``actual``."""
    numbers = {}
    for key, given in parts.items():
        if given in (None, ""):
            continue
        if key not in indicator.parts:
            raise ValidationError(_("This is no part of the indicator's breakdown."))
        try:
            numbers[key] = Decimal(str(given))
        except InvalidOperation as error:
            raise ValidationError({f"part_{key}": _("Enter a number.")}) from error
        _check(indicator, numbers[key], f"part_{key}")
    if indicator.is_count and indicator.parts:
        numbers = numbers or {UNKNOWN: actual}
        if (whole := sum(numbers.values())) != actual:
            text = _("The parts add up to %(sum)s, not to %(actual)s.")
            params = {"sum": _plain(whole), "actual": _plain(actual)}
            raise ValidationError({"actual": ValidationError(text, params=params)})
    return {key: _plain(number) for key, number in numbers.items()}


def _plain(number: Any) -> str:
    """A decimal without trailing zeros or exponent."""
    return f"{Decimal(number).normalize():f}"
