"""Names of places and agencies, for binding accounts to them.

A system administrator reads no business data, so ``visible_to`` gives her nothing. Names and codes
of places and agencies are public; they are looked up here and nowhere else without scope.
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.agencies.models import Agency
from projects.places.models import Place

SHOWN = 12


def places_named(text: str, day: date | None = None) -> QuerySet[Place]:
    """Places that exist today and whose code begins with, or whose name contains, ``text``."""
    places = Place.objects.valid_on(day or timezone.localdate())
    where = Q(code__startswith=text) if text.isdigit() else Q(name__contains=text)
    return places.filter(where).select_related("parent__parent__parent").order_by("code")


def agencies_named(text: str) -> QuerySet[Agency]:
    """Agencies whose credit code begins with, or whose name contains, ``text``."""
    return (
        Agency.objects.filter(Q(credit_code__startswith=text.upper()) | Q(name__contains=text))
        .select_related("place")
        .order_by("name")
    )


def place_path(place: Place) -> str:
    """Where a place lies, from the city down: 福州市 闽侯县 甘蔗街道."""
    above = []
    parent = place.parent
    while parent is not None and parent.level != Place.Level.PROVINCE:
        above.append(parent.name)
        parent = parent.parent
    return " ".join(reversed(above))
