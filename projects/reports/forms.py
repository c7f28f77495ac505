"""The form that asks for a report."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import LONGEST_ID, RecordForm
from projects.pilots.models import ActionPlan
from projects.places.choices import place_choices
from projects.places.models import Place
from projects.reports.definitions.coverage import counted_lines
from projects.reports.models import ReportRun


class ReportRunForm(RecordForm):
    """Which plan, which part of the user's area, as of which day."""

    place = forms.ChoiceField(
        label=_("Area"), help_text=_("Counties are counted as they were on the day below.")
    )

    class Meta:
        model = ReportRun
        fields = ("plan", "place", "as_of")
        help_texts = {
            "as_of": _(
                "The period runs from the start of the plan to this day. "
                "Choose a later day to count what came after it."
            )
        }

    def limit_choices(self) -> None:
        plans = ActionPlan.objects.visible_to(self.user)
        self.fields["plan"].queryset = plans
        self.fields["plan"].empty_label = None
        own = (self.user.place.code, self.user.place.name)
        groups = place_choices(self.user)
        if not any(own in places for _city, places in groups):
            groups = [own, *groups]
        self.fields["place"].choices = groups
        self.fields["place"].initial = own[0]
        if plan := self._named(plans) or plans.first():
            self.initial["plan"] = plan.pk
            self.fields["as_of"].initial = min(date(plan.year, 12, 31), timezone.localdate())

    def _named(self, plans: Any) -> ActionPlan | None:
        """The plan that the address names."""
        named = str(self.initial.get("plan") or "")
        is_id = named.isdecimal() and len(named) <= LONGEST_ID
        return plans.filter(pk=named).first() if is_id else None

    def clean_place(self) -> Place:
        place = Place.objects.visible_to(self.user).filter(code=self.cleaned_data["place"]).first()
        if place is None:
            raise forms.ValidationError(_("This place is outside your area."))
        return place

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked: dict[str, Any] = {name: data.get(name) for name in ("plan", "place", "as_of")}
        if all(asked.values()):
            try:
                counted_lines(user=self.user, **asked)
            except forms.ValidationError as refusal:
                self.add_error(None, refusal)
        return data
