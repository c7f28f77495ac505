"""The public form on which a resident reports a need, and the one that asks what became of it."""

import uuid
from typing import Any, Self

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.common.forms import LONGEST_ID, IdentifierField, StyledForm
from projects.common.identifiers import clean_number, validate_mobile
from projects.needs.models import Need
from projects.places.models import Place

# From the city down to the community; each is chosen among what lies below the one before.
LEVELS = ("city", "county", "township", "place")
_LEVEL_OF = {**{level: level for level in LEVELS}, "place": Place.Level.VILLAGE}


class PlaceForm(StyledForm, forms.Form):
    """City, county, township, community: the choices of each come from the one before it."""

    city = forms.ModelChoiceField(Place.objects.none(), label=_("City"))
    county = forms.ModelChoiceField(Place.objects.none(), label=_("County or district"))
    township = forms.ModelChoiceField(Place.objects.none(), label=_("Township or subdistrict"))
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Community or village"),
        error_messages={"required": _("Choose the community or village where the need arises.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A choice at one level brings the boxes again with the choices of the next.
        narrows = {
            "hx-get": reverse("need_report_places"),
            "hx-trigger": "change",
            "hx-target": "#where",
            "hx-swap": "outerHTML",
            "hx-include": "#where",
        }
        above: Place | None = None
        for number, name in enumerate(LEVELS):
            field = self.fields[name]
            if number == 0 or above:
                below = Place.objects.public().filter(level=_LEVEL_OF[name]).order_by("code")
                field.queryset = below.filter(parent=above) if above else below
                field.empty_label = _("Please choose")
            else:
                field.empty_label = _("Choose the one above first")
            if name != LEVELS[-1]:
                field.widget.attrs |= narrows
            above = self._chosen(name)

    def unjudged(self) -> Self:
        """The form with what was typed so far, without asking for what is still missing."""
        self._errors = ErrorDict()
        return self

    def _chosen(self, name: str) -> Place | None:
        value = str(self.data.get(self.add_prefix(name), ""))
        if not value.isdecimal() or len(value) > LONGEST_ID:
            return None
        return self.fields[name].queryset.filter(pk=value).first()


class ReportForm(PlaceForm):
    """What a resident tells. ``website`` is seen by machines only: whoever fills it in is one."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    title = forms.CharField(
        label=_("What is lacking, in one sentence"),
        max_length=100,
        error_messages={"required": _("Say in one sentence what is needed.")},
    )
    field = forms.ChoiceField(
        label=_("What it is about"),
        choices=[("", _("Please choose")), *Need.Field.choices],
        error_messages={"required": _("Choose what it is about.")},
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Whom it concerns"),
        choices=Need.TargetGroup,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whom the need concerns.")},
    )
    people_affected = forms.IntegerField(
        label=_("How many people it concerns"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("An estimate is enough."),
        error_messages={
            "required": _("Say how many residents the need affects."),
            "invalid": _("Enter a whole number of people, such as 40."),
            "min_value": _("A need affects at least one person."),
            "max_value": _("No community has that many residents; check the number."),
        },
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please name no single persons, addresses or illnesses."),
        error_messages={"required": _("Describe the need in a few sentences.")},
    )
    contact_name = forms.CharField(label=_("Your name"), max_length=30, required=False)
    contact_phone = IdentifierField(
        label=_("Your mobile number"),
        max_length=30,
        required=False,
        validators=[validate_mobile],
        help_text=_(
            "Only if the community may ask back. It is stored encrypted, for your community's clerk alone."
        ),
    )
    website = forms.CharField(required=False, max_length=200)

    @property
    def is_machine(self) -> bool:
        """Whether the box that no person sees was filled in."""
        return bool(self.data.get(self.add_prefix("website")))

    def need(self) -> Need:
        """The need that was told, not saved yet."""
        told = self.cleaned_data
        names = ("place", "title", "field", "target_groups", "people_affected", "description")
        return Need(submission_key=told["submission"], **{name: told[name] for name in names})


class ReceiptForm(StyledForm, forms.Form):
    """The receipt number of a report, with or without its dashes."""

    receipt = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        error_messages={"required": _("Enter the receipt number, such as 7K2M-9XQD-4H6P.")},
    )

    def clean_receipt(self) -> str:
        signs = clean_number(self.cleaned_data["receipt"])
        return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
