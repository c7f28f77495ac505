"""The list of services as a file, in the columns that the import reads: exported, edited, sent again.

Officials and auditors get counts; what tells of residents is in the agency's own file alone.
"""

from collections.abc import Callable, Iterator
from typing import Any

from projects.common.roles import Role
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
    """A list of texts a record; read in batches, so that a year fits in any memory."""
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
