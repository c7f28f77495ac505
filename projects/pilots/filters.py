"""Narrowing the lists of projects and assignments."""

from typing import Any

import django_filters
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SearchFilter, SortFilter
from projects.needs.models import Need
from projects.pilots.models import (
    ActionPlan,
    Assignment,
    ChangeRequest,
    PartnerDepartment,
    Project,
    PublicNotice,
    PurchaseRule,
)
from projects.places.choices import public_place_choices, within
from projects.places.filters import PlaceFilter

PLAN_CHOICES = "pilots:plans"  # where the cache keeps them; saving a plan clears it


def plan_choices() -> list[tuple[int, str]]:
    """The plans as choices, remembered for a minute, so that a list page need not ask."""
    known = cache.get_or_set(
        PLAN_CHOICES, lambda: list(ActionPlan.objects.values_list("pk", "name")), timeout=60
    )
    return known or []


DEPARTMENT_CHOICES = "pilots:departments"  # as above, cleared when a department is saved


def department_choices() -> list[tuple[int, str]]:
    """The partner departments as choices, also those that are no longer offered."""
    known = cache.get_or_set(
        DEPARTMENT_CHOICES,
        lambda: list(PartnerDepartment.objects.values_list("pk", "short_name")),
        timeout=60,
    )
    return known or []


def _choices(label: Any, choices: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("All"))


class ActionPlanFilter(RecordFilterSet):
    q = SearchFilter(["name", "code"], label=_("Name or code"))
    sort = SortFilter(fields={"name": "name", "year": "year", "target_projects": "pilots"})

    class Meta:
        model = ActionPlan
        fields: list[str] = []


class PartnerDepartmentFilter(RecordFilterSet):
    q = SearchFilter(["name", "short_name"], label=_("Department"))
    sort = SortFilter(fields={"name": "name", "position": "position"})

    class Meta:
        model = PartnerDepartment
        fields: list[str] = []


class ProjectFilter(RecordFilterSet):
    q = SearchFilter(["name", "number"], label=_("Name or number"))
    place = PlaceFilter("place__code")
    level = _choices(_("Pilot level"), Project.Level)
    status = _choices(_("Status"), Project.Status)
    field = _choices(_("Service field"), Need.Field)
    setting = _choices(_("Rural or urban"), Project.Setting)
    plan = _choices(_("Action plan"), plan_choices)
    department = django_filters.ChoiceFilter(
        "partnerships__department",
        label=_("Partner department"),
        choices=department_choices,
        empty_label=_("All"),
    )
    sort = SortFilter(
        fields={
            "name": "name",
            "number": "number",
            "place__code": "place",
            "level": "level",
            "allocated": "allocated",
            "updated_at": "updated",
        }
    )

    class Meta:
        model = Project
        fields: list[str] = []


class PublicNoticeFilter(RecordFilterSet):
    """The bar of the public list: its visitors have no place of their own."""

    q = SearchFilter(
        ["project__name", "project__number", "project__agency__name"],
        label=_("Project, number or agency"),
    )
    place = django_filters.ChoiceFilter(
        label=_("Place"),
        choices=public_place_choices,
        empty_label=_("All"),
        method="filter_place",
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("now", _("on notice")), ("past", _("past"))],
        empty_label=_("All"),
        method="filter_state",
    )

    class Meta:
        model = PublicNotice
        fields: list[str] = []

    def filter_place(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return within(queryset, value, "project__place__code")

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        return queryset.in_force(today) if value == "now" else queryset.filter(ends__lt=today)


class PurchaseRuleFilter(RecordFilterSet):
    q = SearchFilter(["place__name", "document"], label=_("Place or document"))
    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)

    class Meta:
        model = PurchaseRule
        fields: list[str] = []


class AssignmentFilter(RecordFilterSet):
    q = SearchFilter(
        ["worker__name", "project__name", "project__number"], label=_("Worker or project")
    )
    place = PlaceFilter("project__place__code")
    role = _choices(_("Role on the project"), Assignment.Role)
    running = django_filters.ChoiceFilter(
        label=_("On duty"),
        choices=[("yes", _("on duty today")), ("no", _("ended"))],
        empty_label=_("All"),
        method="filter_running",
    )
    flag = django_filters.ChoiceFilter(
        label=_("Flags"),
        choices=[("yes", _("over 100 per cent or not registered"))],
        empty_label=_("All"),
        method="filter_flag",
    )
    sort = SortFilter(
        fields={
            "worker__name": "worker",
            "project__name": "project",
            "starts": "starts",
            "ends": "ends",
        }
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def filter_running(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        return queryset.on(today) if value == "yes" else queryset.filter(ends__lt=today)

    def filter_flag(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.flagged(timezone.localdate())


class ChangeFilter(RecordFilterSet):
    q = SearchFilter(["number", "project__name"], label=_("Number or project"))
    place = PlaceFilter("project__place__code")
    kind = _choices(_("What is to change"), ChangeRequest.Kind)
    status = _choices(_("Status"), ChangeRequest.Status)
    mine = django_filters.ChoiceFilter(
        label=_("To decide"),
        choices=[("yes", _("by me"))],
        empty_label=_("All"),
        method="filter_mine",
    )
    sort = SortFilter(
        fields={"number": "number", "project__name": "project", "created_at": "asked"}
    )

    class Meta:
        model = ChangeRequest
        fields: list[str] = []

    def filter_mine(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.awaiting(self.request.user)
