"""Forms of the closing page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.attachments.forms import AttachmentField
from projects.closing.checklist import DOCUMENTS
from projects.closing.models import Waiver
from projects.common.forms import ReasonForm, StyledForm


class DocumentForm(StyledForm, forms.Form):
    """One of the documents that close a project."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[("", _("Please choose")), *((kind.value, kind.label) for kind in DOCUMENTS)],
    )
    file = AttachmentField(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("PDF, picture, docx or xlsx, up to 10 MB")


class WaiverForm(ReasonForm):
    """The item of the checklist that the approver does without, and why."""

    item = forms.ChoiceField(choices=Waiver.Item, widget=forms.HiddenInput)
