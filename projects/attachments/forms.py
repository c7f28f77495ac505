"""Form fields that take files for what they are."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.attachments.checks import ALL, TYPES, CheckedFile, checked

MOST_AT_ONCE = 20


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class AttachmentField(forms.FileField):
    """One file; cleans to a CheckedFile for ``attach``, or None.

    ``accepted``: endings, such as checks.PICTURES, checks.SCANS or checks.ALL.
    """

    input_class: type[forms.FileInput] = forms.FileInput

    def __init__(self, *, accepted: Collection[str] = ALL, **kwargs: Any) -> None:
        self.accepted = accepted
        claim = ",".join(TYPES[ending] for ending in accepted)
        kwargs.setdefault("allow_empty_file", True)  # our own words for an empty one
        super().__init__(widget=self.input_class(attrs={"accept": claim}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return checked(upload, self.accepted) if isinstance(upload, UploadedFile) else upload


class AttachmentsField(AttachmentField):
    """Several files; cleans to a list of CheckedFile. What is wrong is said for each by its name."""

    input_class = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        uploads = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not uploads and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_AT_ONCE:
            message = ngettext(
                "Choose at most %(most)s file at a time.",
                "Choose at most %(most)s files at a time.",
                MOST_AT_ONCE,
            )
            raise ValidationError(message, code="many", params={"most": MOST_AT_ONCE})
        files, errors = [], []
        for upload in uploads:
            try:
                files.append(super().clean(upload, initial))
            except ValidationError as refusal:
                errors += [
                    _("%(name)s: %(message)s") % {"name": upload.name, "message": message}
                    for message in refusal.messages
                ]
        if errors:
            raise ValidationError(errors)
        return files
