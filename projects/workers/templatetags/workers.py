"""What other rooms' pages show about social workers."""

from datetime import date
from typing import Any

from django import template

from projects.workers.models import SocialWorker

register = template.Library()


@register.inclusion_tag("workers/_staff.html", takes_context=True)
def staff_of(context: dict, agency: Any, day: date) -> dict:
    """How many social workers an agency has on ``day`` and how many are certified, where she may read."""
    user = context["user"]
    workers = SocialWorker.objects.visible_to(user)
    if user.role not in workers.readers:
        return {}
    present = workers.filter(agency=agency).active_on(day)
    return {
        "agency": agency,
        "workers": present.count(),
        "certified": present.certified_on(day).count(),
        "day": day,
    }
