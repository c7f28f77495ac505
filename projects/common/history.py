"""Who changed what in a record, in the user's words, read from django-simple-history."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import models
from django.utils.formats import date_format
from simple_history.models import HistoricalRecords

from projects.common.codes import CodesField
from projects.common.texts import in_words

Names = dict[str, dict[Any, str]]  # by the column, what its ids are called
Told = Mapping[str, Callable[[Any], str]]  # by the field, what a version says in it
_INNER = frozenset({"version", "updated_at", "submission_key", "created_by", "created_at"})


class RecordHistory(HistoricalRecords):
    """History of a table that grows by the hundred thousand: read through its record, with no other index."""

    def copy_fields(self, model: Any) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name == model._meta.pk.name
        return fields

    def get_extra_fields(self, model: Any, fields: dict[str, Any]) -> dict[str, Any]:
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        for name in ("history_date", "history_user"):
            extra[name].db_index = False
        return extra


class Change(NamedTuple):
    """One field that an edit changed: its label, and its value before and after as people read it."""

    label: str
    before: str
    after: str


class Edit(NamedTuple):
    """One saved version of a record. ``changes`` is empty for the first: the registration."""

    at: datetime
    by: Any
    is_first: bool
    changes: list[Change]


def edits(
    record: Any,
    limit: int = 50,
    without: frozenset[str] = frozenset(),
    told: Told = MappingProxyType({}),
) -> list[Edit]:
    """The saved versions of ``record`` that changed something readable, newest first.

    ``without``: fields that are told elsewhere; ``told``: how to read those that only their room can.
    """
    versions = list(record.history.select_related("history_user")[: limit + 1])
    unread = _INNER | without
    names = _names(record, versions, unread)
    found = []
    for new, old in zip_longest(versions, versions[1:]):
        changes = _changes(record, old, new, unread, names, told) if old else []
        is_first = new.history_type == "+"
        if is_first or changes:
            found.append(Edit(new.history_date, new.history_user, is_first, changes))
    return found[:limit]


def _names(record: Any, versions: list[Any], unread: frozenset[str]) -> Names:
    """What the versions point at, where they differ: one query a field, however often it changed."""
    names: Names = {}
    for field in record._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.name not in unread:
            ids = {getattr(version, field.attname, None) for version in versions} - {None}
            if len(ids) > 1 or any(getattr(v, field.attname, None) is None for v in versions):
                rows = field.related_model._default_manager.in_bulk(list(ids))
                names[field.attname] = {pk: str(row) for pk, row in rows.items()}
    return names


def _changes(
    record: Any, old: Any, new: Any, unread: frozenset[str], names: Names, told: Told
) -> list[Change]:
    changes = []
    for field in record._meta.concrete_fields:
        if field.name in unread or not hasattr(new, field.attname):
            continue
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if before != after:
            label = str(field.verbose_name)
            if field.name in told:
                said = told[field.name](old) or "—", told[field.name](new) or "—"
            else:
                named = names.get(field.attname, {})
                said = shown(field, before, named), shown(field, after, named)
            changes.append(Change(label, *said))
    return changes


def shown(field: models.Field, value: Any, named: dict[Any, str]) -> str:
    """``value`` as people read it; ``named`` is what ids are called."""
    if value in (None, "", []):
        return "—"
    if isinstance(field, models.ForeignKey):
        return named.get(value, str(value))
    if isinstance(field, CodesField):
        return field.labels(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField):
        return date_format(value, "Y-m-d")
    return in_words(value) if isinstance(value, bool) else str(value)
