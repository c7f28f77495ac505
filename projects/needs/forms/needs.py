"""The form of a need, and the one that merges it into another."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, StyledForm, not_in_future
from projects.common.roles import Role
from projects.needs.actions.contacts import forget_contact
from projects.needs.models import Need, ResidentReport
from projects.needs.similar import similar
from projects.needs.triage import TARGETS
from projects.places.choices import VillageChoiceField, villages_for
from projects.places.models import Place

OFFERED = 30  # needs to merge into, the similar ones first

# While she types, the page asks which needs of the community say the same already.
SUGGESTS = {
    "hx-get": reverse_lazy("need_similar"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#similar",
    "hx-include": "closest form",
    "hx-sync": "closest form:replace",
}


class NeedForm(RecordForm):
    """A clerk writes for her own community; a county official says for which one."""

    place = VillageChoiceField(
        label=_("Community or village"),
        empty_label=_("Choose a community or village"),
        error_messages={
            "required": _("Choose the community or village where the need arises."),
            "invalid_choice": _("This is not a community or village of your county."),
        },
    )
    people_affected = forms.IntegerField(
        label=_("People affected"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("Distinct residents, not visits."),
        error_messages={
            "required": _("Say how many residents the need affects."),
            "invalid": _("Enter a whole number of people, such as 40."),
            "min_value": _("A need affects at least one person."),
            "max_value": _("No community has that many residents; check the number."),
        },
    )

    households_affected = forms.IntegerField(
        label=_("Households affected"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Leave it empty where nobody has counted them."),
        error_messages={
            "invalid": _("Enter a whole number of households, such as 15."),
            "min_value": _("A need affects at least one household; leave it empty if unknown."),
            "max_value": _("No community has that many households; check the number."),
        },
    )

    forget_contact = forms.BooleanField(
        label=_("Delete the resident's name and telephone"), required=False
    )

    class Meta:
        model = Need
        fields = (
            "place",
            "title",
            "field",
            "target_groups",
            "source",
            "urgency",
            "people_affected",
            "households_affected",
            "reported_on",
            "description",
        )
        help_texts = {
            "title": _("What is lacking, for whom: “Older people living alone lack day care”."),
            "description": _(
                "What was seen and asked. No names, addresses or illnesses of single persons."
            ),
        }
        widgets = {
            "title": forms.TextInput(attrs=SUGGESTS),
            "description": forms.Textarea(attrs={"rows": 5, **SUGGESTS}),
        }
        error_messages = {
            "title": {"required": _("Say in one sentence what is needed.")},
            "field": {"required": _("Choose the service field.")},
            "target_groups": {"required": _("Choose whom the need concerns.")},
            "description": {"required": _("Describe the need in a few sentences.")},
            "reported_on": {
                "required": _("Say on which day the need was reported."),
                "invalid": _("Enter a date such as 2018-03-12."),
            },
        }

    def limit_choices(self) -> None:
        if self.user.role == Role.CLERK:
            del self.fields["place"]
            if self.instance.pk is None:
                self.instance.place = self.user.place
        else:
            own = Place.objects.filter(pk=self.instance.place_id)
            self.fields["place"].queryset = villages_for(self.user) | own
        if self.instance.pk is None:
            self.initial["reported_on"] = timezone.localdate()

        self._offer_to_forget()

    def _offer_to_forget(self) -> None:
        """Where a resident left how to reach her: she may ask that it be deleted."""
        reports = ResidentReport.objects.visible_to(self.user).filter(need=self.instance.pk)
        if not (self.instance.pk and reports.with_contact().exists()):
            del self.fields["forget_contact"]

    def save(self, commit: bool = True) -> Need:
        need = super().save(commit)
        if self.cleaned_data.get("forget_contact"):
            forget_contact(need=need, by=self.user)
        return need

    def clean_reported_on(self) -> Any:
        return not_in_future(self.cleaned_data["reported_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        people, households = cleaned.get("people_affected"), cleaned.get("households_affected")
        if people and households and households > people:
            self.add_error(
                "households_affected",
                _("There are more households than people; a household has at least one."),
            )
        return cleaned


class MergeForm(StyledForm, forms.Form):
    """Which need of the same community takes this one in."""

    into = forms.ModelChoiceField(
        Need.objects.none(),
        label=_("Need that stays"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the need that this one is merged into."),
            "invalid_choice": _("Choose another need of the same community."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, need: Need, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = (
            Need.objects.visible_to(user)
            .filter(place=need.place_id, status__in=TARGETS)
            .exclude(pk=need.pk)
        )
        self.fields["into"].queryset = others
        alike = [
            one.need for one in similar(others, title=need.title, description=need.description)
        ]
        chosen = {one.pk for one in alike}
        rest = [one for one in others.order_by("-pk")[:OFFERED] if one.pk not in chosen]
        self.offered = alike + rest
        self.fields["into"].widget.choices = [(one.pk, one.title) for one in self.offered]
