"""The questions of the form in which a service is logged, with what they say when an answer is wrong."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.attachments.checks import PICTURES
from projects.attachments.forms import AttachmentsField
from projects.common.forms import RecordForm, RecordsChoiceField
from projects.delivery.models import Beneficiary, CaseFile, ServiceGroup, ServiceRecord
from projects.delivery.sheets import SheetField
from projects.places.models import Place
from projects.workers.models import SocialWorker

WHOLE = _("Enter a whole number, such as 12.")
MOST = 100_000


def stepper(step: str, least: str, mode: str) -> forms.TextInput:
    """A number between − and +; text, so that the phone shows digits and nothing is thrown away."""
    return forms.TextInput(
        attrs={"inputmode": mode, "data-step": step, "data-min": least, "autocomplete": "off"}
    )


class ClockInput(forms.TimeInput):
    """The phone's own clock, without seconds."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def clock(label: Any) -> forms.TimeField:
    """A time of the day that may be left empty."""
    words = {"invalid": _("Enter a time such as 14:30.")}
    return forms.TimeField(label=label, required=False, widget=ClockInput(), error_messages=words)


def count(label: Any, help_text: Any = "", least: int = 0) -> forms.IntegerField:
    """A whole number that may be left empty."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=MOST,
        widget=stepper("1", str(least), "numeric"),
        help_text=help_text,
        error_messages={"invalid": WHOLE, "min_value": WHOLE, "max_value": WHOLE},
    )


def words(label: Any, rows: int, longest: int, help_text: Any = "") -> forms.CharField:
    """A text that tells of the service."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=widget, help_text=help_text
    )


class ServiceFields(RecordForm):
    """The questions alone; ``ServiceForm`` knows the project that they are asked about."""

    starts_at = clock(_("Starts at"))
    ends_at = clock(_("Ends at"))
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.1"),
        max_value=24,
        max_digits=4,
        decimal_places=1,
        initial=Decimal("1.0"),
        widget=stepper("0.5", "0.5", "decimal"),
        error_messages={
            "required": _("Enter how many hours it took, such as 1.5."),
            "invalid": _("Enter how many hours it took, such as 1.5."),
            "min_value": _("Hours lie between 0.1 and 24."),
            "max_value": _("Hours lie between 0.1 and 24."),
            "max_decimal_places": _("Hours have at most one decimal, such as 1.5."),
        },
    )
    attendances = forms.IntegerField(
        label=_("Attendances"),
        min_value=1,
        max_value=MOST,
        widget=stepper("1", "1", "numeric"),
        error_messages={
            "required": _("Enter how many people came."),
            "invalid": WHOLE,
            "min_value": _(
                "A service reaches at least one person. If it did not take place, do not log it."
            ),
            "max_value": _("This is more than a service can reach; check the number."),
        },
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Site"),
        empty_label=None,
        error_messages={
            "required": _("Choose where it took place."),
            "invalid_choice": _("Choose one of the project's sites."),
        },
    )
    elsewhere = forms.ModelChoiceField(
        Place.objects.none(), label=_("Another village or community"), required=False
    )
    workers = RecordsChoiceField(
        SocialWorker.objects.none(),
        label=_("Social workers"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one social worker."),
            "invalid_choice": _("Choose social workers who are assigned to the project."),
        },
    )
    lead = forms.ModelChoiceField(
        SocialWorker.objects.none(),
        label=_("In charge"),
        required=False,
        empty_label=_("the first of those chosen"),
    )
    case = forms.ModelChoiceField(
        CaseFile.objects.none(), label=_("Case"), required=False, empty_label=_("no case file")
    )
    group = forms.ModelChoiceField(
        ServiceGroup.objects.none(), label=_("Group"), required=False, empty_label=_("no group")
    )
    session = count(_("Session number"), _("Left empty, it is the next one."), least=1)
    people = count(
        _("People"), _("How many different people came; leave it empty if not counted."), least=1
    )
    beneficiaries = RecordsChoiceField(
        Beneficiary.objects.none(),
        label=_("People of the register"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the people of your register.")},
    )
    others_by_number = forms.CharField(
        label=_("Others of the register, by number"), required=False, max_length=2000
    )
    volunteers = count(_("Volunteers"))
    volunteer_hours = forms.DecimalField(
        label=_("Volunteers' hours"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=1,
        widget=stepper("0.5", "0", "decimal"),
        help_text=_("Of all volunteers together."),
        error_messages={"max_decimal_places": _("Hours have at most one decimal, such as 1.5.")},
    )
    process = words(_("Process"), 4, 4000)
    outcome = words(pgettext_lazy("service", "Outcome"), 3, 2000)
    follow_up = words(_("Follow-up"), 3, 2000)
    supervisor_opinion = words(_("Supervisor's opinion"), 3, 1000)
    rated = count(_("Valid ratings"))
    satisfied = count(_("Satisfied"))
    photos = AttachmentsField(
        label=_("Photographs"),
        required=False,
        accepted=PICTURES,
        help_text=_("JPEG or PNG, several at once; no faces of residents who did not agree."),
    )
    sign_in_sheet = SheetField(label=_("Sign-in sheet"), required=False)
    anyway = forms.BooleanField(label=_("This is right; log it all the same"), required=False)

    class Meta:
        model = ServiceRecord
        fields = (
            *("method", "date", "starts_at", "ends_at", "hours", "attendances", "place", "field"),
            *("case", "group", "session", "people", "groups", "volunteers", "volunteer_hours"),
            *("process", "outcome", "follow_up", "supervisor_opinion", "rated", "satisfied"),
            *("note", "sign_in_sheet"),
        )
        widgets = {"method": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"method": {"required": _("Choose what kind of service it was.")}}
