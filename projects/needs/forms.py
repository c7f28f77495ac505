"""The form of a need."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, not_in_future
from projects.common.roles import Role
from projects.needs.models import Need
from projects.places.choices import VillageChoiceField, villages_for
from projects.places.models import Place


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

    class Meta:
        model = Need
        fields = (
            "place",
            "title",
            "field",
            "target_groups",
            "people_affected",
            "reported_on",
            "description",
        )
        help_texts = {
            "title": _("What is lacking, for whom: “Older people living alone lack day care”."),
            "description": _(
                "What was seen and asked. No names, addresses or illnesses of single persons."
            ),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}
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

    def clean_reported_on(self) -> Any:
        return not_in_future(self.cleaned_data["reported_on"])
