"""Narrowing a list to a place."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from projects.places.choices import place_choices, within


class PlaceFilter(django_filters.ChoiceFilter):
    """Rows in a city or county that the user may see: ``place = PlaceFilter("place__code")``.

    Whoever has one county or none to choose gets no box; a link's ``?place=`` still narrows.
    """

    def __init__(self, lookup: str, **kwargs: Any) -> None:
        super().__init__(lookup, label=kwargs.pop("label", _("Place")), empty_label=_("All"))

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            groups = place_choices(self.parent.request.user)
            self.extra["choices"] = groups
            if sum(len(places) for _city, places in groups) < 2:
                self.extra["widget"] = forms.HiddenInput
        return super().field

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return within(qs, value, self.field_name) if value else qs


class LinkedPlaceFilter(django_filters.CharFilter):
    """Rows in the place that a link names: no box in the bar, but a chip that can be dropped."""

    def __init__(self, lookup: str, label: Any) -> None:
        super().__init__(lookup, label=label, max_length=12, widget=forms.HiddenInput)

    @property
    def field(self) -> Any:
        field = super().field
        field.choices = place_choices(self.parent.request.user)  # the chip shows the name
        return field

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return within(qs, value, self.field_name) if value else qs
