"""Writing the archive package: one zip whose bytes depend on the records alone."""

import hashlib
import io
from collections.abc import Callable
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from projects.closing.archive import documents, of_project, of_work
from projects.closing.archive.tables import Table, as_pdfs, table_csv
from projects.common.texts import as_csv
from projects.pilots.models import Project

CHECKSUMS = "checksums.sha256"
_PACKED = (".csv", ".html", ".sha256")


class Entry(NamedTuple):
    """A file inside: its path below the project's folder, what it is, its bytes and their hash."""

    path: str
    title: str
    size: int
    sha256: str


class Written(NamedTuple):
    """What was written: the hash and the size in bytes of the zip, and the number of files in it."""

    sha256: str
    size: int
    files: int


def write_package(
    project: Project, user: Any, file: IO[bytes], on_progress: Callable[[int, int], None]
) -> Written:
    """Writes the package of ``project`` as ``user`` reads it; ``on_progress(done, total)`` in files.

    Everything that differs between two runs on the same records (clocks, random identifiers) is
    left out, so that the same records give the same bytes.
    """
    tables = [*of_project.tables_of(project, user), *of_work.tables_of(project, user)]
    tables.append(documents.table_of(project, user))
    files = documents.documents_of(project, user)
    total = 2 * len(tables) + len(files) + 1
    with ZipFile(file, "w") as package:
        writer = _Writer(package, project)
        for number, one in enumerate(tables, 1):
            stem = f"records/{number:02d}-{one.slug}"
            writer.add(f"{stem}.csv", str(one.title), table_csv(one))
            on_progress(len(writer.entries), total)
            for ending, content in as_pdfs(one, {"project": project}):
                writer.add(stem + ending, str(one.title), content)
                on_progress(min(len(writer.entries), total - 1), total)
        for document in files:
            writer.add(document.path, document.attachment.name, documents.content_of(document))
            on_progress(min(len(writer.entries), total - 1), total)
        _add_index(writer, project, tables)
    on_progress(total, total)
    return Written(*_hash_of(file), len(writer.entries))


class _Writer:
    """Puts files into the zip under the project's folder, all with the day of the closing."""

    def __init__(self, package: ZipFile, project: Project) -> None:
        self.package = package
        self.folder = project.number
        day = project.closed_on or project.ends
        self.moment = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
        self.entries: list[Entry] = []

    def add(self, path: str, title: str, content: bytes) -> None:
        info = ZipInfo(f"{self.folder}/{path}", self.moment)
        info.create_system = 3  # Unix, wherever it is made
        info.external_attr = 0o644 << 16
        info.compress_type = ZIP_DEFLATED if path.endswith(_PACKED) else ZIP_STORED
        self.package.writestr(info, content)
        digest = hashlib.sha256(content).hexdigest()
        self.entries.append(Entry(path, title, len(content), digest))


def _add_index(writer: _Writer, project: Project, tables: list[Table]) -> None:
    listed = list(writer.entries)
    heads = [_("Path"), _("What it is"), _("Bytes"), "SHA-256"]
    lines = ([e.path, e.title, e.size, e.sha256] for e in listed)
    writer.add("index.csv", _("Index"), as_csv([heads, *lines]))
    page = {
        "project": project,
        "sections": [
            (
                one.title,
                len(one.rows),
                [
                    e
                    for e in listed
                    if e.path.startswith(f"{stem}.") or e.path.startswith(f"{stem}-")
                ],
            )
            for number, one in enumerate(tables, 1)
            for stem in [f"records/{number:02d}-{one.slug}"]
        ],
        "documents": [e for e in listed if e.path.startswith("attachments/")],
        "notes": [one.note for one in tables if one.note],
    }
    index = render_to_string("closing/archive/index.html", page)
    writer.add("index.html", _("Index"), index.encode())
    sums = "".join(f"{e.sha256}  {e.path}\n" for e in writer.entries)
    writer.add(CHECKSUMS, _("Checksums"), sums.encode())


def _hash_of(file: IO[bytes]) -> tuple[str, int]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest(), size  # type: ignore[arg-type]
