"""The form of a spending rule."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm
from projects.funding.models import SpendingRule


class SpendingRuleForm(RecordForm):
    """A rule of the user's own place; she does not choose another."""

    management_percent = forms.IntegerField(
        label=_("Management at most (%)"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Per cent of what a source has paid; 0 where it pays no management."),
        error_messages={
            "min_value": _("Enter 0 to 100 per cent."),
            "max_value": _("Enter 0 to 100 per cent."),
            "invalid": _("Enter 0 to 100 per cent."),
        },
    )

    class Meta:
        model = SpendingRule
        fields = ("year", "nature", "fields", "categories", "management_percent", "document")
        error_messages = {
            "year": {"required": _("Enter a year of four digits.")},
            "document": {"required": _("Say which document sets the rule.")},
        }

    def limit_choices(self) -> None:
        if self.instance._state.adding:
            self.instance.place = self.user.place
            self.fields["year"].initial = timezone.localdate().year
        self.fields["document"].widget.attrs["placeholder"] = "财综〔2012〕15号"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        same = SpendingRule.objects.visible_to(self.user).filter(
            place=self.instance.place_id, year=data.get("year"), nature=data.get("nature")
        )
        if same.exclude(pk=self.instance.pk).exists():
            words = _("This place already has a rule for that year and nature.")
            self.add_error("nature", words)
        return data
