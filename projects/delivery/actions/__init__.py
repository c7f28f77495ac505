"""What is done with services, case files, groups and the register."""

from projects.delivery.actions.records import Entry, change_service, log_service

__all__ = ["Entry", "change_service", "log_service"]
