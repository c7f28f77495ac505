"""Values as texts that go into files: CSV, PDF, workbooks."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese as Latin


def as_text(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


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
