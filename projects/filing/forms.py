"""The forms that call for a table, and that hand one up."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.common.forms import RecordForm, StyledForm
from projects.filing.models import Filing, Round, RoundRule
from projects.filing.periods import ended_in, first_day, period_name
from projects.pilots.models import ActionPlan
from projects.reports.definitions.registry import DEFINITIONS

YEARS = 10  # that a period may lie back
MOST_DAYS = 90  # that a rule gives for filing
COUNTIES_HAVE, CITIES_HAVE = timedelta(days=10), timedelta(days=20)


class RoundForm(RecordForm):
    """Which table of which period, due when: of periods that are over."""

    report = forms.ChoiceField(label=_("Report"))
    when = forms.ChoiceField(label=pgettext_lazy("filing", "Period"))

    class Meta:
        model = Round
        fields = ("report", "plan", "when", "county_due", "city_due")
        help_texts = {
            "county_due": _("By this day counties hand their table up to the city."),
            "city_due": _(
                "By this day cities, and counties that report on their own, hand theirs up to the province."
            ),
        }

    field_order = ("report", "plan", "when", "county_due", "city_due")

    def limit_choices(self) -> None:
        self.fields["report"].choices = [(key, one.name) for key, one in DEFINITIONS.items()]
        plans = ActionPlan.objects.followed_by(self.user)
        self.fields["plan"].queryset = plans
        self.fields["plan"].empty_label = None
        today = timezone.localdate()
        self.fields["when"].choices = [
            (
                str(year),
                [(f"{period}:{until}", period_name(period, until)) for period, until in ended],
            )
            for year in range(today.year, today.year - YEARS, -1)
            if (ended := ended_in(year, today))
        ]
        self.fields["county_due"].initial = today + COUNTIES_HAVE
        self.fields["city_due"].initial = today + CITIES_HAVE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("report") and data.get("plan") and data.get("when")):
            return data
        period, _colon, until = data["when"].partition(":")
        data["period"], data["until"] = period, date.fromisoformat(until)
        since = first_day(period, data["until"])
        asked = Round.objects.filter(
            report=data["report"], plan=data["plan"], period=period, since=since
        )
        if asked.exists():
            self.add_error("when", _("This table is already asked for of this period."))
        county, city = data.get("county_due"), data.get("city_due")
        if county and county <= data["until"]:
            self.add_error("county_due", _("Choose a day after the period has ended."))
        if county and city and city < county:
            self.add_error("city_due", _("Cities are not due before their counties."))
        return data


class RoundRuleForm(RecordForm):
    """Which table is called for after which periods, with how many days; what and when is set once."""

    class Meta:
        model = RoundRule
        fields = ("report", "plan", "period", "county_days", "city_days", "is_on")
        help_texts = {
            "county_days": _("Counted from the day on which the table is called for."),
            "city_days": _("Cities, and counties that report on their own."),
        }

    def limit_choices(self) -> None:
        if self.instance.pk:
            for name in ("report", "plan", "period"):
                del self.fields[name]
            return
        del self.fields["is_on"]
        self.fields["plan"].queryset = ActionPlan.objects.followed_by(self.user)

    @property
    def asked(self) -> dict[str, Any]:
        """What was filled in, by the names of the rule."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.Meta.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        key: dict[str, Any] = {name: data.get(name) for name in ("report", "plan", "period")}
        if all(key.values()):
            if RoundRule.objects.visible_to(self.user).filter(**key).exists():
                self.add_error("period", _("There is a rule for this table and period already."))
            if RoundRule(**key).starting(timezone.now()).is_over:
                self.add_error("plan", _("This plan is over; call for its tables by hand."))
        county, city = data.get("county_days"), data.get("city_days")
        if county is not None and county < 1:
            self.add_error("county_days", _("Counties have at least a day."))
        if city and city > MOST_DAYS:
            self.add_error("city_days", _("Enter at most %(days)s days.") % {"days": MOST_DAYS})
        elif county and city and city < county:
            self.add_error("city_days", _("Cities are not due before their counties."))
        return data


class FilingForm(StyledForm, forms.Form):
    """Who answers for the table, and where counties are missing, why the city goes on without them."""

    head = forms.CharField(label=_("Head of unit"), max_length=50)
    reviewer = forms.CharField(label=_("Reviewer"), max_length=50)
    maker = forms.CharField(label=_("Maker"), max_length=50)
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    reason = forms.CharField(
        label=_("Why do you go on without them?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, missing: list[Filing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["reason"]
