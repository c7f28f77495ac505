"""Forms of pairings, batches, members and exchanges."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Agency
from projects.common.forms import DATE_ERRORS, RecordForm, StyledForm, not_in_future
from projects.partnerships.models import Dispatch, Exchange, Pairing
from projects.places.choices import DivisionChoiceField, divisions_for
from projects.places.models import Place
from projects.workers.models import SocialWorker


def _agencies(user: Any) -> Any:
    return Agency.objects.visible_to(user).order_by("place__code", "name")


class PairingForm(RecordForm):
    """Who helps whom, in which programme, from when until when."""

    class Meta:
        model = Pairing
        fields = (
            *("helper", "helped_name", "helped_province", "helped_place"),
            *("programme", "phase", "since", "until", "own_funds", "note"),
        )
        error_messages = {"since": DATE_ERRORS, "until": DATE_ERRORS}
        help_texts = {
            "helped_place": _("City and county, as they are called there."),
            "until": _("The last day. Leave it empty while the pairing goes on."),
        }

    def limit_choices(self) -> None:
        self.fields["helper"].queryset = _agencies(self.user)

    def clean_since(self) -> Any:
        return not_in_future(self.cleaned_data["since"])


class DispatchForm(RecordForm):
    """A batch: where and when, what for, and what came of it."""

    class Meta:
        model = Dispatch
        fields = ("place", "starts", "ends", "purpose", "output")
        error_messages = {"starts": DATE_ERRORS, "ends": DATE_ERRORS}
        widgets = {"output": forms.Textarea(attrs={"rows": 4})}

    def clean_starts(self) -> Any:
        return not_in_future(self.cleaned_data["starts"])


class MemberForm(StyledForm, forms.Form):
    """A social worker of the helping agency, and her days in the batch."""

    worker = forms.ModelChoiceField(SocialWorker.objects.none(), label=_("Social worker"))
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=366)

    def __init__(self, *args: Any, user: Any, dispatch: Dispatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = SocialWorker.objects.visible_to(user).filter(agency=dispatch.pairing.helper_id)
        self.fields["worker"].queryset = staff.active_on(dispatch.starts).order_by("name", "pk")


class ExchangeForm(RecordForm):
    """An exchange; year, age and result are of candidates only."""

    place = DivisionChoiceField(label=_("Counts for"))

    class Meta:
        model = Exchange
        fields = (
            *("kind", "on", "place", "counterpart", "people", "count", "agency"),
            *("exam_year", "age", "passed", "note"),
        )
        error_messages = {"on": DATE_ERRORS}
        help_texts = {
            "count": _("Each candidate is an entry of one person."),
            "people": _("Who took part, in words; not needed for candidates."),
        }

    def limit_choices(self) -> None:
        self.fields["agency"].queryset = _agencies(self.user)
        levels = (Place.Level.PROVINCE, Place.Level.CITY, Place.Level.COUNTY)
        place = self.fields["place"]
        place.queryset = divisions_for(self.user, *levels, kept=self.instance.place_id)
        place.initial = self.user.place_id
        place.empty_label = None

    def clean_on(self) -> Any:
        return not_in_future(self.cleaned_data["on"])
