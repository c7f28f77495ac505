"""The places of a table: the same lines for every report that is about places."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.pilots.coverage import lines_within
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.places.timeline import ReportingLine


def counted_lines(*, user: Any, plan: ActionPlan, as_of: date, place: Place) -> list[ReportingLine]:
    """The lines of the table with the counties that count: administered, of the day, within ``place``.

    Cities in code order, then what reports on its own. Raises ValidationError for a day or a place
    that cannot be asked for.
    """
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("This day has not come yet.")})
    if as_of < plan.starts:
        text = _("The plan starts on %(day)s: there is nothing to count before.")
        raise ValidationError({"as_of": text % {"day": plan.starts.isoformat()}})
    if not Place.objects.visible_to(user).filter(pk=place.pk).exists():
        raise ValidationError({"place": _("%(place)s is outside your area.") % {"place": place}})
    lines = lines_within(plan=plan, place=place, day=as_of)
    if not lines:
        text = _("%(place)s has no county that counts for this plan on %(day)s.")
        raise ValidationError({"place": text % {"place": place, "day": as_of.isoformat()}})
    return lines
