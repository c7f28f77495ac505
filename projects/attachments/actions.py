"""What is done with attachments: putting one to a record, withdrawing one."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.attachments.checks import CheckedFile, checked
from projects.attachments.models import Attachment
from projects.attachments.querysets import owners_read_by, type_of
from projects.common.scoping import all_rows


def attach(*, owner: Any, upload: Any, kind: str, by: Any) -> Attachment:
    """Puts ``upload`` (from an AttachmentField, or any file, which is then checked) to ``owner``.

    ``by`` must be able to read the files of ``owner``; who of those may attach is the owner's
    room's rule. The same bytes attached again as the same kind give the attachment of before.
    """
    owners = owners_read_by(by, type_of(owner))
    if owners is None or not owners.filter(pk=owner.pk).exists():
        raise ValidationError(_("You cannot attach files to this record."))
    if kind not in Attachment.Kind.values:
        raise ValueError(kind)
    file = upload if isinstance(upload, CheckedFile) else checked(upload)
    same = Attachment.objects.of(owner).in_force().filter(kind=kind, sha256=file.sha256)
    if there := same.first():
        return there
    made = Attachment(
        owner=owner,
        kind=kind,
        name=file.name or "",
        size=file.size,
        content_type=file.content_type,
        sha256=file.sha256,
        created_by=by,
    )
    place = f"{timezone.localdate():attachments/%Y/%m}/{secrets.token_hex(16)}"
    try:
        made.file.save(f"{place}.{file.ending}", ContentFile(file.open().read()), save=False)
        if file.thumbnail:
            made.thumbnail.save(f"{place}-small.jpg", ContentFile(file.thumbnail), save=False)
        with transaction.atomic():
            made.save()
    except IntegrityError:
        _forget_files(made)
        if there := same.first():  # of two clicks at once, the other was first
            return there
        raise
    except BaseException:
        _forget_files(made)
        raise
    return made


@transaction.atomic
def withdraw(*, attachment_id: int, reason: str, by: Any) -> Attachment:
    """Withdraws a file that ``by`` attached herself; row and bytes are kept, the bytes shown no more.

    A closed owner, or the project of an owner, says in ``why_attachments_stay()`` why its files stay;
    both are locked, so that nothing is withdrawn from under what closes them.
    """
    attachment = (
        Attachment.objects.visible_to(by, pk=attachment_id)
        .select_for_update(of=("self",), no_key=True)
        .get()
    )
    if attachment.withdrawn_on:
        raise ValidationError(_("This file has been withdrawn already."))
    if attachment.created_by_id != by.pk:
        raise ValidationError(_("A file is withdrawn by whoever attached it."))
    for record in filter(None, (getattr(attachment.owner, "project", None), attachment.owner)):
        rows = all_rows(type(record)).select_for_update(no_key=True, of=("self",))
        if why := why_it_stays(rows.get(pk=record.pk)):
            raise ValidationError(why)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    attachment.withdrawn_on = timezone.now()
    attachment.withdrawn_by = by
    attachment.withdrawn_reason = reason.strip()
    attachment.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    return attachment


def why_it_stays(owner: Any) -> str:
    """Why the files of ``owner`` can no longer be withdrawn: its own word, or its project's; or ""."""
    records = (owner, getattr(owner, "project", None))
    return next(filter(None, (getattr(one, "why_attachments_stay", str)() for one in records)), "")


def _forget_files(made: Attachment) -> None:
    for file in (made.file, made.thumbnail):
        if file.name:
            file.storage.delete(file.name)
