"""What one kind of import is: its columns, its rules, and how its rows become records.

A room subclasses ``Importer`` and is named in ``settings.IMPORTERS``; reading, checking, marking,
the pages and the command are the same for all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Column:
    """One column: its header as the template writes it, and what else people call it.

    ``parse`` turns a raw cell into a value or raises a ValidationError; ``show`` turns a value back into
    text. ``missing`` is what an empty cell of a column that is not required stands for. ``choices``
    fill a drop-down list; with ``open_list`` other text may be typed too. ``in_template`` is off for
    a column that is only understood where somebody's own sheet has it.
    """

    name: str
    header: str
    parse: Callable[[Any], Any]
    show: Callable[[Any], str] = str
    synonyms: str = ""  # blanks between them
    required: bool = True
    missing: Any = None
    note: str | Promise = ""
    choices: tuple[str, ...] = ()
    open_list: bool = False
    as_text: bool = False
    in_template: bool = True
    width: int = 16


@dataclass
class Row:
    """One row of a table: its raw cells by column name, what they mean, and what is wrong with them."""

    sheet: str
    number: int  # as Excel shows it
    cells: Mapping[str, Any]
    places: Mapping[str, int]  # column name → column number, 1 is A
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, column: str, message: str) -> None:
        """Says what is wrong at one of the row's cells."""
        self.errors.append((column, str(message)))


class Importer:
    """One kind of import, for one user, with its lookups loaded once."""

    kind: ClassVar[str]
    title: ClassVar[str | Promise]
    sheet_title: ClassVar[str]  # of the template, Chinese like its headers
    roles: ClassVar[frozenset[str]]  # who may import
    list_url: ClassVar[str]  # where the records are then
    key_column: ClassVar[str]  # where a row that cannot be written is marked
    tables: ClassVar[tuple[type[Model], ...]] = ()  # that a big import fills
    columns: Sequence[Column]
    do_not_call_in_templates = True  # a page shows the class itself: its title, its kind

    def __init__(self, user: Any) -> None:
        self.user = user

    def cell(self, row: Row, column: str) -> Any:
        """The raw value of a cell; importers whose cells belong together may put them together here."""
        return row.cells.get(column, "")

    def check(self, row: Row) -> None:
        """Rules between the cells of a row whose own cells are in order; may complete ``row.values``."""

    def key(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """What makes a row the same one when it is sent again."""
        raise NotImplementedError

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

    def create(self, rows: Sequence[Row]) -> list[int]:
        """Makes a record of each row; gives their ids in the same order."""
        raise NotImplementedError

    def update(self, pairs: Sequence[tuple[Any, Row]]) -> None:
        """Changes each record to what its row says."""
        raise NotImplementedError


def importer_class(kind: str) -> type[Importer] | None:
    """The importer of a kind, as the settings name it."""
    path = settings.IMPORTERS.get(kind)
    return import_string(path) if path else None
