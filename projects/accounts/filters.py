"""Narrowing the list of accounts."""

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.accounts.models import User
from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.common.roles import Role


class UserFilter(RecordFilterSet):
    """By name, role, and whether the account may sign in."""

    q = SearchFilter(["username", "name"], label=_("Name or user name"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All"))
    active = django_filters.ChoiceFilter(
        "is_active",
        label=_("State"),
        choices=[("1", _("May sign in")), ("0", _("Switched off"))],
        empty_label=_("All"),
    )
    sort = SortFilter(fields=("username", "name", "role", "last_login"))

    class Meta:
        model = User
        fields = ("q", "role", "active", "sort")
