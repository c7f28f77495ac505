"""Residents' needs, what was decided about them, and what residents report themselves."""

from projects.needs.models.decision import Decision
from projects.needs.models.need import Need
from projects.needs.models.report import ReportCount, ResidentReport

__all__ = ["Decision", "Need", "ReportCount", "ResidentReport"]
