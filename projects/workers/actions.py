"""What changes social workers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.common.encryption import keyed_hash
from projects.workers.models import Certificate, SocialWorker


def save_worker(
    *, worker: SocialWorker, id_number: str, certificate: Certificate | None = None
) -> SocialWorker:
    """Saves a worker with the keyed hash of ``id_number``, and one more certificate where there is one.

    An empty ``id_number`` leaves the stored one as it is. Somebody else may have saved the same
    number a moment ago: the unique columns decide, and the refusal names the field.
    """
    if id_number:
        worker.id_number = id_number
        worker.id_hash = keyed_hash(id_number)
    with transaction.atomic():
        _saved(worker, {"id_number": already_registered()})
        if certificate is not None:
            certificate.worker = worker
            _saved(certificate, {"certificate_number": certificate_taken()})
    return worker


def already_registered() -> str:
    """The words for an ID number that another entry has."""
    return _("A social worker with this ID number is already registered.")


def certificate_taken() -> str:
    """The words for a certificate number that another worker has."""
    return _("This certificate is already registered.")


def _saved(record: Any, refusal: dict[str, str]) -> None:
    """Saves ``record``; where a unique column refuses what was checked a moment ago, says which."""
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        if any(word in str(error) for word in ("id_hash", "number")):
            raise ValidationError(refusal) from error
        raise
