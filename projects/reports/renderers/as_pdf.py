"""A table as a PDF in the layout of official statistics: A4 landscape, heads repeated, pages numbered."""

from typing import IO

from projects.common.pdf import rendered_pdf
from projects.reports import layout
from projects.reports.definitions import Table


def render(table: Table, file: IO[bytes]) -> None:
    """Writes the PDF, the same bytes for the same table. Raises ValidationError where Pango is missing."""
    context = {
        "table": table,
        "number": layout.number(table),
        "maker": layout.maker(table),
        "reporter": layout.reporter(table),
        "period": layout.period(table),
        "unit": layout.unit(table),
        "groups": layout.groups(table),
        "marks": layout.marks(table),
        "lines": layout.lines(table),
        "signatures": layout.signatures(table),
        "notes": layout.notes(table),
    }
    file.write(rendered_pdf("reports/table_pdf.html", context))
