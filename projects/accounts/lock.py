"""Whether wrong passwords have locked an account."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from projects.accounts.models import User


def is_locked(user: User) -> bool:
    """Whether axes refuses the account now, from one address at least.

    It adds up the wrong passwords from an address and forgets them a while after the last one.
    """
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(username=user.username, attempt_time__gte=since)
    by_address = attempts.values("ip_address").annotate(wrong=Sum("failures_since_start"))
    return by_address.filter(wrong__gte=settings.AXES_FAILURE_LIMIT).exists()
