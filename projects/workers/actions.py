"""What changes social workers."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.common.encryption import keyed_hash
from projects.workers.models import Certificate, Registration, SocialWorker, Statistic
from projects.workers.querysets import RENEWAL_OPENS


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


REGISTERED_YEARS = 3


@transaction.atomic
def register_worker(*, worker_id: int, starts_on: date, by: Any) -> Registration:
    """Registers a certified worker for three years from ``starts_on``.

    A renewal is taken from three months before the present one ends, and begins on the day after it.
    """
    worker = SocialWorker.objects.select_for_update(no_key=True).get(pk=worker_id)
    if not worker.certified_on(starts_on):
        raise ValidationError({"starts_on": _("On this day the worker holds no certificate yet.")})
    last = worker.registrations.first()
    if last and starts_on <= last.ends_on:
        if starts_on <= last.ends_on - RENEWAL_OPENS:
            refusal = _(
                "The worker is registered already; renewal opens three months before the end."
            )
            raise ValidationError({"starts_on": refusal})
        starts_on = last.ends_on + timedelta(days=1)
    return Registration.objects.create(
        worker=worker, starts_on=starts_on, ends_on=three_years_from(starts_on), created_by=by
    )


@transaction.atomic
def correct_statistic(*, correction: Statistic, replaces_id: int) -> Statistic:
    """Puts ``correction`` (value, day of publication, reason) in the place of a figure, which stays.

    It keeps what the figure is about; of two corrections of one figure the second is refused.
    """
    old = Statistic.objects.select_for_update(no_key=True).get(pk=replaces_id)
    if Statistic.objects.filter(replaces=old).exists():
        raise ValidationError(_("This figure was corrected meanwhile."))
    for name in Statistic.KEY:
        setattr(correction, name, getattr(old, name))
    correction.replaces = old
    correction.full_clean(exclude=["submission_key", "created_by"])
    correction.save()
    return correction


def three_years_from(day: date) -> date:
    """The last day of three years that begin on ``day``."""
    year = day.year + REGISTERED_YEARS
    if (day.month, day.day) == (2, 29):
        return date(year, 2, 28)
    return day.replace(year=year) - timedelta(days=1)


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
