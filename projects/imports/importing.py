"""One import from bytes to records: the same for the job, the check before it, and the command."""

from contextlib import closing
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.common.database import gather_statistics
from projects.imports.checking import Parsed, Progress, parse
from projects.imports.comparing import Compared, compared
from projects.imports.importer import Importer
from projects.imports.layout import Table, tables
from projects.imports.models import ImportedRow
from projects.imports.outcome import Outcome
from projects.imports.reading import Book, read

MANY = 2000  # written rows after which the database is told how full its tables are
TRIES = 3


@dataclass
class Sent:
    """A file that was read and whose tables were found, ready to be compared and written."""

    book: Book
    found: list[Table]
    parsed: Parsed
    importer: Importer

    @property
    def tops(self) -> dict[str, list[int]]:
        """Sheet → indexes of its header rows and of the titles that say something of the rows."""
        return {table.sheet.name: table.tops for table in self.found}


def receive(
    content: bytes | IO[bytes],
    importer: Importer,
    on_progress: Progress = lambda done, total: None,
) -> Sent:
    """Reads and parses a file, which stays open; a ValidationError says why it cannot be read as a whole."""
    return understood(read(content, importer.limits), importer, on_progress)


def understood(
    book: Book, importer: Importer, on_progress: Progress = lambda done, total: None
) -> Sent:
    """Finds and parses the tables of a file that was read."""
    if importer.user.role not in importer.roles:
        raise ValidationError(_("Your role does not import these records."))
    importer.is_rest = book.is_rest
    found = tables(book, importer)
    return Sent(book, found, parse(found, importer, on_progress), importer)


def looked_at(sent: Sent) -> Outcome:
    """What writing the file would do; nothing is written."""
    outcome = Outcome()
    for _batch in compared(sent.parsed, sent.importer, outcome):
        pass
    return outcome


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
                outcome = _written(sent, good_rows_only=good_rows_only)
                before_commit(outcome)
        except IntegrityError:
            if last:
                raise
        else:
            break
    return outcome


def tidy_up(sent: Sent, outcome: Outcome) -> None:
    """To be done once the rows are committed, and whoever waited for them knows."""
    if outcome.new >= MANY:
        gather_statistics(*sent.importer.tables, ImportedRow)


def _written(sent: Sent, *, good_rows_only: bool) -> Outcome:
    """Writes batch by batch; takes all of it back where a later row is wrong and all or none is wanted."""
    outcome, importer = Outcome(), sent.importer
    with transaction.atomic(), importer.writing():
        with closing(compared(sent.parsed, importer, outcome, lock=True)) as batches:
            for batch in batches:
                if good_rows_only or not outcome.wrong:
                    _write(batch, importer)
        if good_rows_only or not outcome.wrong:
            outcome.followed = importer.follow_up()
        else:
            transaction.set_rollback(True)
    return outcome


def _write(batch: Compared, importer: Importer) -> None:
    ids = importer.create(batch.new)
    fresh = list(zip(ids, batch.new, strict=True))
    importer.update(batch.changed)
    importer.remember(fresh, batch.known + [(record.pk, row) for record, row in batch.changed])
