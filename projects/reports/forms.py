"""The forms that ask for a report, and for one again and again."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from projects.accounts.models import User
from projects.common.forms import LONGEST_ID, RecordForm, RecordsChoiceField, flat_choices
from projects.common.roles import OFFICIALS
from projects.pilots.models import ActionPlan
from projects.places.choices import VillagesInput, place_choices
from projects.places.models import Place
from projects.reports.definitions import Option
from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.models import ReportRun, ReportSchedule


class ByPlace(ModelChoiceIterator):
    """Choices of people, grouped by the place that they work for, in one query."""

    def __iter__(self) -> Iterator[Any]:
        for place, members in groupby(self.queryset, key=lambda user: str(user.place)):
            yield (place, [self.choice(user) for user in members])


CHOICE = '<span class="told">{}<span class="hint d-block">{}</span></span>'


def _field_of(option: Option) -> forms.Field:
    """A choice of a few, or a day."""
    words: Any = {"label": str(option.label), "help_text": str(option.help), "required": False}
    if not option.choices:
        return forms.DateField(**words)
    choices: Any = {"choices": option.choices, "initial": option.default}
    return forms.ChoiceField(widget=forms.RadioSelect, **choices, **words)


class ReportRunForm(RecordForm):
    """Which report of which plan, which part of the user's area, as of which day.

    The options that only some reports take stand there too, each with the reports that read it.
    """

    report = forms.ChoiceField(label=_("Report"), widget=forms.RadioSelect)
    place = forms.ChoiceField(
        label=_("Area"), help_text=_("Counties are counted as they were on the day below.")
    )

    class Meta:
        model = ReportRun
        fields = ("report", "plan", "place", "as_of")
        help_texts = {
            "as_of": _(
                "The last day that is counted. Choose a later one to count what came after it."
            )
        }

    def limit_choices(self) -> None:
        self.fields["report"].choices = [
            (key, format_html(CHOICE, one.name, one.description))
            for key, one in DEFINITIONS.items()
        ]
        self.fields["report"].initial = next(iter(DEFINITIONS))
        self._add_options()
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
            if "as_of" in self.fields:
                self.fields["as_of"].initial = min(date(plan.year, 12, 31), timezone.localdate())

    def _add_options(self) -> None:
        """A field for each option that a report takes; reports with the same choices share the field."""
        self.takers: dict[str, str] = {}
        self.goes_with: dict[str, tuple[str, str] | None] = {}
        for key, definition in DEFINITIONS.items():
            for option in definition.options:
                name = option.in_forms
                self.takers[name] = f"{self.takers.get(name, '')} {key}".strip()
                self.goes_with[name] = option.goes_with
                self.fields.setdefault(name, _field_of(option))
                # Asked for together with its report, and never missed where another one was chosen.
                is_asked = not self.is_bound or self.data.get("report") == key
                may_miss = option.narrows or option.quiet
                if option.choices and is_asked and not may_miss:
                    self.fields[name].required = True

    def parts(self) -> list[tuple[forms.BoundField, str, tuple[str, str] | None]]:
        """The fields, each with the reports that read it, or "" where all do, and what it goes with."""
        return [
            (field, self.takers.get(field.name, ""), self.goes_with.get(field.name))
            for field in self.visible_fields()
        ]

    def chosen_options(self) -> dict[str, str]:
        """The options that the chosen report takes; what it does not take is left aside."""
        options = DEFINITIONS[self.cleaned_data["report"]].options
        given = {one.name: self.cleaned_data.get(one.in_forms) for one in options}
        chosen = {one.name: str(given[one.name] or one.default) for one in options}
        for one in options:
            if one.goes_with and chosen[one.goes_with[0]] != one.goes_with[1]:
                chosen[one.name] = one.default
        return chosen

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
        asked: dict[str, Any] = {name: data.get(name) for name in ("plan", "place")}
        asked["as_of"] = data.get("as_of") if "as_of" in self.fields else timezone.localdate()
        if all(asked.values()) and data.get("report"):
            definition = DEFINITIONS[data["report"]]
            try:
                definition.check(user=self.user, **asked | self.chosen_options())
            except forms.ValidationError as refusal:
                self.add_error(None, refusal)
        return data


class ReadersField(RecordsChoiceField):
    """People to be ticked, each with her role, folded by place."""

    widget = VillagesInput
    iterator = ByPlace

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}（{user.get_role_display()}）"


class ReportScheduleForm(ReportRunForm):
    """Which report, how often and when, and for whom besides oneself: officials of one's area."""

    readers = ReadersField(
        User.objects.none(),
        label=_("For whom besides you"),
        help_text=_("They find it among their own reports, as far as they may see its area."),
        required=False,
    )

    class Meta:
        model = ReportSchedule
        fields = ("report", "plan", "place", "every", "day", "hour", "format", "readers")
        help_texts = {
            "every": _("Each report counts up to the last day of what has just ended."),
            "day": _("Of the first month that follows, 1 to 28."),
            "hour": _("0 to 23."),
        }

    def limit_choices(self) -> None:
        super().limit_choices()
        self.fields["place"].help_text = ""  # there is no day below
        self.fields["readers"].queryset = colleagues(self.user)
        if self.instance.pk:
            place, chosen = self.instance.place, self.instance.options
            self.initial["place"] = place.code
            for option in DEFINITIONS[self.instance.report].options:
                self.initial[option.in_forms] = chosen.get(option.name, option.default)
            choices = self.fields["place"].choices
            if place.code not in {code for code, _name in flat_choices(choices)}:  # it has ended
                self.fields["place"].choices = [(place.code, place.name), *choices]


def colleagues(user: Any) -> Any:
    """The other officials of the area of ``user``: they may be told of what is counted there."""
    rows = User.objects.filter(user.scope.places("place__code"), is_active=True, role__in=OFFICIALS)
    return rows.exclude(pk=user.pk).select_related("place").order_by("place__code", "role", "pk")
