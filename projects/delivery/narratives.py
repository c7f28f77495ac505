"""What is written in a service record of residents: its agency reads it, others open it with a reason."""

from typing import Any, NamedTuple

from projects.delivery.models import ServiceRecord

NARRATIVES = ("process", "outcome", "follow_up", "supervisor_opinion", "note")


class Told(NamedTuple):
    """One text of a record, with what it is called."""

    label: Any
    text: str


def narrative_of(record: ServiceRecord) -> list[Told]:
    """The texts of ``record`` that are not empty."""
    fields: list[Any] = [record._meta.get_field(name) for name in NARRATIVES]
    told = ((field.verbose_name, getattr(record, field.name)) for field in fields)
    return [Told(label, text) for label, text in told if text]
