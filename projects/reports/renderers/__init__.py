"""Renderers, one file a format: each is a function ``render(table, file)`` that writes bytes."""

from collections.abc import Callable
from typing import IO

from projects.reports.definitions import Table
from projects.reports.renderers import as_csv, as_json, as_pdf, as_xlsx

RENDERERS: dict[str, Callable[[Table, IO[bytes]], None]] = {
    "json": as_json.render,
    "csv": as_csv.render,
    "xlsx": as_xlsx.render,
    "pdf": as_pdf.render,
}
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
