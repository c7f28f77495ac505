"""What agencies do every day: services, the case files and groups they belong to, whom they reach."""

from projects.delivery.models.case import CaseFile
from projects.delivery.models.correction import Correction
from projects.delivery.models.group import GroupMember, ServiceGroup
from projects.delivery.models.month import MonthMove, MonthReport
from projects.delivery.models.person import Attendance, Beneficiary, Person
from projects.delivery.models.record import ServiceRecord
from projects.delivery.models.rule import ServiceRule
from projects.delivery.models.summary import (
    CountySummary,
    CountyYear,
    ProjectSummary,
    SummaryMonth,
    SummaryYear,
)

__all__ = [
    "Attendance",
    "Beneficiary",
    "CaseFile",
    "Correction",
    "CountySummary",
    "CountyYear",
    "GroupMember",
    "MonthMove",
    "MonthReport",
    "Person",
    "ProjectSummary",
    "ServiceGroup",
    "ServiceRecord",
    "ServiceRule",
    "SummaryMonth",
    "SummaryYear",
]
