"""What a system administrator does with accounts."""

import secrets

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.db import transaction
from django.db.models import F

from projects.accounts.models import User

# Without letters and digits that are mistaken for each other when read aloud or copied by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _new_password() -> str:
    """A password of 60 bits, in groups that can be read over the telephone."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


@transaction.atomic
def open_account(*, user: User) -> str:
    """Saves a new account and gives its first password, which nobody can read again."""
    password = _new_password()
    user.set_password(password)
    user.save()
    return password


@transaction.atomic
def reset_password(*, user: User) -> str:
    """Gives the account a new password, ends its sessions and lifts its lock; gives the password."""
    password = _new_password()
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    forget_failures(username=user.username)
    return password


@transaction.atomic
def remove_second_factor(*, user: User) -> None:
    """Takes the authenticator app and the recovery codes off the account and ends its sessions."""
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def unlock(*, user: User) -> None:
    """Forgets the wrong passwords that were typed for this account, so that it may sign in at once."""
    forget_failures(username=user.username)
