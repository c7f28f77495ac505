"""Report definitions, one file a table. A definition says what is counted and knows nothing of formats.

A new report is one file with a ``Definition`` and one line in ``registry.py``.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.places.models import Place
from projects.reports.definitions.behind import Opener

Row = dict[str, Any]
Progress = Callable[[int, int], Any]
NOTHING = "—"  # where there is no figure
TEN_THOUSAND_YUAN = gettext_lazy("10,000 yuan")  # money is printed in it


@dataclass(frozen=True)
class Column:
    """One column: ``label`` stands alone, ``head`` stands under the heading ``group``.

    Figures are of kind count, rate (a quotient, such as per cent, shown with ``decimals``) or money (yuan);
    a text is shown as it is, or as what ``words`` says its code means. ``nothing`` stands where there is
    no figure.
    """

    key: str
    label: Promise
    unit: Promise | str
    kind: Literal["count", "rate", "money", "text"]
    group: Promise
    head: Promise
    words: tuple[tuple[str, Any], ...] = ()
    nothing: Promise | str = NOTHING
    decimals: int = 1

    def text(self, value: Any) -> Any:
        """The value in words where it is a code."""
        return str(dict(self.words)[value]) if value and self.words else value


@dataclass(frozen=True)
class Label:
    """A word that a row carries beside its place, such as the level that pays.

    ``words`` says what its codes mean; without it the text stands for itself. "" is all of them.
    """

    key: str
    label: Promise
    words: tuple[tuple[str, Any], ...] = ()
    every: Promise | str = ""

    def text(self, value: str) -> str:
        """The value as it is read."""
        return str(dict(self.words).get(value, value)) if value else str(self.every)


@dataclass(frozen=True)
class Option:
    """A parameter that a definition takes besides plan, place and day: one choice of a few, or a day.

    A day has no ``choices``; it is text such as 2018-12-31, or "". ``goes_with`` is another option and
    the choice of it without which this one says nothing. One that ``narrows`` counts everything unless
    somebody chooses otherwise. One that is ``quiet`` says nothing and need not be
    answered as long as it stands by itself: what was made before there was a choice is the same.
    ``field`` is what forms call it where another of its name has other choices.
    """

    name: str
    label: Promise
    choices: tuple[tuple[str, Promise], ...]
    help: Promise
    goes_with: tuple[str, str] | None = None
    narrows: bool = False
    quiet: bool = False
    field: str = ""

    @property
    def in_forms(self) -> str:
        """What forms call it."""
        return self.field or self.name

    @property
    def default(self) -> str:
        return self.choices[0][0] if self.choices else ""

    def text(self, value: str) -> str:
        """The value as it is read."""
        return str(dict(self.choices).get(value, value))


@dataclass(frozen=True)
class Table:
    """A finished table: its figures are integers, rates are per cent, money is text in yuan.

    ``total`` and each of ``rows`` have ``place`` (12-digit code), ``name``, ``level``, one value a
    label and one a column; a value that there is none of, or that is withheld, is None. ``level`` is
    total (a part of the total), city, county, own (what a city or the province itself holds), township
    (what the county itself holds, too) or project.
    ``example`` marks generated data; ``unit`` is that of the figures. What a table says is in
    ``as_dict``; ``signed`` are head of unit, reviewer, maker, telephone and day, which are no part of it.
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
    labels: tuple[Label, ...] = ()
    unit: str = ""
    signed: tuple[str, ...] = ()
    has_total: bool = True

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

    def row(self, number: int) -> Row:
        """The row with this number as what stands behind it is asked for: 0 is the total."""
        return self.rows[number - 1] if number else {**self.total, "level": "total"}

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


class Definition(ABC):
    """What one report counts: of a plan, for a place, as of a day, with its own ``options``.

    ``check`` raises ValidationError, with the field that is wrong, when there is nothing to count;
    ``count`` does so too. The number of queries depends neither on counties nor on projects.
    """

    key: str
    name: Promise
    description: Promise
    number: Promise
    unit: Promise  # of the figures, for the corner of the form
    columns: tuple[Column, ...]
    labels: tuple[Label, ...] = ()
    options: tuple[Option, ...] = ()
    opens: tuple[str, ...] = ()  # the columns whose figures open
    closed: Promise | str = ""  # why the figures of the others do not
    has_total: bool = True  # whether its rows add up to anything

    @abstractmethod
    def check(self, *, user: Any, plan: Any, as_of: date, place: Place, **options: str) -> None:
        """Refuses what cannot be asked for."""

    @abstractmethod
    def count(
        self,
        *,
        user: Any,
        plan: Any,
        as_of: date,
        place: Place | None = None,
        on_progress: Progress | None = None,
        **options: str,
    ) -> Table:
        """The table of ``plan`` as of a day, for ``place`` (or all that ``user`` may see)."""

    @abstractmethod
    def title(self, total: Row, parameters: dict[str, str]) -> str:
        """What stands above the table."""

    @abstractmethod
    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        """What a reader must know to read the figures right."""

    @property
    def defaults(self) -> dict[str, str]:
        """Its options as they stand by themselves."""
        return {one.name: one.default for one in self.options}

    def said(self, given: dict[str, str]) -> list[tuple[Option, str]]:
        """The options among those ``given`` that say something, with their values."""
        found = [(one, given.get(one.name, "")) for one in self.options]
        return [
            (one, value)
            for one, value in found
            if value and not ((one.narrows or one.quiet) and value == one.default)
        ]

    def usual_day(self, plan: Any) -> date | None:
        """The day that it is asked for where nobody says which; None where somebody must."""
        return None

    def labels_for(self, parameters: dict[str, str]) -> tuple[Label, ...]:
        """The labels of what was asked for."""
        return self.labels

    def opener(self, *, user: Any, plan: Any, as_of: date, place: Place, **options: str) -> Opener:
        """What stands behind the figures in the columns ``opens``, as far as ``user`` may see it.

        It takes the records from where ``count`` takes them, narrowed to the row.
        """
        raise NotImplementedError

    def __call__(self, **asked: Any) -> Table:
        return self.count(**asked)

    def table(
        self,
        *,
        parameters: dict[str, str],
        as_of: date,
        total: Row,
        rows: Iterable[Row],
        example: bool,
    ) -> Table:
        """The finished table around what was counted; what it is narrowed to is the first of its notes."""
        only = [one.text(value) for one, value in self.said(parameters) if one.narrows]
        notes = self.notes(total, parameters, as_of)
        if only:
            notes.insert(0, _("Counted only: %(what)s.") % {"what": " · ".join(only)})
        return Table(
            report=self.key,
            number=str(self.number),
            title=self.title(total, parameters),
            parameters=parameters,
            as_of=as_of,
            columns=self.columns,
            total=total,
            rows=tuple(rows),
            notes=tuple(notes),
            example=example,
            labels=self.labels_for(parameters),
            unit=str(self.unit),
            has_total=self.has_total,
        )

    def thawed(self, frozen: dict[str, Any], *, example: bool) -> Table:
        """The table that was frozen by ``as_dict``."""
        return self.table(
            parameters=frozen["parameters"],
            as_of=date.fromisoformat(frozen["as_of"]),
            total=frozen["total"],
            rows=frozen["rows"],
            example=example,
        )
