"""Where the tables lie in a sheet: titles above, a row of notes, totals and signatures, another table below.

Agencies and communities keep sheets of their own; what is recognised here is what they look like.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.asides import Looks, is_aside, unit_above
from projects.imports.cells import is_blank, normalised, shown
from projects.imports.headers import LONGEST, Heads, best, names_of
from projects.imports.importer import Column, Importer, Layout, Row
from projects.imports.reading import Book, Sheet, Values

SEARCHED = 30  # rows from the top in which a header is looked for
PIECE = 500  # rows that are looked at together
NARROW = 3  # filled cells that a title between two tables has at most


@dataclass
class Table:
    """The first table of one sheet: its headers, and which column means what; others may follow below."""

    sheet: Sheet
    heads: Heads
    columns: dict[int, Column]  # by column index
    ignored: list[str]  # headers that nothing is known about, or that another one is read for
    importer: Importer
    above: list[Values] = field(default_factory=list)  # the rows of titles above the headers
    skipped: int = 0  # rows of notes, totals and signatures, counted while the rows are read
    tops: list[int] = field(default_factory=list)  # rows without which the others say less: indexes

    @property
    def header(self) -> int:
        """Index of the (last) header row."""
        return self.heads.row

    def pieces(self) -> Iterator[list[Row]]:
        """The rows of data, some at a time; blank ones, notes, totals and signatures are left out.

        When the next piece is asked for, a table below may begin: whoever must know what stands above
        these rows looks at them before.
        """
        self.skipped = 0
        made, titles = self._maker(self._header_row(), self.above), self.above
        self.tops = list(
            range(0 if made.given else self.header + 1 - self.heads.deep, self.header + 1)
        )
        # Rows that may be the titles of a table below, until it is known whether one follows.
        held: list[tuple[int, Values, list[Any]]] = []
        top = self.header + 1 - self.heads.deep
        words = [
            {value for value in raw if not is_blank(value)}
            for raw in self.sheet.head[top : self.header + 1]
        ]
        looks = Looks(set().union(*words))
        lines = islice(enumerate(self.sheet), self.header + 1, None)
        while some := [*islice(lines, PIECE)]:
            rows: list[Row] = []
            sure = looks.are_data([raw for _index, raw in some])
            for index, raw in some:
                if sure or looks.is_data(raw):
                    if held:
                        rows += self._data(held, made)
                        held = []
                    rows.append(made.row(self.sheet.name, index + 1, raw))
                    continue
                filled = [value for value in raw if not is_blank(value)]
                if not filled:
                    continue
                if self._is_header(filled, words):
                    yield rows
                    rows = []
                    self.skipped += 1 + len(held)
                    titles = [row for _index, row, _filled in held] + titles
                    made = self._maker(raw, titles)
                    if held or raw != self._header_row():
                        self.tops += [*(at for at, _raw, _filled in held), index]
                    held = []
                elif len(filled) <= NARROW < len(self.columns):
                    held.append((index, raw, filled))
                else:
                    rows += self._data([*held, (index, raw, filled)], made)
                    held = []
            yield rows
        yield [*self._data(held, made)]

    def _header_row(self) -> Values:
        return self.sheet.head[self.header]

    @staticmethod
    def _is_header(filled: list[Any], words: list[set[Any]]) -> bool:
        """Whether the headers stand here once more: of the same table, or of the next one."""
        return any(
            (filled[0] in row or (len(filled) > 1 and filled[1] in row))
            and sum(value in row for value in filled) * 2 > len(row)
            for row in words
        )

    def _data(self, held: list[tuple[int, Values, list[Any]]], made: "Maker") -> Iterator[Row]:
        for index, raw, filled in held:
            if is_aside(filled):
                self.skipped += 1
            else:
                yield made.row(self.sheet.name, index + 1, raw)

    def _maker(self, raw: Values, titles: list[Values]) -> "Maker":
        """How the cells of a row are named, by the header row ``raw`` and by what stands above it."""
        columns = self.columns
        texts = {head.at: normalised(head.text) for head in self.heads.heads}
        if self.heads.deep == 1 and raw != self._header_row():
            # The next table has the same headers, perhaps in another order.
            meant = {texts[at]: column for at, column in columns.items()}
            texts = {at: normalised(value) for at, value in enumerate(raw)}
            columns = {at: meant[text] for at, text in texts.items() if text in meant}
        self.importer.opens(self.sheet.name, titles)
        units = " ".join(unit_above(value) for title in titles for value in title)
        return Maker(
            columns,
            {column.name: at + 1 for at, column in reversed(columns.items())},
            {
                column.name: _named(column.units, texts[at]) or _named(column.units, units)
                for at, column in columns.items()
                if column.units
            },
            self.importer.given(self.sheet.name, titles),
        )


@dataclass
class Maker:
    """Makes rows of the cells of one table; ``given`` is what its title says for all of them."""

    columns: Mapping[int, Column]
    places: Mapping[str, int]
    units: Mapping[str, str]
    given: Mapping[str, Any]

    @cached_property
    def width(self) -> int:
        """The cells that a row has at least."""
        return max(self.columns, default=-1) + 1

    @cached_property
    def is_simple(self) -> bool:
        """Whether each column is there once and no title says anything."""
        return not self.given and len(self.places) == len(self.columns)

    @cached_property
    def layout(self) -> Layout:
        """Where ``row`` puts the cells."""
        at = {column.name: index for index, column in self.columns.items()}
        if not self.is_simple:
            at = {name: index for index, name in enumerate(dict.fromkeys([*at, *self.given]))}
        return Layout(at, self.places, self.units)

    def row(self, sheet: str, number: int, raw: Values) -> Row:
        """A row of the table; what is joined is each different text once."""
        if len(raw) < self.width:
            raw = [*raw, *[""] * (self.width - len(raw))]
        if self.is_simple:
            return Row(sheet, number, raw, self.layout)
        cells: dict[str, Any] = {}
        for at, column in self.columns.items():
            value = raw[at]
            if column.name not in cells:
                cells[column.name] = value
                continue
            before = cells[column.name]
            if is_blank(before):
                cells[column.name] = value
            elif not is_blank(value) and shown(value) not in shown(before):
                cells[column.name] = f"{shown(before)} {shown(value)}"
        for name, value in self.given.items():
            if is_blank(cells.get(name, "")):
                cells[name] = value
        return Row(sheet, number, [cells[name] for name in self.layout.at], self.layout)


def tables(book: Book, importer: Importer) -> list[Table]:
    """The tables of the book. A ValidationError says which header is missing and which were found."""
    found = [table for sheet in book.sheets if (table := _table(sheet, importer))]
    if not found:
        raise ValidationError(
            _(
                "No table was recognised: no row holds the headers %(headers)s. "
                "In the file stands: %(found)s."
            ),
            params={
                "headers": _joined(
                    column.header for column in importer.columns if column.must_be_there
                ),
                "found": _joined(_first_texts(book)) or _("nothing"),
            },
        )
    for table in found:
        _complain_about_missing(table)
    return found


def _named(units: Sequence[str], text: str) -> str:
    return next((unit for unit in units if unit in text), "")


def _table(sheet: Sheet, importer: Importer) -> Table | None:
    names = names_of(importer.columns)
    rows = sheet.head[:SEARCHED]
    heads = best(rows, names, importer.mappings)
    if heads is None:
        return None
    columns = {head.at: head.column for head in heads.heads if head.column}
    ignored = [head.text[:LONGEST] for head in heads.heads if not head.column]
    table = Table(sheet, heads, columns, ignored, importer, rows[: heads.row + 1 - heads.deep])
    _leave_out_doubles(table, list(names))
    _complain_about_doubles(table)
    return table


def _leave_out_doubles(table: Table, order: list[str]) -> None:
    """Of several columns that mean the same and of which only the best is read, leaves the others out."""
    heads = {head.at: head for head in table.heads.heads}
    ranks = {at: order.index(heads[at].name) for at in table.columns}
    best: dict[str, int] = {}
    for at, column in table.columns.items():
        kept = best.setdefault(column.name, at)
        if ranks[at] < ranks[kept]:
            best[column.name] = at
    for at, column in list(table.columns.items()):
        if column.doubles == Column.Doubles.BEST and best[column.name] != at:
            table.ignored.append(heads[at].text[:LONGEST])
            del table.columns[at]


def _complain_about_doubles(table: Table) -> None:
    texts = {head.at: head.text for head in table.heads.heads}
    meant: dict[str, int] = {}
    for at, column in table.columns.items():
        if column.name in meant and column.doubles == Column.Doubles.REFUSED:
            raise ValidationError(
                _("In the sheet “%(sheet)s”, row %(row)s, two columns mean the same: %(found)s."),
                params={
                    "sheet": table.sheet.name,
                    "row": table.header + 1,
                    "found": _joined(texts[index] for index in (meant[column.name], at)),
                },
            )
        meant[column.name] = at


def _complain_about_missing(table: Table) -> None:
    there = {column.name for column in table.columns.values()}
    there |= set(table.importer.given(table.sheet.name, table.above))
    missing = [
        column.header
        for column in table.importer.columns
        if column.must_be_there and column.name not in there
    ]
    if missing:
        raise ValidationError(
            _(
                "The sheet “%(sheet)s” lacks the column %(missing)s. "
                "Its header row is row %(row)s, where these were found: %(found)s."
            ),
            params={
                "sheet": table.sheet.name,
                "missing": _joined(missing),
                "row": table.header + 1,
                "found": _joined(head.text for head in table.heads.heads),
            },
        )


def _first_texts(book: Book) -> Iterator[str]:
    """The first texts of the file, so that the complaint shows what was looked at."""
    left = 20
    for sheet in book.sheets:
        for raw in sheet.head[:SEARCHED]:
            for value in raw:
                if left and not is_blank(value):
                    left -= 1
                    yield shown(value)[:30]


def _joined(texts: Any) -> str:
    return "、".join(texts)
