"""Filters of what agencies deliver."""

from projects.delivery.filters.cases import CaseFilter
from projects.delivery.filters.corrections import CorrectionFilter
from projects.delivery.filters.groups import GroupFilter
from projects.delivery.filters.months import MonthFilter
from projects.delivery.filters.people import BeneficiaryFilter
from projects.delivery.filters.records import ServiceFilter
from projects.delivery.filters.rules import ServiceRuleFilter

__all__ = [
    "BeneficiaryFilter",
    "CaseFilter",
    "CorrectionFilter",
    "GroupFilter",
    "MonthFilter",
    "ServiceFilter",
    "ServiceRuleFilter",
]
