"""Report definitions, one file a table. A definition says what is counted and knows nothing of formats."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column of figures: ``label`` stands alone, ``head`` stands under the heading ``group``."""

    key: str
    label: Promise
    unit: Promise
    kind: Literal["count", "rate", "money"]
    group: Promise
    head: Promise


@dataclass(frozen=True)
class Table:
    """A finished table: its figures are integers, rates are per cent, money is text in yuan.

    ``total`` and each of ``rows`` have ``place`` (12-digit code), ``name``, ``level`` and one value a
    column. ``example`` marks generated data. What a table says is in ``as_dict``.
    """

    report: str
    number: str
    title: str
    parameters: dict[str, str]
    as_of: date
    columns: tuple[Column, ...]
    total: Row
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    example: bool = False

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the figures and of what was asked: not of wording, of who ran it or when.

        SHA-256 of ``report parameters as_of columns total rows`` as JSON with sorted keys, without
        spaces, in UTF-8; of the columns the keys.
        """
        said = {
            "report": self.report,
            "parameters": self.parameters,
            "as_of": self.as_of.isoformat(),
            "columns": [column.key for column in self.columns],
            "total": self.total,
            "rows": self.rows,
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """The table as it is frozen and exported, labelled in the site's language."""
        with translation.override(settings.LANGUAGE_CODE):
            columns = [
                {"key": column.key, "label": str(column.label), "unit": str(column.unit)}
                for column in self.columns
            ]
        return {
            "report": self.report,
            "parameters": self.parameters,
            "as_of": self.as_of.isoformat(),
            "columns": columns,
            "total": self.total,
            "rows": list(self.rows),
            "sha256": self.sha256,
        }
