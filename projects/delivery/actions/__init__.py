"""What is done with services, case files, groups and the register."""

from projects.delivery.actions.people import (
    Facts,
    change_person,
    erase_person,
    register_person,
)
from projects.delivery.actions.records import Entry, change_service, log_service

__all__ = [
    "Entry",
    "Facts",
    "change_person",
    "change_service",
    "erase_person",
    "log_service",
    "register_person",
]
