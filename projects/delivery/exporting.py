"""The list of services as a file, in the columns that the import reads: exported, edited, sent again.

Officials and auditors get counts; what tells of residents is in the agency's own file alone.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from projects.common.roles import Role
from projects.common.texts import BYTE_ORDER_MARK, as_text
from projects.delivery.imports.columns import service_columns
from projects.delivery.models import ServiceRecord
from projects.imports.importer import Column
from projects.imports.villages import label

NARRATIVES = frozenset({"process", "outcome", "follow_up", "supervisor_opinion", "note"})
RELATED = ("project", "place__parent", "lead", "case", "group")
BATCH = 1000


def columns_for(user: Any) -> list[Column]:
    """The columns of the import that ``user`` may read."""
    shows = dict.fromkeys(("project", "place", "lead", "assistants", "case", "group"), str)
    everything = service_columns(str, shows)
    own = user.role == Role.AGENCY
    return [column for column in everything if own or column.name not in NARRATIVES]


def rows(records: Any, columns: list[Column]) -> Iterator[list[str]]:
    """Header and rows; read in batches, so that a year fits in any memory."""
    yield [column.header for column in columns]
    found = records.select_related(*RELATED).prefetch_related("assistants")
    for record in found.iterator(chunk_size=BATCH):
        yield [_cell(record, column) for column in columns]


def _cell(record: ServiceRecord, column: Column) -> str:
    special: dict[str, Callable[[], str]] = {
        "project": lambda: record.project.number,
        "place": lambda: label(record.place),
        "lead": lambda: record.lead.name,
        "assistants": lambda: "、".join(worker.name for worker in record.assistants.all()),
        "case": lambda: record.case.number if record.case else "",
        "group": lambda: record.group.name if record.group else "",
    }
    if column.name in special:
        return special[column.name]()
    value = getattr(record, column.name)
    return "" if value is None else column.show(value)


def as_csv(lines: Iterable[list[str]]) -> Iterator[str]:
    """Piece by piece: UTF-8 with its mark; nothing that a spreadsheet takes for a formula."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for line in lines:
        yield writer.writerow([as_text(text) for text in line])


def as_xlsx(lines: Iterable[list[str]]) -> IO[bytes]:
    """A workbook of text cells, so that Excel changes no code and no date; written row by row."""
    file = TemporaryFile()  # noqa: SIM115, the response closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("服务记录")
        text = book.add_format({"num_format": "@"})
        page.set_column(0, 40, 16, text)
        page.freeze_panes(1, 0)
        for at, line in enumerate(lines):
            for column, value in enumerate(line):
                if value:
                    page.write_string(at, column, value, text)
    file.seek(0)
    return file


class _Echo:
    def write(self, text: str) -> str:
        return text
