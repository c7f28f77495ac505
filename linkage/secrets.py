"""Secrets of a developer's machine: made on first use and kept in a file only the owner can read."""

import os
from contextlib import suppress
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


def local_secret(env: environ.Env, name: str, *, folder: Path, allowed: bool) -> str:
    """The secret from the environment; else, where ``allowed``, one made once under ``folder``.

    Raises ImproperlyConfigured in production when the variable is missing.
    """
    if value := env(name, default=""):
        return value
    if not allowed:
        raise ImproperlyConfigured(f"{name} must be set when DEBUG is off")
    path = folder / f"{name.lower()}.txt"
    if not path.exists():
        draft = folder / f"{path.name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(Fernet.generate_key().decode())
        with suppress(FileExistsError):  # another process was first: its secret stands
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
