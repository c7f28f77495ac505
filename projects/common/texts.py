"""Values as texts that go into files: CSV, PDF, workbooks."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese as Latin


class Texts(dict[Any, str]):
    """Values of one kind as text. A table says the same again and again, so the short ones are remembered."""

    MOST, LONGEST = 5_000, 60

    def __missing__(self, value: Any) -> str:
        text = str(value)
        if len(self) < self.MOST and len(text) <= self.LONGEST:
            self[value] = text
        return text


def as_text(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_csv(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as a CSV file: UTF-8 with a byte order mark, lines ended by CR LF, no text a formula."""
    text = io.StringIO(newline="")
    lines = ([as_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(text).writerows(lines)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def in_words(value: Any) -> str:
    """A value as people read it: days in ISO form, moments in local time, nothing for None."""
    if value is None or value == "":
        return ""
    if value is True or value is False:
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Iterable) and not isinstance(value, str | Promise):
        return "、".join(in_words(one) for one in value)
    return str(value)
