"""The form of a rule of services."""

from typing import Any

from django import forms

from projects.common.forms import RecordForm
from projects.delivery.models import ServiceRule


class ServiceRuleForm(RecordForm):
    """The rule of the user's own place; she does not choose another."""

    class Meta:
        model = ServiceRule
        fields = ("overlap", "off_site", "off_dates", "long_hours", "most_hours")
        widgets = dict.fromkeys(
            ("overlap", "off_site", "off_dates", "long_hours"), forms.RadioSelect
        )

    def limit_choices(self) -> None:
        if self.instance._state.adding:
            self.instance.place = self.user.place

    def clean(self) -> dict[str, Any]:
        """One rule a place, said on top: the form does not show the place."""
        data = super().clean() or {}
        same = ServiceRule.objects.visible_to(self.user).filter(place=self.instance.place)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error(None, ServiceRule._meta.get_field("place").error_messages["unique"])
        return data
