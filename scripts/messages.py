"""Translations: gather the texts from code and templates, and compile what was translated.

Compiling needs no gettext on the machine, so that `make run` and the container need none.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
GATHER = [
    "makemessages",
    "--locale=zh_Hans",
    "--no-location",
    "--no-wrap",
    "--no-obsolete",
    "--ignore=.venv",
    "--ignore=var",
    "--ignore=tests",
    "--ignore=scripts",
]


def compile_all(root: Path = ROOT) -> None:
    """Write the .mo file beside each .po file that is newer than it."""
    for source in root.glob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)


def gather(root: Path = ROOT) -> None:
    """Bring the .po files up to date with the texts in code and templates (needs gettext)."""
    command = [sys.executable, str(root / "manage.py"), *GATHER]
    subprocess.run(command, cwd=root, check=True)


if __name__ == "__main__":
    {"compile": compile_all, "gather": gather}[sys.argv[1]]()
