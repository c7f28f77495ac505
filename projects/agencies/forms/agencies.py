"""The form of an agency."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from projects.agencies.actions.agencies import KEY_FACTS
from projects.agencies.models import Agency
from projects.common.forms import IdentifierField, RecordForm, not_in_future
from projects.common.identifiers import credit_code_is_valid
from projects.common.service_fields import ServiceField
from projects.places.choices import (
    DivisionChoiceField,
    DivisionsChoiceField,
    divisions_around,
    divisions_for,
)
from projects.places.models import Place


class AgencyForm(RecordForm):
    """An agency registered in the official's places.

    A credit code with a wrong check character is refused once and asks for the reason to keep it.
    """

    place = DivisionChoiceField(label=_("Place of registration"), empty_label=_("Choose a place"))
    credit_code = IdentifierField(
        label=_("Unified social credit code"),
        help_text=_("18 digits and capitals, as on the certificate of registration."),
    )
    phone = IdentifierField(
        label=_("Mobile"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    fields_of_work = forms.MultipleChoiceField(
        label=_("Fields of work"),
        choices=ServiceField.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    service_area = DivisionsChoiceField(
        label=_("Service area"),
        required=False,
        help_text=_("Where the agency is ready to work; it may be registered elsewhere."),
    )

    class Meta:
        model = Agency
        fields = (
            "name",
            "credit_code",
            "credit_code_reason",
            "place",
            "authority",
            "legal_representative",
            "phone",
            "registered_on",
            "grade",
            "graded_on",
            "staff_count",
            "party_branch",
            "service_area",
        )
        error_messages = {"staff_count": {"min_value": _("An agency employs at least one person.")}}

    def limit_choices(self) -> None:
        self.fields["place"].queryset = divisions_for(
            self.user,
            Place.Level.PROVINCE,
            Place.Level.CITY,
            Place.Level.COUNTY,
            kept=self.instance.place_id,
        )
        if len(self.fields["place"].queryset) == 1:
            self.fields["place"].empty_label = None
        self.fields["graded_on"].help_text = _("A grade is valid for five years.")
        self.fields["staff_count"].help_text = _("Everybody whom the agency employs.")
        kept: list[int] = []
        if self.instance.pk:
            kept = [place.pk for place in self.initial["service_area"]]
            self.initial["fields_of_work"] = [one.field for one in self.instance.fields.all()]
        home = self.instance.place if self.instance.pk else self.user.place
        self.fields["service_area"].queryset = divisions_around(home, kept)

    @property
    def asks_for_reason(self) -> bool:
        """Whether the box for the reason is shown: only where a code is, or was, kept against its check."""
        return (
            self.has_error("credit_code", "check")
            or bool(self["credit_code_reason"].value())
            or self.has_error("credit_code_reason")
        )

    def clean_registered_on(self) -> Any:
        return not_in_future(self.cleaned_data["registered_on"])

    def clean_graded_on(self) -> Any:
        return not_in_future(self.cleaned_data["graded_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_code(data)
        grade, graded_on, registered_on = (
            data.get(name) for name in ("grade", "graded_on", "registered_on")
        )
        if grade and not graded_on and not self.has_error("graded_on"):
            self.add_error("graded_on", _("A grade needs the date on which it was given."))
        if graded_on and not grade:
            self.add_error("grade", _("A date is given, but no grade."))
        if graded_on and registered_on and graded_on < registered_on:
            self.add_error("graded_on", _("The grade was given before the agency was registered."))
        return data

    def _check_code(self, data: dict[str, Any]) -> None:
        code = data.get("credit_code", "")
        if not code or credit_code_is_valid(code):
            data["credit_code_reason"] = ""  # a right code needs no excuse
        elif len(code) == 18 and not data.get("credit_code_reason"):
            self.fields["credit_code_reason"].required = True  # from now on, says the page
            self.add_error(
                "credit_code",
                forms.ValidationError(
                    _(
                        "The last character does not fit the others. Correct the code, or give the "
                        "reason for keeping it in the box below."
                    ),
                    code="check",
                ),
            )


class OwnEntryForm(AgencyForm):
    """An agency's own entry. Key facts may be typed over: they are asked for, not changed at once."""

    def limit_choices(self) -> None:
        super().limit_choices()
        for name in ("place", "credit_code", "credit_code_reason", "registered_on"):
            del self.fields[name]
        for name in KEY_FACTS:
            if self.change_waits:
                self.fields[name].disabled = True

    @cached_property
    def change_waits(self) -> bool:
        """Whether an earlier change of key facts has not been decided yet."""
        return self.instance.fact_changes.waiting().exists()

    @property
    def asks_for_reason(self) -> bool:
        return False

    def clean_registered_on(self) -> Any:
        return self.instance.registered_on
