"""Erasing by rule: who somebody is goes some years after the last service."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.delivery.actions.people import anonymise
from projects.delivery.models import (
    Attendance,
    Beneficiary,
    CaseFile,
    GroupMember,
    ServiceRecord,
)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; the 28th for a 29 February that is none."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def expired(today: date) -> QuerySet[Beneficiary]:
    """The entries whose people were registered, served, and left their last case or group too long ago."""
    cut = years_before(today, settings.RETENTION_YEARS)
    came = Attendance.objects.filter(beneficiary=OuterRef("pk"), record__date__gte=cut)
    cases = CaseFile.objects.filter(beneficiary=OuterRef("pk"))
    interviews = ServiceRecord.everything.filter(case__beneficiary=OuterRef("pk"), date__gte=cut)
    member = GroupMember.objects.filter(beneficiary=OuterRef("pk"))
    stays = Q(left_on__isnull=True, group__closed_on__isnull=True) | Q(left_on__gte=cut)
    return Beneficiary.objects.not_erased().filter(
        ~Exists(came),
        ~Exists(cases.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=cut))),
        ~Exists(interviews),
        ~Exists(member.filter(stays | Q(left_on__isnull=True, group__closed_on__gte=cut))),
        created_at__date__lt=cut,
    )


def erase_expired(*, today: date | None = None, dry_run: bool = False) -> list[str]:
    """Erases whom nobody has served for RETENTION_YEARS; gives the numbers of the entries.

    Each in a transaction of its own and asked again under its lock: what a run that was stopped has
    done stays done, and somebody who came in between stays.
    """
    day = today or timezone.localdate()
    done = []
    for pk, number in expired(day).order_by("pk").values_list("pk", "number"):
        if dry_run or _erase_one(pk, day):
            done.append(number)
    return done


@transaction.atomic
def _erase_one(pk: int, day: date) -> bool:
    entry = Beneficiary.objects.select_for_update(of=("self",)).get(pk=pk)
    if not expired(day).filter(pk=pk).exists():
        return False
    because = _("No service for %(years)d years: the period of retention is over.")
    anonymise(entry, because=because % {"years": settings.RETENTION_YEARS})
    return True
