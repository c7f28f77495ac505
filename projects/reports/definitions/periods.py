"""The period of a report: the month, quarter, half-year or year of its day, or free days."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.pilots.models import ActionPlan
from projects.reports.definitions import Option

MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
FREE = "free"

PERIOD = Option(
    "period",
    pgettext_lazy("report", "Period"),
    (
        ("year", pgettext_lazy("period", "Year")),
        ("half", pgettext_lazy("period", "Half-year")),
        ("quarter", pgettext_lazy("period", "Quarter")),
        ("month", pgettext_lazy("period", "Month")),
        (FREE, pgettext_lazy("period", "Free days")),
    ),
    gettext_lazy("The one that the day above lies in, from its beginning up to the day."),
)
SINCE = Option(
    "since",
    gettext_lazy("First day"),
    (),
    gettext_lazy("The first of the free days; left empty, it is the start of the plan."),
    goes_with=("period", FREE),
)


def first_day(*, plan: ActionPlan, as_of: date, period: str, since: str = "") -> date:
    """The first day of the period that ends with ``as_of``.

    Raises ValidationError for a first day that cannot be asked for.
    """
    if period != FREE:
        if since:
            raise ValidationError({"since": _("A first day goes with free days alone.")})
        months = MONTHS[period]
        return date(as_of.year, (as_of.month - 1) // months * months + 1, 1)
    first = date.fromisoformat(since) if since else plan.starts
    if first > as_of:
        raise ValidationError({"since": _("The period ends before it begins.")})
    return first
