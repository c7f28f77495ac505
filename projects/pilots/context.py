"""What every page needs to know about plans."""

from django.core.cache import cache
from django.http import HttpRequest

from projects.pilots.models import ActionPlan

DEMO_KEY = "pilots:demo"


def demo_strip(request: HttpRequest) -> dict[str, bool]:
    """Whether example data is loaded, so that every page says so. Remembered; load_demo forgets it."""
    shown = cache.get_or_set(
        DEMO_KEY, lambda: ActionPlan.objects.filter(is_demo=True).exists(), timeout=300
    )
    return {"has_demo_data": bool(shown)}
