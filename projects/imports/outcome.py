"""What came of a file: how many rows are new, changed, unchanged, wrong, and where exactly."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from projects.imports.cells import shown
from projects.imports.complaints import column_letters
from projects.imports.importer import Row
from projects.imports.limits import MAX_ERRORS


class CellError(NamedTuple):
    """One wrong cell, named as Excel shows it."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass
class Outcome:
    """The counts and errors of one file. ``rows`` are those of data; ``skipped`` are notes and totals."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    skipped: int = 0
    errors: list[CellError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # headers that nothing is known about
    heads: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)  # of all columns, by their names
    preview: list[list[str]] = field(default_factory=list)  # the first right rows as understood
    all_errors: int = 0  # also those beyond MAX_ERRORS, which are only counted
    followed: str = ""  # what followed from writing the rows

    def add_errors(self, row: Row, errors: list[tuple[str, str]]) -> None:
        """Counts a row as wrong, with its errors in the order of its cells."""
        self.wrong += 1
        for column, message in sorted(errors, key=lambda error: row.layout.places.get(error[0], 0)):
            self.all_errors += 1
            if len(self.errors) == MAX_ERRORS:
                continue
            at = row.layout.places.get(column)
            if at is None and (header := self.headers.get(column)):
                # Said in the row's first cell, as the table has no such column.
                message = _("%(name)s: %(message)s") % {"name": header, "message": message}
            value = shown(row.cell(column))[:200]
            self.errors.append(
                CellError(row.sheet, row.number, column_letters(at or 1), value, message)
            )

    def as_dict(self, most_errors: int | None = None) -> dict[str, Any]:
        """The form of the command line and of ``Upload.result``."""
        return {
            **self.counts(),
            "errors": [error._asdict() for error in self.errors[:most_errors]],
        }

    def counts(self) -> dict[str, int]:
        """The counts by name."""
        names = ("rows", "new", "changed", "unchanged", "wrong", "skipped")
        return {name: getattr(self, name) for name in names}
