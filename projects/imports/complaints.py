"""What is said of a file that is refused, and columns as Excel shows them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.limits import DEFAULT, Limits


def damaged() -> ValidationError:
    """The complaint about a file that claims to be an xlsx and cannot be read as one."""
    return ValidationError(
        _(
            "This file is damaged or is no Excel workbook. Open it in Excel or WPS and save it as .xlsx."
        )
    )


def column_number(letters: str) -> int:
    """1 of A, 27 of AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """A of 1, AA of 27: the column as Excel shows it."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def too_large(limits: Limits = DEFAULT, rows: int = 0) -> ValidationError:
    """The complaint about more cells than anybody fills in by hand."""
    return ValidationError(
        _(
            "A sheet reaches beyond row %(rows)s or column %(columns)s, or there are too many cells in all. "
            "Delete what stands far outside the table, or divide the table into several files."
        ),
        params={"rows": rows or limits.rows, "columns": column_letters(limits.columns)},
    )
