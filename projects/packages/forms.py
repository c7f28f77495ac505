"""The form that asks for a package."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm
from projects.packages.actions import options_of, places_below
from projects.packages.models import Package
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions.registry import DEFINITIONS, report_choices


class PackageForm(RecordForm):
    """Which tables of which plan, for each place below which area, as of which day."""

    reports = forms.MultipleChoiceField(
        label=_("Tables"), choices=report_choices, widget=forms.CheckboxSelectMultiple
    )
    area = forms.ChoiceField(
        label=_("Area"),
        help_text=_("Of a province one workbook for each city, of a city one for each county."),
    )

    class Meta:
        model = Package
        fields = ("plan", "area", "as_of", "reports")
        help_texts = {
            "as_of": _("The last day that is counted; what takes a period takes its year up to it.")
        }

    field_order = ("plan", "area", "as_of", "reports")

    def limit_choices(self) -> None:
        plans = ActionPlan.objects.followed_by(self.user)
        self.fields["plan"].queryset = plans
        self.fields["plan"].empty_label = None
        levels = (Place.Level.PROVINCE, Place.Level.CITY)
        areas = Place.objects.visible_to(self.user).filter(level__in=levels, valid_to=None)
        self.areas = {place.code: place for place in areas.order_by("code")}
        self.fields["area"].choices = [(code, one.name) for code, one in self.areas.items()]
        self.fields["reports"].initial = list(DEFINITIONS)
        if plan := plans.first():
            self.fields["as_of"].initial = min(date(plan.year, 12, 31), timezone.localdate())

    def clean_area(self) -> Place:
        return self.areas[self.cleaned_data["area"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = {"plan": "plan", "place": "area", "as_of": "as_of"}
        asked: dict[str, Any] = {name: data.get(field) for name, field in names.items()}
        if not all(asked.values()) or not data.get("reports"):
            return data
        if not places_below(plan=asked["plan"], place=asked["place"], day=asked["as_of"]):
            self.add_error("area", _("No county of this area is in the plan on that day."))
        for key in data["reports"]:
            definition = DEFINITIONS[key]
            try:
                definition.check(user=self.user, **asked | options_of(key))
            except forms.ValidationError as refusal:
                words = {"table": definition.name, "why": " ".join(refusal.messages)}
                self.add_error("reports", _("%(table)s: %(why)s") % words)
        return data
