"""The reason for which something closed is opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import StyledForm


class OpeningForm(StyledForm, forms.Form):
    reason = forms.CharField(
        label=_("What do you open it for?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why; the reason stays on record.")},
    )
