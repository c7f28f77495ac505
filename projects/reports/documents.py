"""A finished run as a document: the workbook that the worker made, or the frozen rows made into one."""

from tempfile import TemporaryFile
from typing import IO

from projects.jobs import files
from projects.reports.definitions import Table
from projects.reports.definitions.registry import thawed
from projects.reports.models import ReportRun
from projects.reports.renderers import RENDERERS


def table_of(run: ReportRun) -> Table:
    """The table that the run froze."""
    return thawed(run.table, example=run.plan.is_demo)


def open_document(run: ReportRun, format: str) -> IO[bytes]:  # noqa: A002
    """The run in one of the formats, open to be read; ValidationError where the machine lacks it."""
    content = _workbook(run) if format == "xlsx" else None
    return content or rendered(table_of(run), format)


def rendered(table: Table, format: str) -> IO[bytes]:  # noqa: A002
    """A table in one of the formats, open to be read."""
    content = TemporaryFile()  # noqa: SIM115 - who reads it closes it
    RENDERERS[format](table, content)
    content.seek(0)
    return content


def _workbook(run: ReportRun) -> IO[bytes] | None:
    """The workbook that the worker made; None once it has expired."""
    try:
        return files.path_of(run.job.file).open("rb") if run.job and run.job.file else None
    except FileNotFoundError:
        return None
