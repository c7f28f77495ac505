"""The form of the daily mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import StyledForm


class MailForm(StyledForm, forms.Form):
    """Where the daily mail goes, and whether it is wanted."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an address such as name@example.gov.cn.")},
    )
    daily = forms.BooleanField(label=_("Send me each morning what waits for me"), required=False)

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("daily") and not data.get("email") and not self.has_error("email"):
            self.add_error("email", _("Enter the address to which the mail is to go."))
        return data
