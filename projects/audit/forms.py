"""The reason for which something closed is opened."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.common.forms import StyledForm
from projects.common.views import with_refusal


class OpeningForm(StyledForm, forms.Form):
    reason = forms.CharField(
        label=_("What do you open it for?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why; the reason stays on record.")},
    )

    def open(self, action: Callable[..., Any], **what: Any) -> Any:
        """What ``action`` opens for the reason that was given; None where it is not enough."""
        if not self.is_valid():
            return None
        try:
            return action(reason=self.cleaned_data["reason"], **what)
        except ValidationError as refusal:
            with_refusal(self, refusal)
            return None
