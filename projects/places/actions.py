"""Storing a tree of places: what differs is written, in bulk, or nothing at all."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.cache import cache
from django.db import transaction

from projects.common.database import gather_statistics
from projects.places.lists import Facts
from projects.places.merging import Change, Entry, Tree, merged, told
from projects.places.models import LEVEL_DIGITS, Place

BATCH = 1000
_OWN = ["code", "name", "former_name", "level", "kind", "valid_from", "valid_to"]
_OWN += ["administered", "reports_as"]


@dataclass(frozen=True)
class Loaded:
    """How many places were added and changed, and how many there are now."""

    added: int
    changed: int
    total: int


@transaction.atomic
def load_changes(*, changes: Iterable[Change], facts: Facts) -> Loaded:
    """Merges the lists of ``changes``, in their order, into the places that are stored.

    All of it or nothing. Doing it again changes nothing. Remembered choices and ranges are forgotten.
    """
    changes = list(changes)
    provinces = {code[:2] for change in changes for code in change.rows}
    before = _stored(provinces)
    after = before
    for change in changes:
        after = merged(after, change)
    after = told(after, facts)
    added = [entry for code, entry in after.items() if code not in before]
    changed = [entry for code, entry in after.items() if code in before and entry != before[code]]
    if added or changed:
        pks = dict(Place.objects.values_list("code", "pk"))
        _insert(added, pks)
        _rewrite(changed, pks)
        gather_statistics(Place)
    transaction.on_commit(cache.clear)
    return Loaded(len(added), len(changed), len(after))


def _stored(provinces: Iterable[str]) -> Tree:
    tree: Tree = {}
    for stem in sorted(provinces):
        rows = Place.objects.filter(code__startswith=stem).values_list(
            *_OWN, "parent__code", "successor__code"
        )
        for *own, parent, successor in rows:
            entry = Entry(
                **dict(zip(_OWN, own, strict=True)), parent=parent or "", successor=successor or ""
            )
            tree[entry.code] = entry
    return tree


def _place(entry: Entry, pks: dict[str, int]) -> Place:
    """The row of an entry; without its successor where that has no key yet."""
    values = asdict(entry)
    parent, successor = values.pop("parent"), values.pop("successor")
    return Place(
        **values,
        parent_id=pks[parent] if parent else None,
        successor_id=pks.get(successor) if successor else None,
    )


def _insert(added: list[Entry], pks: dict[str, int]) -> None:
    """Stores new places from the province down, and adds their keys to ``pks``."""
    late: list[Entry] = []
    for digits in sorted(set(LEVEL_DIGITS.values())):
        level = [entry for entry in added if LEVEL_DIGITS[Place.Level(entry.level)] == digits]
        # Successors before those who have one, so that most rows are written once.
        for heirs in (True, False):
            entries = [entry for entry in level if (not entry.successor) == heirs]
            late += [entry for entry in entries if entry.successor and entry.successor not in pks]
            rows = [_place(entry, pks) for entry in entries]
            for place in Place.objects.bulk_create(rows, batch_size=BATCH):
                pks[place.code] = place.pk
    _rewrite(late, pks)


def _rewrite(entries: list[Entry], pks: dict[str, int]) -> None:
    """Writes places that are stored already, found by their codes."""
    Place.objects.bulk_create(
        [_place(entry, pks) for entry in entries],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*(name for name in _OWN if name != "code"), "parent", "successor"],
    )
