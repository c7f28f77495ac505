"""Filters of what agencies deliver."""

from projects.delivery.filters.records import ServiceFilter

__all__ = ["ServiceFilter"]
