"""What every page needs to know about plans."""

from datetime import date

from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest

from projects.pilots.models import ActionPlan

DEMO_KEY = "pilots:demo"


def demo_day() -> date | None:
    """The day on which the example data stand; None without any. Remembered; load_demo forgets it."""
    last = cache.get(DEMO_KEY)
    if last is None:
        plans = ActionPlan.objects.filter(is_demo=True)
        last = plans.aggregate(last=Max("ends"))["last"] or False
        cache.set(DEMO_KEY, last, timeout=300)
    return last or None


def demo_strip(request: HttpRequest) -> dict[str, bool]:
    """Whether example data is loaded, so that every page says so."""
    return {"has_demo_data": demo_day() is not None}
