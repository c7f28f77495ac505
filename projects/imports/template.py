"""The template workbook: Chinese headers, a row of notes, drop-down lists, text where codes are."""

from collections.abc import Sequence
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from projects.imports.importer import Column, Importer

TITLE, HEADER, NOTES, FIRST, LAST = 0, 1, 2, 3, 5002  # rows, counted from 0
LISTS = (
    "选项"  # the hidden sheet of the drop-down lists; Excel takes no long list in the cell itself
)


def write_template(kind: type[Importer], user: Any, file: IO[bytes]) -> None:
    """Writes the template of a kind for one user, whose own communities are in the list."""
    with translation.override(settings.LANGUAGE_CODE):  # the headers are Chinese, so are the notes
        importer = kind(user)
        columns = [column for column in importer.columns if column.in_template]
        workbook = xlsxwriter.Workbook(file, {"in_memory": True})
        page = workbook.add_worksheet(importer.sheet_title)
        lists = workbook.add_worksheet(LISTS)
        lists.hide()
        _write_top(workbook, page, importer.sheet_title, columns)
        for at, column in enumerate(columns):
            _write_column(workbook, page, at, column)
            if column.choices:
                _write_list(page, lists, at, column)
        last = xlsxwriter.utility.xl_rowcol_to_cell(LAST, len(columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{last}"})
        page.freeze_panes(FIRST, 0)
        workbook.close()


def _write_top(workbook: Any, page: Any, title: str, columns: Sequence[Column]) -> None:
    page.write_string(TITLE, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
    page.set_row(NOTES, 62)
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    required = workbook.add_format({**head, "bg_color": "#D5E8E4"})
    optional = workbook.add_format({**head, "bg_color": "#EEF1F0"})
    note = workbook.add_format(
        {"border": 1, "text_wrap": True, "valign": "top", "font_size": 9, "font_color": "#55605D"}
    )
    for at, column in enumerate(columns):
        star = "*" if column.required else ""
        page.write_string(HEADER, at, column.header + star, required if star else optional)
        must = _("Required") if column.required else _("Optional")
        page.write_string(
            NOTES, at, _("%(must)s: %(note)s") % {"must": must, "note": column.note}, note
        )


def _write_column(workbook: Any, page: Any, at: int, column: Column) -> None:
    # Text everywhere: Excel then turns no code into a number and no day into another one.
    page.set_column(
        at, at, column.width, workbook.add_format({"num_format": "@", "text_wrap": True})
    )


def _write_list(page: Any, lists: Any, at: int, column: Column) -> None:
    for row, choice in enumerate(column.choices):
        lists.write_string(row, at, choice)
    letters = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
    page.data_validation(
        FIRST,
        at,
        LAST,
        at,
        {
            "validate": "list",
            "source": f"='{LISTS}'!{letters}$1:{letters}${len(column.choices)}",
            "show_error": not column.open_list,
            "error_title": column.header,
            "error_message": _("Choose one from the list."),
        },
    )
