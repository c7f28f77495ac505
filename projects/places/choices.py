"""Choices of places: what forms and filters offer, grouped as people look for them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator

from projects.common.forms import RecordsChoiceField
from projects.common.roles import Role
from projects.common.scoping import CodeRange
from projects.places.models import Place

_DAY = 24 * 3600  # load_places clears the cache, so this only bounds what nobody asks for
Choices = list[tuple[str, list[tuple[str, str]]]]


def place_choices(user: Any) -> Choices:
    """The cities and counties of today that ``user`` may see, as groups [(city, [(code, name), …])].

    A city's first choice is the city itself. 平潭 is a group of its own. Agency staff serve wherever
    their projects are and choose from all. Remembered in the cache, so that a list page asks nothing.
    """
    key = f"places:choices:{user.scope.role}:{hash_of(user.scope.ranges)}"
    return _grouped(key, _offered_to(user))


def _grouped(key: str, places: QuerySet[Place]) -> Choices:
    if (known := cache.get(key)) is not None:
        return known
    rows = (
        places.filter(level__in=[Place.Level.CITY, Place.Level.COUNTY], valid_to=None)
        .select_related("parent")
        .order_by("code")
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in rows:
        groups.setdefault(_group_of(place), []).append((place.code, place.name))
    choices = list(groups.items())
    cache.set(key, choices, _DAY)
    return choices


def public_place_choices() -> Choices:
    """The cities and counties of today for somebody who is not signed in: names of places are public."""
    return _grouped("places:choices:public", Place.objects.all())


def hash_of(ranges: tuple[CodeRange, ...]) -> str:
    """A short text that stands for ranges in a cache key."""
    return "-".join(f"{low}_{high}" for low, high in ranges)


def _offered_to(user: Any) -> QuerySet[Place]:
    if user.scope.role == Role.AGENCY:
        return Place.objects.all()
    return Place.objects.visible_to(user)


def _group_of(place: Place) -> str:
    if place.level in (Place.Level.PROVINCE, Place.Level.CITY):
        return place.name
    return place.reports_as or str(place.parent)


def ranges_within(code: str) -> tuple[CodeRange, ...]:
    """The code ranges of the place with ``code`` and of its predecessors; none for an unknown code."""
    key = f"places:within:{code}"
    if (known := cache.get(key)) is not None:
        return known
    place = Place.objects.filter(code=code).first()
    ranges = Place.objects.ranges_of(place) if place else ()
    cache.set(key, ranges, _DAY)
    return ranges


def within(queryset: QuerySet, code: str, lookup: str) -> QuerySet:
    """Narrows ``queryset`` to the place with ``code``; ``lookup`` is the path to the 12-digit code.

    What was filed under a predecessor belongs to the place; 平潭 does not belong to 福州.
    """
    where = Q(pk__in=[])
    for low, high in ranges_within(code):
        where |= Q(**{f"{lookup}__gte": low, f"{lookup}__lt": high})
    return queryset.filter(where)


def villages_for(user: Any) -> QuerySet[Place]:
    """The villages and communities of today that ``user`` may see, for a form's choice."""
    return Place.objects.visible_to(user).villages().filter(valid_to=None)


def divisions_for(user: Any, *levels: str, kept: int | None = None) -> QuerySet[Place]:
    """The divisions of ``levels`` that exist today and that ``user`` may choose from.

    ``kept``: the id of one more, which a record names already although it has ended.
    """
    places = _offered_to(user)
    return places.filter(Q(level__in=levels, valid_to=None) | Q(pk=kept))


def divisions_around(place: Place | None, kept: list[int]) -> QuerySet[Place]:
    """The cities and counties of the province of ``place`` that exist today; ``kept`` as above."""
    province = place.code[:2] if place else ""
    today = Q(level__in=[Place.Level.CITY, Place.Level.COUNTY], valid_to=None)
    return Place.objects.filter(Q(code__startswith=province) & today | Q(pk__in=kept))


class _ByTownship(ModelChoiceIterator):
    """Choices grouped by township, in the order of the codes, in one query."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        villages = self.queryset.select_related("parent").order_by("code")
        for township, members in groupby(villages, key=lambda village: village.parent):
            yield (str(township or ""), [self.choice(village) for village in members])


class VillagesInput(forms.CheckboxSelectMultiple):
    """Boxes to tick, folded by township; a county has several hundred villages."""

    template_name = "places/villages_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["townships"] = [
            {
                "name": township,
                "options": options,
                "chosen": sum(option["selected"] for option in options),
            }
            for township, options, _index in context["widget"]["optgroups"]
        ]
        # What is ticked stands on top, where it is seen without searching.
        context["townships"].sort(key=lambda township: not township["chosen"])
        return context


class _ByCity(ModelChoiceIterator):
    """Choices of provinces, cities and counties, grouped by city in the order of the codes, in one query."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        places = self.queryset.select_related("parent").order_by("code")
        for group, members in groupby(places, key=_group_of):
            yield (group, [self.choice(place) for place in members])


class DivisionChoiceField(forms.ModelChoiceField):
    """One province, city or county; the form sets ``queryset``, usually to ``divisions_for(user)``."""

    iterator = _ByCity

    def __init__(self, queryset: QuerySet[Place] | None = None, **kwargs: Any) -> None:
        super().__init__(Place.objects.none() if queryset is None else queryset, **kwargs)


class VillageChoiceField(forms.ModelChoiceField):
    """One village or community; the form sets ``queryset``, usually to ``villages_for(user)``."""

    iterator = _ByTownship

    def __init__(self, queryset: QuerySet[Place] | None = None, **kwargs: Any) -> None:
        super().__init__(Place.objects.none() if queryset is None else queryset, **kwargs)


class VillagesChoiceField(RecordsChoiceField):
    """Several villages or communities, ticked by township."""

    iterator = _ByTownship
    widget = VillagesInput

    def __init__(self, queryset: QuerySet[Place] | None = None, **kwargs: Any) -> None:
        super().__init__(Place.objects.none() if queryset is None else queryset, **kwargs)


class DivisionsChoiceField(RecordsChoiceField):
    """Several cities and counties, ticked by city."""

    iterator = _ByCity
    widget = VillagesInput

    def __init__(self, queryset: QuerySet[Place] | None = None, **kwargs: Any) -> None:
        super().__init__(Place.objects.none() if queryset is None else queryset, **kwargs)
        self.empty_label = None
