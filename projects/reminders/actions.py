"""Sending each morning's mail, and choosing whether to get it."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from projects.accounts.models import User
from projects.common.roles import BUSINESS
from projects.reminders.models import ATTEMPTS, Digest, Mail, MailChoice
from projects.reminders.waiting import Waiting, waiting_for

CLAIM = timedelta(minutes=10)  # longer than any mail takes; then its worker is taken for dead
log = logging.getLogger(__name__)


@transaction.atomic
def choose_mail(*, user: Any, email: str, daily: bool) -> MailChoice:
    """Saves the address of ``user`` and whether she wants each morning's mail."""
    User.objects.filter(pk=user.pk).update(email=email)
    choice, _made = MailChoice.objects.update_or_create(user=user, defaults={"daily": daily})
    return choice


def send_digests(*, day: date | None = None) -> int:
    """Sends the mail of ``day`` (today) to everybody who wants it and has something to do.

    May be called again and again: what was sent is not sent twice, what failed is tried three times.
    Returns how many were sent now.
    """
    day = day or timezone.localdate()
    wants = User.objects.filter(
        Q(mail_choice__isnull=True) | Q(mail_choice__daily=True), is_active=True, role__in=BUSINESS
    )
    done = Digest.objects.filter(day=day).exclude(sent_at=None, attempts__lt=ATTEMPTS)
    people = wants.exclude(email="").exclude(pk__in=done.values("user")).select_related("place")
    return sum(send_digest(user=user, day=day) for user in people.iterator(chunk_size=200))


def send_digest(*, user: User, day: date) -> bool:
    """Sends the mail of ``day`` to ``user``; False where nothing waits, or it was sent or failed.

    The mail is claimed, and the attempt counted, before it leaves: two workers do not send the same
    mail, and a worker that dies while sending has used one attempt.
    """
    waiting = waiting_for(user, day)
    if not waiting.count:
        return False
    digest, _made = Digest.objects.get_or_create(
        user=user, day=day, defaults={"items": waiting.count}
    )
    return send_once(digest, lambda: _mail(user, waiting, day))


def send_once(row: Mail, send: Callable[[], Any]) -> bool:
    """Calls ``send`` where nobody else does for ``row``; False where it was sent, is being, or failed."""
    rows, now = type(row)._default_manager.filter(pk=row.pk), timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    claimed = rows.filter(free, sent_at=None, attempts__lt=ATTEMPTS).update(
        attempts=F("attempts") + 1, claimed_at=now
    )
    if not claimed:
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            send()
    except OSError as error:  # SMTP refuses or the server is away; smtplib's errors are OSErrors
        log.warning("The mail %s was not sent: %s", row, error)
        rows.update(error=str(error)[:300], claimed_at=None)
        return False
    rows.update(sent_at=timezone.now(), error="")
    return True


def _mail(user: User, waiting: Waiting, day: date) -> None:
    subject = ngettext(
        "%(count)s item waits for you", "%(count)s items wait for you", waiting.count
    ) % {"count": waiting.count}
    context = {"user": user, "waiting": waiting, "day": day, "site": settings.SITE_URL}
    text = render_to_string("reminders/digest.txt", context)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
