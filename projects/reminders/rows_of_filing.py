"""The rows of what waits in rounds of filing."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Substr, TruncDate

from projects.filing.models import Filing
from projects.reminders.rows import shaped, text
from projects.reports.definitions.registry import report_choices


def to_submit(user: Any, today: date) -> QuerySet:
    """Tables that the user's place still has to hand up, since they were called for, until their day."""
    rows = Filing.objects.visible_to(user).to_submit(user)
    return _shaped(rows, since=TruncDate("round__created_at"), due="due")


def to_decide(user: Any, today: date) -> QuerySet:
    """Tables that await the user's check, since they were handed up."""
    rows = Filing.objects.visible_to(user).to_decide(user)
    return _shaped(rows, since=TruncDate("submitted_at"))


def _shaped(rows: QuerySet, **columns: Any) -> QuerySet:
    named = shaped(rows, target="pk", headline="round__plan__name", spot="place__name", **columns)
    names = [When(round__report=key, then=Value(str(name))) for key, name in report_choices()]
    day = text(Substr(Cast(F("round__until"), CharField()), 1, 10))
    return named.annotate(headline=text(Case(*names, default=Value(""))), code=day)
