"""What is done with entries that phones send, perhaps twice, perhaps days later."""

from typing import Any
from uuid import UUID

from django.db import transaction

from projects.delivery.actions.records import lock_project, log_service
from projects.delivery.models import ServiceRecord


class OtherEntry(Exception):
    """The key is taken by another entry; ``record`` is what it made, None where it is not hers to see."""

    def __init__(self, record: ServiceRecord | None) -> None:
        super().__init__("other entry")
        self.record = record


@transaction.atomic
def take_entry(
    *, project_id: int, by: Any, key: UUID, body_hash: str, **entry: Any
) -> tuple[ServiceRecord, bool]:
    """Logs a service of which the phone keeps the ``key``: its record, and whether it was made now.

    The same entry sent again gives the record that it made; another one under its key is refused
    with OtherEntry. The lock of the project lets the second of two sends see what the first wrote.
    """
    lock_project(project_id, by)
    if again := taken_before(by=by, key=key, body_hash=body_hash):
        return again, False
    made = log_service(
        project_id=project_id, by=by, submission_key=key, body_hash=body_hash, **entry
    )
    return made, True


def taken_before(*, by: Any, key: UUID, body_hash: str) -> ServiceRecord | None:
    """The record that this very entry has made already; OtherEntry where another entry has the key."""
    record = (
        ServiceRecord.everything.visible_to(by).filter(submission_key=key, created_by=by).first()
    )
    if record is None and ServiceRecord.everything.filter(submission_key=key).exists():
        raise OtherEntry(None)
    if record is not None and record.body_hash != body_hash:
        raise OtherEntry(record)
    return record
