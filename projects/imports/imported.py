"""What was imported before: found by the natural key of a row, kept with what the row said."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from projects.imports.models import ImportedRow

CHUNK = 1000  # keys of one question to the database
Known = dict[str, tuple[int, str]]  # key → id of the record, digest of what the row said


def found(kind: str, keys: Iterable[str]) -> Known:
    """Which of ``keys`` were imported before."""
    before: Known = {}
    for chunk in chunks(keys):
        rows = ImportedRow.objects.filter(kind=kind, key__in=chunk)
        for key, record_id, digest in rows.values_list("key", "record_id", "digest"):
            before[key] = (record_id, digest)
    return before


def keep(kind: str, new: Iterable[tuple[int, Any]], known: Iterable[tuple[int, Any]]) -> None:
    """Keeps (record, row): of new records, where the unique key lets the first through, and of others."""
    ImportedRow.objects.bulk_create(_rows(kind, new), batch_size=CHUNK)
    ImportedRow.objects.bulk_create(
        _rows(kind, known),
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["digest", "record_id"],
    )


def _rows(kind: str, pairs: Iterable[tuple[int, Any]]) -> list[ImportedRow]:
    return [
        ImportedRow(kind=kind, key=row.key, digest=row.digest, record_id=record_id)
        for record_id, row in pairs
    ]


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """The items in lists that one question to the database can hold."""
    everything = list(items)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]


def digest_of(values: Mapping[str, Any]) -> str:
    """What a row says, in 64 characters: equal for equal values, however they were written."""
    return hashed(sorted((name, _plain(value)) for name, value in values.items()))


def _plain(value: Any) -> Any:
    """What of a value is the same next year: of a record its id, whatever it is then called."""
    return value.pk if isinstance(value, Model) else value


def hashed(content: Any) -> str:
    """64 characters that stand for ``content``."""
    text = json.dumps(content, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
