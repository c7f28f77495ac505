"""The mails about months of services: some days before they are due, and some days after."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.accounts.models import User
from projects.common.roles import Role
from projects.delivery.models import MonthReport
from projects.reminders.actions import send_once
from projects.reminders.models import ATTEMPTS, MonthReminder

BEFORE, AFTER = timedelta(days=3), timedelta(days=3)
CATCH_UP = timedelta(days=7)  # beat may have slept for a week
Kind = MonthReminder.Kind


def send_month_reminders(*, day: date | None = None) -> int:
    """Mails agencies what they have to submit soon, and them and their county what is late.

    May be called again and again: each mail is sent once, what failed is tried three times.
    """
    day = day or timezone.localdate()
    return sum(
        _remind(user, due, kind, day)
        for kind, due in _occasions(day)
        for user in _people(kind, due).iterator(chunk_size=200)
    )


def _occasions(day: date) -> Iterator[tuple[str, date]]:
    """(kind, due day) of the mails that are sent on ``day``, if they were not before."""
    rows = MonthReport.objects.filter(status__in=["open", "returned"]).order_by("due")
    windows = (
        (Kind.BEFORE, day, day + BEFORE),
        (Kind.AFTER, day - AFTER - CATCH_UP, day - AFTER),
    )
    for kind, first, last in windows:
        dues = rows.filter(due__range=(first, last)).values_list("due", flat=True)
        yield from ((kind, due) for due in dues.distinct())


def _people(kind: str, due: date) -> Any:
    """Who wants mail, has an address, and may have to do with months due on ``due``."""
    roles = [Role.AGENCY] if kind == Kind.BEFORE else [Role.AGENCY, Role.COUNTY]
    done = MonthReminder.objects.filter(due=due, kind=kind)
    done = done.exclude(sent_at=None, attempts__lt=ATTEMPTS)
    wants = Q(mail_choice__isnull=True) | Q(mail_choice__daily=True)
    people = User.objects.filter(wants, is_active=True, role__in=roles).exclude(email="")
    return people.exclude(pk__in=done.values("user")).select_related("place", "agency")


def _remind(user: User, due: date, kind: str, day: date) -> bool:
    """Sends one mail; False where the user has none of these months, or it was sent or failed."""
    rows = MonthReport.objects.visible_to(user).filter(due=due, status__in=["open", "returned"])
    months = list(rows.select_related("project__agency").order_by("project__number"))
    if not months:
        return False
    reminder, _made = MonthReminder.objects.get_or_create(
        user=user, due=due, kind=kind, defaults={"items": len(months)}
    )
    return send_once(reminder, lambda: _mail(user, months, due, kind == Kind.AFTER))


def _mail(user: User, months: list[MonthReport], due: date, is_late: bool) -> None:
    subject = _("Months that are late: %(n)s") if is_late else _("Months to be submitted: %(n)s")
    context = {"user": user, "months": months, "due": due, "is_late": is_late}
    text = render_to_string("reminders/months.txt", {**context, "site": settings.SITE_URL})
    send_mail(subject % {"n": len(months)}, text, settings.DEFAULT_FROM_EMAIL, [user.email])
