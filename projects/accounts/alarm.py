"""Telling people that a nightly check found what must never be."""

import logging

from django.conf import settings
from django.core.mail import mail_admins, send_mail

from projects.accounts.models import User
from projects.common.roles import Role

log = logging.getLogger(__name__)


def sound_alarm(*, subject: str, text: str) -> None:
    """Writes to the administrators and to the officials of the province.

    A mail server that is down is no reason to fail: the log says that nobody could be told.
    """
    officials = User.objects.filter(role=Role.PROVINCE, is_active=True).exclude(email="")
    try:
        mail_admins(subject, text)
        for address in officials.values_list("email", flat=True).iterator():
            send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError as error:
        log.error("The alarm could not be mailed (%s): %s", subject, error)
