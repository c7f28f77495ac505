"""The form of an honour."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import IdentifierField, RecordForm
from projects.common.money import YuanField
from projects.places.choices import DivisionChoiceField, divisions_for
from projects.places.models import Place
from projects.workers.models import Honour, SocialWorker

LEVELS = (Place.Level.PROVINCE, Place.Level.CITY, Place.Level.COUNTY)


class HonourForm(RecordForm):
    """Somebody of the register by the number of a certificate, or anybody by name and place."""

    certificate_number = IdentifierField(
        label=_("Certificate number"),
        max_length=30,
        required=False,
        help_text=_("Of somebody who is in the register. Leave it empty for anybody else."),
    )
    place = DivisionChoiceField(label=_("Place"), required=False)
    amount = YuanField(label=_("Amount in yuan"))

    class Meta:
        model = Honour
        fields = (
            *("programme", "batch", "year", "certificate_number", "name", "place"),
            *("amount", "document_number"),
        )
        help_texts = {"name": _("Only of somebody who is not in the register.")}

    def limit_choices(self) -> None:
        honour = self.instance
        kept = honour.place_id if honour.pk else None
        self.fields["place"].queryset = divisions_for(self.user, *LEVELS, kept=kept)
        self.fields["name"].label = _("Full name")
        if honour.worker:
            held = honour.worker.certificates.values_list("number", flat=True)
            self.fields["certificate_number"].initial = held.first()

    def clean_certificate_number(self) -> str:
        number = self.cleaned_data["certificate_number"]
        self.instance.worker = None
        if number:
            workers = SocialWorker.objects.visible_to(self.user).select_related("place")
            self.instance.worker = workers.filter(certificates__number__iexact=number).first()
            if self.instance.worker is None:
                raise forms.ValidationError(_("Nobody in your area holds this certificate."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if worker := self.instance.worker:
            data |= {"place": worker.place, "name": ""}
        elif not self.has_error("certificate_number"):
            for name in ("name", "place"):
                if not data.get(name) and not self.has_error(name):
                    self.add_error(name, _("Name somebody of the register, or anybody by name."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Nothing of the person is left out of the check, although no box holds the worker."""
        left_out = super()._get_validation_exclusions()
        return left_out if self.errors else left_out - {"worker", "name", "place"}
