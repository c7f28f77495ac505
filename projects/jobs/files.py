"""Result files: written under a temporary name, synced, renamed; so a file is whole or not there."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

ABANDONED_AFTER = 3600  # seconds: longer than a task may run


def path_of(name: str) -> Path:
    """The place of a result on the disk; refuses a name that leads out of FILES_DIR."""
    root = Path(settings.FILES_DIR).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root) or path == root:
        raise SuspiciousFileOperation(name)
    return path


@contextmanager
def written(name: str) -> Iterator[IO[bytes]]:
    """A file to write into, which appears under ``name`` when the block ends well, and not before."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = _unfinished()
    unfinished.mkdir(parents=True, exist_ok=True)
    draft = NamedTemporaryFile(dir=unfinished, delete=False)  # noqa: SIM115 - renamed below
    try:
        with draft:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
        os.replace(draft.name, path)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove(name: str) -> None:
    """Deletes a result that turned out not to be wanted."""
    path_of(name).unlink(missing_ok=True)


def remove_unfinished() -> None:
    """Deletes what workers that were killed left half written."""
    oldest = time.time() - ABANDONED_AFTER
    for draft in _unfinished().glob("*"):
        if draft.stat().st_mtime < oldest:
            draft.unlink(missing_ok=True)


def _unfinished() -> Path:
    return path_of("unfinished")


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
