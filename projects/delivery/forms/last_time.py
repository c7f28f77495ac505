"""What a new entry starts from: what she used last, or all of her last record."""

from typing import Any

from projects.delivery.models import ServiceRecord

# What she is not asked again; the rest only where she wants the same as last time.
KEPT = ("method", "field")
SAME = (
    *("hours", "starts_at", "ends_at", "attendances", "people", "groups"),
    *("volunteers", "volunteer_hours"),
)


def kept_from(record: ServiceRecord, *, whole: bool) -> dict[str, Any]:
    """What the form starts from after ``record``: site, workers, method and field; with ``whole``
    also times, numbers, case, group and people. A text is never kept."""
    kept = {name: getattr(record, name) for name in KEPT}
    kept |= {"place": record.place_id, "lead": record.lead_id}
    kept["workers"] = [worker.pk for worker in record.workers]
    if whole:
        kept |= {name: getattr(record, name) for name in SAME}
        kept |= {"case": record.case_id, "group": record.group_id}
        kept["beneficiaries"] = [person.pk for person in record.beneficiaries.not_erased()]
    return kept
