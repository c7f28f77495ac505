"""What several filters of money offer."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.places.models import Place


class LevelWhereItLies(django_filters.ChoiceFilter):
    """Rows whose money lies at a level of places; only links ask for it."""

    def __init__(self, lookup: str) -> None:
        levels = [(level.value, level.label) for level in Place.Level]
        super().__init__(
            lookup, choices=levels, label=_("Level where it lies"), widget=forms.HiddenInput
        )


def years() -> list[tuple[str, str]]:
    """The years of payment that a list may be narrowed to, the next one first."""
    return [(str(year), str(year)) for year in range(timezone.localdate().year + 1, 2015, -1)]
