"""Filters shared by the rooms: a search over several fields, sorting with a stable end, styled forms."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

import django_filters
from django import forms
from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.functional import Promise

from projects.common.forms import StyledForm


class FilterForm(StyledForm, forms.Form):
    """The form of a filter bar."""


class RecordFilterSet(django_filters.FilterSet):
    """A filter bar in the site's look. Name the search ``q`` and the sorting ``sort``.

    ``usual`` is what a list is narrowed to unless the address says otherwise; it shows no chip.
    """

    usual: Mapping[str, str] = MappingProxyType({})

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if self.usual:
            data = {} if data is None else data.copy()
            for name, value in self.usual.items():
                data.setdefault(name, value)
        super().__init__(data, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)


class SearchFilter(django_filters.CharFilter):
    """Rows in which one of ``lookups`` contains the text: ``SearchFilter(["name", "credit_code"])``."""

    def __init__(self, lookups: list[str], label: str | Promise, **kwargs: Any) -> None:
        self.lookups = lookups
        widget = forms.TextInput(attrs={"type": "search", "placeholder": label})
        super().__init__(label=label, max_length=100, widget=widget, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        return qs.filter(reduce(or_, (Q(**{f"{path}__icontains": value}) for path in self.lookups)))


class SortFilter(django_filters.OrderingFilter):
    """Sorting by a column head; equal rows stay in the order of their ids, so that pages do not overlap."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if not value:
            return qs
        return qs.order_by(*(self.get_ordering_value(param) for param in value), "pk")


class RecordIdFilter(django_filters.NumberFilter):
    """Rows of the one record that a link names: no box in the bar, but a chip that can be dropped."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, label: str | Promise) -> None:
        # An id past the column's range would be an error of the database, not an empty list.
        limits = {"min_value": 1, "max_value": BigIntegerField.MAX_BIGINT}
        super().__init__(field_name, label=label, widget=forms.HiddenInput, **limits)
