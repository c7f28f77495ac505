"""The form of a social worker, with one certificate at a time."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Agency
from projects.common.encryption import keyed_hash
from projects.common.forms import IdentifierField, RecordForm, StyledForm, not_in_future
from projects.common.identifiers import (
    validate_certificate_number,
    validate_id_number,
    validate_mobile,
)
from projects.common.roles import Role
from projects.places.choices import DivisionChoiceField, divisions_for
from projects.places.models import Place
from projects.workers.actions import already_registered, certificate_taken, save_worker
from projects.workers.models import SENIOR_SINCE, Certificate, SocialWorker

_CERTIFICATE = ("certificate_level", "certificate_number", "certificate_issued_on")


class WorkerForm(RecordForm):
    """A worker; the ID number that is stored is never sent out again, an empty box keeps it."""

    place = DivisionChoiceField(label=_("County or district"), empty_label=_("Choose a county"))
    id_number = IdentifierField(
        label=_("ID number"),
        validators=[validate_id_number],
        help_text=_(
            "Resident ID, or Taiwan residence permit (begins with 830000). Stored encrypted."
        ),
    )
    phone = IdentifierField(
        label=_("Mobile"),
        required=False,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    certificate_level = forms.ChoiceField(
        label=_("Certificate level"),
        choices=[("", _("No certificate")), *Certificate.Level.choices],
        required=False,
    )
    certificate_number = IdentifierField(
        label=_("Certificate number"), validators=[validate_certificate_number], required=False
    )
    certificate_issued_on = forms.DateField(label=_("Issued on"), required=False)

    class Meta:
        model = SocialWorker
        fields = ("name", "place", "agency", "phone", "since", "left_on")
        field_classes = {"phone": IdentifierField}

    field_order = ("name", "id_number", "phone", "place", "agency", "since", "left_on")

    def limit_choices(self) -> None:
        self.fields["name"].label = _("Full name")
        place = self.fields["place"]
        place.queryset = divisions_for(self.user, Place.Level.COUNTY, kept=self.instance.place_id)
        if len(place.queryset) == 1:
            place.empty_label = None
        if self.user.role == Role.AGENCY:
            del self.fields["agency"]
            self.instance.agency_id = self.user.agency_id
            place.initial = place.queryset.filter(pk=self.user.agency.place_id).first()
        else:
            agencies = Agency.objects.visible_to(self.user)
            self.fields["agency"].queryset = agencies.order_by("place__code", "name")
            self.fields["agency"].empty_label = _("None: staff of a community")
        if self.instance.pk:
            self.fields["certificate_level"].choices = [
                ("", _("No further certificate")),
                *Certificate.Level.choices,
            ]
        else:
            del self.fields["left_on"]
        if self.instance.id_number:
            box = self.fields["id_number"]
            box.required = False
            box.widget.attrs["placeholder"] = self.instance.masked_id_number
            box.help_text = _("Leave it empty to keep the number that is stored.")

    def clean_since(self) -> Any:
        return not_in_future(self.cleaned_data["since"])

    def clean_left_on(self) -> Any:
        return not_in_future(self.cleaned_data["left_on"])

    def clean_certificate_issued_on(self) -> Any:
        return not_in_future(self.cleaned_data["certificate_issued_on"])

    def clean_id_number(self) -> str:
        number = self.cleaned_data["id_number"]
        if number:
            same = SocialWorker.objects.filter(id_hash=keyed_hash(number))
            if other := same.exclude(pk=self.instance.pk).select_related("place").first():
                raise ValidationError(self._who_has_it(other), code="unique")
        return number

    def _who_has_it(self, other: SocialWorker) -> str:
        """Names the other entry only to somebody who may see it."""
        if SocialWorker.objects.visible_to(self.user).filter(pk=other.pk).exists():
            return translated(
                "A social worker with this ID number is already registered: %(name)s, %(place)s."
            ) % {"name": other.name, "place": other.place}
        return already_registered()

    def clean_certificate_number(self) -> str:
        number = self.cleaned_data["certificate_number"]
        if number and Certificate.objects.filter(number=number).exists():
            raise ValidationError(certificate_taken(), code="unique")
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, left_on = data.get("since"), data.get("left_on")
        if since and left_on and left_on <= since:
            self.add_error("left_on", _("The last day lies before the first."))
        self._check_certificate(data)
        return data

    def _check_certificate(self, data: dict[str, Any]) -> None:
        if not any(self.data.get(self.add_prefix(name)) for name in _CERTIFICATE):
            return
        for name in _CERTIFICATE:
            if not data.get(name) and not self.has_error(name):
                self.add_error(name, _("A certificate needs its level, its number and its date."))
        level, issued_on = data.get("certificate_level"), data.get("certificate_issued_on")
        if level == Certificate.Level.SENIOR and issued_on and issued_on < SENIOR_SINCE:
            self.add_error(
                "certificate_issued_on", _("The senior examination was first held in 2019.")
            )
        if level and self.instance.pk and self.instance.certificates.filter(level=level).exists():
            self.add_error(
                "certificate_level", _("The worker already holds a certificate of this level.")
            )

    def save(self, commit: bool = True) -> SocialWorker:
        """Saves by the action; the form has checked everything, the action settles races."""
        data = self.cleaned_data
        certificate = None
        if data["certificate_level"]:
            certificate = Certificate(
                level=data["certificate_level"],
                number=data["certificate_number"],
                issued_on=data["certificate_issued_on"],
            )
        return save_worker(
            worker=self.instance, id_number=data["id_number"], certificate=certificate
        )


class RegistrationForm(StyledForm, forms.Form):
    """The first day of a registration; its end follows."""

    starts_on = forms.DateField(
        label=_("Valid from"), help_text=_("A registration is valid for three years.")
    )

    def clean_starts_on(self) -> Any:
        return not_in_future(self.cleaned_data["starts_on"])
