"""What other rooms' pages show about agencies."""

from datetime import date

from django import template
from django.db.models import prefetch_related_objects

from projects.agencies.eligibility import Eligibility
from projects.agencies.models import Agency

register = template.Library()


@register.simple_tag
def eligibility_on(agency: Agency, day: date | None) -> Eligibility | None:
    """The eligibility of ``agency`` on ``day``; what it is read from is read once a page."""
    if day is None:
        return None
    prefetch_related_objects([agency], "listings", "inspections")
    return agency.eligibility_on(day)
