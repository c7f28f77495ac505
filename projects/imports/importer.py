"""What one kind of import is: its columns, its rules, and how its rows become records.

A room subclasses ``Importer`` and is named in ``settings.IMPORTERS``; reading, checking, marking,
the pages and the command are the same for all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from projects.imports import imported
from projects.imports.asides import labelled
from projects.imports.cells import normalised
from projects.imports.limits import DEFAULT, Limits


@dataclass(frozen=True)
class Column:
    """One column: its header as the template writes it, and what else people call it.

    ``parse`` turns a raw cell into a value or raises a ValidationError; ``show`` turns a value back into
    text. ``missing`` is what an empty cell of a column that is not required stands for; with
    ``needed`` its header must be there nevertheless. ``choices`` fill a drop-down list; with
    ``open_list`` other text may be typed too. ``in_template`` is off for a column that is only
    understood where somebody's own sheet has it. ``units`` are those that the header, or a title row
    above it, may name; ``parse`` then gets the one named, or "", as its second argument.
    ``doubles`` says what becomes of several columns that mean the same. With ``above`` a title row may
    say it for all rows below it: 项目编号：350524-2018-0001. ``parse`` gives the same for the same cell.
    """

    class Doubles(StrEnum):
        REFUSED = "refused"
        BEST = "best"  # the one whose name comes first among header and synonyms; no other is read
        JOINED = "joined"  # their texts, with a blank between them

    name: str
    header: str
    parse: Callable[..., Any]
    show: Callable[[Any], str] = str
    synonyms: str = ""  # blanks between them
    required: bool = True
    needed: bool = False
    missing: Any = None
    note: str | Promise = ""
    choices: tuple[str, ...] = ()
    open_list: bool = False
    as_text: bool = False
    in_template: bool = True
    width: int = 16
    units: tuple[str, ...] = ()  # a longer one before those that it contains
    doubles: Doubles = Doubles.REFUSED
    above: bool = False

    @property
    def must_be_there(self) -> bool:
        """Whether a table without this header is refused."""
        return self.required or self.needed


@dataclass(frozen=True, eq=False)
class Layout:
    """How all rows of one table lie."""

    at: Mapping[str, int]  # column name → where its cell is among a row's
    places: Mapping[str, int]  # column name → column number in the sheet, 1 is A
    units: Mapping[str, str]  # column name → unit that was named


@dataclass(slots=True)
class Row:
    """One row of a table: its raw cells, what they mean, and what is wrong with them."""

    sheet: str
    number: int  # as Excel shows it
    cells: Sequence[Any]
    layout: Layout
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""  # its natural key and what it says, as they are kept
    digest: str = ""

    def cell(self, column: str) -> Any:
        """The raw cell of a column; "" where the table has none."""
        at = self.layout.at.get(column)
        return "" if at is None else self.cells[at]

    def wrong(self, column: str, message: str) -> None:
        """Says what is wrong at one of the row's cells."""
        self.errors.append((column, str(message)))


class Importer:
    """One kind of import, for one user, with its lookups loaded once."""

    kind: ClassVar[str]
    title: ClassVar[str | Promise]
    verb: ClassVar[str | Promise] = _(
        "Import from Excel"
    )  # of the button among those of other kinds
    sheet_title: ClassVar[str]  # of the template, Chinese like its headers
    roles: ClassVar[frozenset[str]]  # who may import
    list_url: ClassVar[str]  # where the records are then
    look_again: ClassVar[str] = ""  # the query of that list for what ``follow_up`` tells of
    key_column: ClassVar[str]  # where a row that cannot be written is marked
    tables: ClassVar[tuple[type[Model], ...]] = ()  # that a big import fills
    limits: ClassVar[Limits] = DEFAULT
    # Rows that are compared and written together; 0: all of a file. A kind of long files names a number;
    # ``settle``, ``create`` and ``update`` are then called for each so many rows, in one transaction.
    batch: ClassVar[int] = 0
    checks_wrong_rows: ClassVar[bool] = False  # whether ``check`` copes with cells that are wrong
    # What the page beside the form says of the template, and of sheets of one's own.
    template_note: ClassVar[str | Promise] = _("It has the headers and a note under each.")
    own_sheet_note: ClassVar[str | Promise] = _(
        "Your own sheet will do as well: headers are recognised by what they are usually called; "
        "titles above, notes and total rows are left out."
    )
    columns: Sequence[Column]
    do_not_call_in_templates = True  # a page shows the class itself: its title, its kind

    def __init__(self, user: Any) -> None:
        self.user = user
        self.is_rest = (
            False  # whether the file holds the wrong rows of another one, and nothing else
        )
        # Signature of headers → column of the sheet → name of ours: what somebody has said they mean.
        self.mappings: dict[str, dict[int, str]] = {}

    def begins(self, parsed: Any) -> None:
        """A file (``checking.Parsed``) is about to be gone through, to be looked at or to be written.

        Called again for each time. Whoever must know all rows before the first one goes through them here.
        """

    def opens(self, sheet: str, above: Sequence[Sequence[Any]]) -> None:
        """A table begins: the name of its sheet, and the rows ``above`` it, those nearest to it first."""

    def given(self, sheet: str, titles: Sequence[Sequence[Any]]) -> dict[str, Any]:
        """Column name → cell, for all rows of a table that say nothing there: from the rows above it.

        ``sheet`` is the name of its sheet. As it stands, columns with ``above`` are found by their labels.
        """
        return {
            column.name: value
            for column in self.columns
            if column.above
            for label in (column.header, *column.synonyms.split())
            if (value := labelled(titles, normalised(label))) != ""
        }

    def cell(self, row: Row, column: str) -> Any:
        """The raw value of a cell; importers whose cells belong together may put them together here."""
        return row.cell(column)

    def passes_over(self, row: Row) -> bool:
        """Whether a row of the table is none of this kind, and is left out before it is read."""
        return False

    def check(self, row: Row) -> None:
        """Rules between the cells of a row whose own cells are in order; may complete ``row.values``."""

    def check_all(self, rows: Sequence[Row]) -> None:
        """Checks rows of one table, in their order."""
        for row in rows:
            if not row.errors or self.checks_wrong_rows:
                self.check(row)

    def key(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """What makes a row the same one when it is sent again."""
        raise NotImplementedError

    def settle(self, rows: Iterable[Row], *, lock: bool) -> None:
        """Last word before rows are compared with what is there; with ``lock`` they will be written.

        What the rules depend on may be locked here, and rows judged again where it has changed.
        """

    def key_of(self, row: Row) -> str:
        """The natural key of a row, as it is kept."""
        return imported.hashed(self.key(row.values))

    def digest_of(self, row: Row) -> str:
        """What a row says, as it is kept."""
        return imported.digest_of(row.values)

    def remembered(self, rows: Mapping[str, Row]) -> imported.Known:
        """Which of ``rows``, by their keys, were imported before."""
        return imported.found(self.kind, rows)

    def remember(self, new: Sequence[tuple[int, Row]], known: Sequence[tuple[int, Row]]) -> None:
        """Keeps what was imported: (id of the record, row), of ``new`` records and of ``known`` ones."""
        imported.keep(self.kind, new, known)

    def known(self, rows: Iterable[Row]) -> dict[tuple[str, ...], int]:
        """Natural key → id of the records that came another way and say the same as one of ``rows``."""
        return {}

    def records(self, ids: Iterable[int], *, lock: bool) -> dict[int, Any]:
        """The records that the user may see, by id, locked in the order of their ids if ``lock``."""
        raise NotImplementedError

    def differs(self, record: Any, values: Mapping[str, Any]) -> bool:
        """Whether the row says something else than the record."""
        raise NotImplementedError

    def why_closed(self, record: Any) -> str:
        """Why the record can no longer be changed, or ""."""
        return ""

    def why_not(self, row: Row, record: Any) -> tuple[str, str] | None:
        """(column, words) of what stands against a row that is new, or changes ``record``."""
        why = self.why_closed(record) if record is not None else ""
        return (self.key_column, why) if why else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around all batches of a file that are written, within their transaction."""
        yield

    def create(self, rows: Sequence[Row]) -> list[int]:
        """Makes a record of each row; gives their ids in the same order."""
        raise NotImplementedError

    def update(self, pairs: Sequence[tuple[Any, Row]]) -> None:
        """Changes each record to what its row says."""
        raise NotImplementedError

    def follow_up(self) -> str:
        """What follows from the rows once they are written, in the same transaction; says what came of it."""
        return ""


def importers_for(user: Any) -> list[type[Importer]]:
    """The kinds that the user's role may import."""
    kinds = [import_string(path) for path in settings.IMPORTERS.values()]
    return [importer for importer in kinds if user.role in importer.roles]


def importer_class(kind: str) -> type[Importer] | None:
    """The importer of a kind, as the settings name it."""
    path = settings.IMPORTERS.get(kind)
    return import_string(path) if path else None
