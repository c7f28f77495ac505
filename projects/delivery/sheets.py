"""Sign-in sheets: photographs or scans, checked like every attachment, under a name of our own."""

import secrets
from typing import Any

from projects.attachments.checks import SCANS, CheckedFile
from projects.attachments.forms import AttachmentField


class SheetField(AttachmentField):
    """A JPEG, a PNG or a PDF by its content. What the agency called it says too much of residents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(accepted=SCANS, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        sheet = super().clean(data, initial)
        if isinstance(sheet, CheckedFile):
            sheet.name = f"{secrets.token_hex(16)}.{sheet.ending}"
        return sheet
