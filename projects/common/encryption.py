"""Personal numbers at rest: encrypted for showing, with a keyed hash beside them for finding."""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current_cipher() -> MultiFernet:
    """The first key of FIELD_KEYS encrypts, all of them decrypt: so keys can be rotated."""
    return _cipher(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    """``text`` under the first key of FIELD_KEYS."""
    return _current_cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What ``encrypt`` was given, under whichever of FIELD_KEYS."""
    return _current_cipher().decrypt(text.encode()).decode()


def keyed_hash(value: str) -> str:
    """The HMAC-SHA-256 of a number under HASH_KEY, in hex; empty for an empty value."""
    if not value:
        return ""
    return hmac.new(settings.HASH_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is readable in Python and encrypted in the database. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value
