"""The rows of what waits about months of services and their corrections."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, DateField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Cast, Substr, TruncDate

from projects.delivery.models import Correction, MonthReport
from projects.reminders.rows import of_project, text


def months_to_submit(user: Any, today: date) -> QuerySet:
    """Months that are over and not submitted, or were returned, since they were over."""
    rows = MonthReport.objects.visible_to(user).to_submit(today)
    over = ExpressionWrapper(
        F("due") - timedelta(days=settings.MONTH_DUE_DAY - 1), output_field=DateField()
    )
    return of_project(rows, "project", target="pk", since=over, due="due").annotate(
        code=_month("month")
    )


def months_to_confirm(user: Any, today: date) -> QuerySet:
    """Submitted months of the user's county."""
    rows = MonthReport.objects.visible_to(user).to_decide(user)
    return of_project(rows, "project", target="pk", since=TruncDate("submitted_at")).annotate(
        code=_month("month")
    )


def corrections(user: Any, today: date) -> QuerySet:
    """Corrections of confirmed months that the county has not decided."""
    rows = Correction.objects.visible_to(user).to_decide(user)
    asked = of_project(rows, "report__project", target="pk", since=TruncDate("created_at"))
    return asked.annotate(code=text(F("record__number")))


def decided_corrections(user: Any, today: date) -> QuerySet:
    """What was decided of the corrections that the user asked for."""
    rows = Correction.objects.visible_to(user).told_to(user, today)
    decided = of_project(rows, "report__project", target="pk", since=TruncDate("decided_at"))
    return decided.annotate(code=text(F("record__number")))


def _month(path: str) -> Cast:
    """2018-05, from its first day."""
    return text(Substr(Cast(F(path), CharField()), 1, 7))
