"""Result files: written under a temporary name, synced, renamed; so a file is whole or not there."""

import os
import shutil
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
    root = _root()
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
    prefix = _draft_prefix(path.parent)
    draft = NamedTemporaryFile(  # noqa: SIM115 - renamed below
        dir=unfinished, prefix=prefix, delete=False
    )
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


def size_of(name: str) -> int | None:
    """How many bytes a result has; None when it is not there any more."""
    try:
        return path_of(name).stat().st_size
    except FileNotFoundError:
        return None


def folders(name: str) -> list[str]:
    """The names of the folders below ``name``."""
    folder = path_of(name)
    return [one.name for one in folder.iterdir() if one.is_dir()] if folder.exists() else []


def clear(name: str) -> None:
    """Deletes a folder of results, and what was half written for it."""
    folder = path_of(name)
    shutil.rmtree(folder, ignore_errors=True)
    for draft in _unfinished().glob(f"{_draft_prefix(folder)}*"):
        draft.unlink(missing_ok=True)


def remove_unfinished() -> None:
    """Deletes what workers that were killed left half written."""
    oldest = time.time() - ABANDONED_AFTER
    for draft in _unfinished().glob("*"):
        if draft.stat().st_mtime < oldest:
            draft.unlink(missing_ok=True)


def _root() -> Path:
    return Path(settings.FILES_DIR).resolve()


def _draft_prefix(folder: Path) -> str:
    """How the names of drafts begin that are written for a folder."""
    return "~".join(folder.relative_to(_root()).parts) + "~"


def _unfinished() -> Path:
    return path_of("unfinished")


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
