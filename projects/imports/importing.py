"""One import from bytes to records: the same for the job, the check before it, and the command."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.common.database import gather_statistics
from projects.imports.checking import (
    Compared,
    Parsed,
    Progress,
    compare,
    parse,
)
from projects.imports.importer import Importer
from projects.imports.layout import tables
from projects.imports.models import ImportedRow
from projects.imports.outcome import Outcome
from projects.imports.reading import Book, read

MANY = 2000  # written rows after which the database is told how full its tables are
TRIES = 3


@dataclass
class Sent:
    """A file that was read and parsed, ready to be compared with the records and written."""

    book: Book
    parsed: Parsed
    importer: Importer

    @property
    def heads(self) -> dict[str, int]:
        """Sheet → index of its header row."""
        found = tables(self.book, self.importer)
        return {table.sheet.name: table.header for table in found}


def receive(
    content: bytes, importer: Importer, on_progress: Progress = lambda done, total: None
) -> Sent:
    """Reads and parses a file; a ValidationError says why it cannot be read as a whole."""
    if importer.user.role not in importer.roles:
        raise ValidationError(_("Your role does not import these records."))
    book = read(content)
    return Sent(book, parse(book, importer, on_progress), importer)


def looked_at(sent: Sent) -> Outcome:
    """What writing the file would do; nothing is written."""
    return compare(sent.parsed, sent.importer).outcome


def write(
    sent: Sent, *, good_rows_only: bool, before_commit: Any = lambda outcome: None
) -> Outcome:
    """Writes the right rows in one transaction: all of them, or none where one row is wrong.

    ``before_commit`` runs inside the transaction and may stop it by raising. Whoever sends the same
    rows at the same moment waits at the unique key, and is compared once more with what is there then.
    """
    for last in (*[False] * (TRIES - 1), True):
        try:
            with transaction.atomic():
                compared = compare(sent.parsed, sent.importer, lock=True)
                if good_rows_only or not compared.outcome.wrong:
                    _write(compared, sent.importer)
                    compared.outcome.followed = sent.importer.follow_up()
                before_commit(compared.outcome)
        except IntegrityError:
            if last:
                raise
        else:
            break
    if len(compared.new) >= MANY:
        gather_statistics(*sent.importer.tables, ImportedRow)
    return compared.outcome


def _write(compared: Compared, importer: Importer) -> None:
    ids = importer.create(compared.new)
    importer.update(compared.changed)
    known = compared.known + [(record.pk, row) for record, row in compared.changed]
    importer.remember(list(zip(ids, compared.new, strict=True)), known)
