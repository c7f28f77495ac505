"""What a correction changes: between an entry, the JSON that is kept of it, and words."""

from collections.abc import Mapping
from typing import Any

from projects.common.history import Change, shown
from projects.delivery.models import Correction
from projects.delivery.models.correction import column, label

# What was counted, by the names of an entry. Texts and files were not, and no copy of them is kept.
NAMES = (
    *("method", "field", "day", "starts_at", "ends_at", "hours", "place_id", "attendances"),
    *("people", "groups", "worker_ids", "case_id", "group_id", "session", "beneficiary_ids"),
    *("volunteers", "volunteer_hours", "rated", "satisfied"),
)


def plain(name: str, value: Any) -> Any:
    """``value``, of an entry or of JSON, as a record holds it, so that two can be compared."""
    if name == "worker_ids":
        return [value[0], *sorted(value[1:])]
    return sorted(value) if name == "beneficiary_ids" else column(name).to_python(value)


def entry_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept as JSON, as an entry tells it."""
    return {name: plain(name, value) for name, value in told.items()}


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``after`` tells otherwise than ``before``: as it was, and as it is to be."""
    was = entry_of({name: before[name] for name in NAMES if name in after})
    told = entry_of({name: after[name] for name in was})
    names = [name for name in was if was[name] != told[name]]
    return {name: was[name] for name in names}, {name: told[name] for name in names}


def sides(correction: Correction) -> list[Change]:
    """What the correction changes, before and after, as people read it."""
    return [
        Change(str(label(name)), *_words(name, correction.before[name], value))
        for name, value in correction.after.items()
    ]


def _words(name: str, *values: Any) -> list[str]:
    field = column(name)
    if not field.is_relation:
        return [shown(field, plain(name, value), {}) for value in values]
    sides = [value if isinstance(value, list) else [value] for value in values]
    rows = field.related_model._default_manager.in_bulk({pk for side in sides for pk in side if pk})
    # A person is named by the number of her entry: officials read no more of her.
    names = {pk: getattr(row, "number", None) or str(row) for pk, row in rows.items()}
    return ["、".join(names[pk] for pk in side if pk) or "—" for side in sides]
