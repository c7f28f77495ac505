"""Sign-in sheets: photographs or scans that people upload, taken for what they are, not for their name."""

import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 10 * 1024 * 1024
# How a file of each kind begins; neither its name nor the browser's claim is asked.
KINDS = (
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"%PDF-", "pdf", "application/pdf"),
)
TYPES = {ending: content_type for _start, ending, content_type in KINDS}


class SheetField(forms.FileField):
    """An upload that is a JPEG, a PNG or a PDF by its content; it gets a name of our own."""

    default_error_messages = {
        "kind": _(
            "This file is not a JPEG or PNG picture or a PDF, whatever it is called. "
            "Take a photograph of the sheet and choose that."
        ),
        "size": _("This file is larger than 10 MB; choose a smaller picture."),
        "empty": _("This file is empty; choose another one."),
    }

    def __init__(self, **kwargs: Any) -> None:
        accepted = ",".join(TYPES.values())
        super().__init__(widget=forms.FileInput(attrs={"accept": accepted}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(self.error_messages["size"], code="size")
        upload.seek(0)
        start = upload.read(16)
        upload.seek(0)
        for magic, ending, _type in KINDS:
            if start.startswith(magic):
                upload.name = f"{secrets.token_hex(16)}.{ending}"
                return upload
        raise forms.ValidationError(self.error_messages["kind"], code="kind")
