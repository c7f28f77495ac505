"""The form of a contract."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.attachments.checks import SCANS
from projects.attachments.forms import AttachmentsField
from projects.common.forms import DATE_ERRORS, RecordForm, RecordsChoiceField
from projects.common.money import YuanField
from projects.pilots.models import Contract, Project
from projects.places.models import Place


class ContractForm(RecordForm):
    """The contract of ``instance.project``; the agency is the project's and is not chosen."""

    field_order = (
        "number",
        "purchaser",
        "place",
        "communities",
        "method",
        "method_reason",
        "amount",
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Purchaser's place"),
        empty_label=None,
        help_text=_("The purchase rules of this place apply."),
    )
    communities = RecordsChoiceField(
        Place.objects.none(),
        label=_("Community parties"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("At least one of the sites is a party.")},
    )
    amount = YuanField(label=_("Contract amount (yuan)"))

    scans = AttachmentsField(
        label=_("Scans of the signed contract"),
        accepted=SCANS,
        help_text=_("PDF or pictures, as many as there are pages."),
        error_messages={"required": _("Attach the signed contract.")},
    )

    class Meta:
        model = Contract
        fields = (
            "number",
            "purchaser",
            "place",
            "method",
            "method_reason",
            "amount",
            "signed_on",
            "starts",
            "ends",
        )
        help_texts = {"method_reason": _("Needed for single source.")}
        error_messages = {
            "number": {"required": _("Enter the number of the contract.")},
            "purchaser": {"required": _("Say who buys the service.")},
            "method": {"required": _("Choose the purchase method.")},
            "signed_on": DATE_ERRORS,
            "starts": DATE_ERRORS,
            "ends": DATE_ERRORS,
        }

    def limit_choices(self) -> None:
        project: Project = self.instance.project
        self.fields["place"].queryset = purchasers_places(project)
        self.fields["communities"].queryset = Place.objects.filter(sites__project=project)
        if self.instance.pk:
            self.fields["scans"].required = False
            self.fields["scans"].help_text = _("Only what is to be added; the others stay.")
            self.initial["communities"] = list(
                self.instance.communities.values_list("pk", flat=True)
            )
            return
        today = timezone.localdate()
        self.initial.update(
            {
                "place": project.place_id,
                "communities": [site.place_id for site in project.sites.all()],
                "amount": project.planned_amount or project.allocated or None,
                "signed_on": today,
                "starts": max(project.starts, today),
                "ends": project.ends,
            }
        )


def purchasers_places(project: Project) -> Any:
    """The project's county and the places above it; a county on a line of its own skips the city."""
    code = project.place.code
    above = {code, code[:2].ljust(12, "0")}
    if not project.place.reports_as:
        above.add(code[:4].ljust(12, "0"))
    return Place.objects.filter(code__in=above).order_by("-code")
