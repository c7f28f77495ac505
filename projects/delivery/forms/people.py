"""The form of one person of the register, and the box that finds her by her ID number."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, IdentifierField, RecordForm, StyledForm
from projects.common.identifiers import validate_id_number, validate_mobile
from projects.delivery.models import Beneficiary
from projects.delivery.rules.people import person_errors, read_from_id, villages_served
from projects.places.choices import VillageChoiceField
from projects.places.models import Place

# What tells who she is: never sent out again, so an empty box of an edit keeps what is stored.
IDENTITY = ("name", "id_number", "phone", "born_on", "guardian", "guardian_phone")
PHONES = ("phone", "guardian_phone")  # people give them up: a tick empties what an empty box keeps


class PersonForm(RecordForm):
    """One person whom the agency of ``user`` serves."""

    name = forms.CharField(label=_("Name"), max_length=50)
    id_number = IdentifierField(
        label=_("ID number"),
        required=False,
        validators=[validate_id_number],
        help_text=_(
            "Resident ID, or Taiwan residence permit (begins with 830000). Stored encrypted; "
            "birth date and sex are read from it."
        ),
    )
    born_on = forms.DateField(label=_("Birth date"), required=False, error_messages={**DATE_ERRORS})
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Beneficiary.Sex, widget=forms.RadioSelect, required=False
    )
    phone = IdentifierField(
        label=_("Mobile"),
        required=False,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    place = VillageChoiceField(
        label=_("Community or village"),
        empty_label=_("Choose a community or village"),
        error_messages={
            "required": _("Choose the community or village where the person lives."),
            "invalid_choice": _("Choose a village of the counties that your projects work in."),
        },
    )
    forget_phone = forms.BooleanField(label=_("Delete the stored number"), required=False)
    guardian = forms.CharField(label=_("Guardian"), required=False, max_length=50)
    guardian_phone = IdentifierField(
        label=_("Guardian's mobile"),
        required=False,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    forget_guardian_phone = forms.BooleanField(label=_("Delete the stored number"), required=False)

    class Meta:
        model = Beneficiary
        fields = ("sex", "place", "groups", "consent_on", "guardian_consent_on")
        error_messages = {
            "groups": {"required": _("Choose whom the services are for.")},
            "consent_on": {
                **DATE_ERRORS,
                "required": _("Enter the day on which the person consented to be registered."),
            },
            "guardian_consent_on": {**DATE_ERRORS},
        }

    def limit_choices(self) -> None:
        kept = Place.objects.filter(pk=self.instance.place_id)
        self.fields["place"].queryset = villages_served(self.user) | kept
        for name in ("name", "id_number", "guardian"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in PHONES:
            if not getattr(self.instance, name):
                del self.fields[f"forget_{name}"]
        if self.instance.pk:
            self._keep_what_is_stored()
        else:
            self.initial["consent_on"] = timezone.localdate()

    def _keep_what_is_stored(self) -> None:
        stored = {
            "name": self.instance.masked_name,
            "id_number": self.instance.masked_id_number,
            "phone": self.instance.masked_phone,
            "born_on": _("on record") if self.instance.born_on else "",
            "guardian": self.instance.masked_guardian,
            "guardian_phone": self.instance.masked_guardian_phone,
        }
        for name, masked in stored.items():
            if masked:
                box = self.fields[name]
                box.required = False
                box.widget.attrs["placeholder"] = masked
                box.help_text = _("Stored: %(masked)s. Leave it empty to keep it.") % {
                    "masked": masked
                }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        whole = self._whole(data)
        # What a mistyped ID number would have told is not asked for beside it.
        told = {"born_on", "sex"} if self.has_error("id_number") else set()
        for name, text in person_errors(whole).items():
            if not self.has_error(name) and (whole[name] or name not in told):
                self.add_error(name, text)
        for name in PHONES:
            if data.get(name) and data.get(f"forget_{name}"):
                self.add_error(name, _("Enter a new number or delete the stored one, not both."))
        return data

    def _whole(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the entry will say: what was typed, read from a new ID number, or is stored."""
        told = read_from_id(data.get("id_number", ""))
        stored = self.instance if self.instance.pk else None
        whole: dict[str, Any] = {}
        for name in (*IDENTITY, "sex", "consent_on", "guardian_consent_on"):
            known = getattr(stored, name) if stored and name in IDENTITY else None
            whole[name] = data.get(name) or told.get(name) or known
        return {**whole, "id_number": whole["id_number"] or ""}

    def facts(self) -> dict[str, Any]:
        """What was entered, as the actions take it; an empty box of who she is tells nothing."""
        data = self.cleaned_data
        facts = {name: data[name] for name in (*IDENTITY, "sex") if data.get(name)}
        forgotten = {name: "" for name in PHONES if data.get(f"forget_{name}")}
        return {
            **facts,
            **forgotten,
            "groups": data["groups"],
            "place_id": data["place"].pk,
            "consent_on": data["consent_on"],
            "guardian_consent_on": data["guardian_consent_on"],
        }


class FindPersonForm(StyledForm, forms.Form):
    """An ID number, posted so that it stands in no address and no log."""

    id_number = IdentifierField(
        label=_("ID number"),
        # A narrow page shows the words in the field instead of above it.
        widget=forms.TextInput(attrs={"placeholder": _("Find by the whole ID number")}),
        validators=[validate_id_number],
        error_messages={"required": _("Enter the whole ID number.")},
    )
