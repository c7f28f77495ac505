"""The checks of `make check` that need more than one command line."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from cryptography.fernet import Fernet

from scripts.machine import require
from scripts.messages import ROOT, gather

CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
MANAGE = [sys.executable, "manage.py"]


def migrations() -> int:
    """Every change of a model has its migration."""
    return subprocess.run([*MANAGE, "makemigrations", "--check", "--dry-run"], cwd=ROOT).returncode


def deployment() -> int:
    """Django's own deployment check has nothing to say about production settings."""
    production = {
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "linkage.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://linkage.example.org",
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "HASH_KEY": secrets.token_urlsafe(32),
    }
    command = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | production).returncode


def translations() -> int:
    """Each text in code and templates has its Chinese, with the same placeholders."""
    require("gettext")
    kept = polib.pofile(str(ROOT / CATALOGUE))
    with tempfile.TemporaryDirectory() as folder:
        found = gathered_in(Path(folder))
        well_formed = subprocess.run(
            ["msgfmt", "--check-format", "--output-file=/dev/null", CATALOGUE],
            cwd=ROOT,
        )
    known = {text_of(entry) for entry in kept if not entry.obsolete}
    missing = [entry for entry in found if text_of(entry) not in known]
    complaints = [f"not in the catalogue: {entry.msgid}" for entry in missing]
    complaints += [
        f"hidden in an f-string, where xgettext does not look: {place}" for place in hidden()
    ]
    complaints += [f"not translated: {entry.msgid}" for entry in kept.untranslated_entries()]
    complaints += [f"fuzzy: {entry.msgid}" for entry in kept.fuzzy_entries()]
    for complaint in complaints:
        print(complaint)
    if complaints:
        print(f"{len(complaints)} texts to translate: make messages, then fill {CATALOGUE}")
    return 1 if complaints or well_formed.returncode else 0


def gathered_in(folder: Path) -> polib.POFile:
    """Gather the texts anew in a copy, so that a check changes nothing."""
    for part in ("linkage", "projects", "templates", "locale"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "manage.py", folder)
    gather(folder)
    return polib.pofile(str(folder / CATALOGUE))


def hidden() -> list[str]:
    """The lines on which a text to translate stands inside an f-string."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "projects").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\{(_|n?p?gettext)\(", line)
    ]


def text_of(entry: polib.POEntry) -> tuple[str, str | None, str]:
    return entry.msgid, entry.msgctxt, entry.msgid_plural


if __name__ == "__main__":
    checks = {check.__name__: check for check in (migrations, deployment, translations)}
    sys.exit(checks[sys.argv[1]]())
