"""Who reads what of services and of the people they reach."""

from projects.delivery.querysets.months import (
    CorrectionQuerySet,
    MonthMoveQuerySet,
    MonthReportQuerySet,
)
from projects.delivery.querysets.people import (
    AttendanceQuerySet,
    BeneficiaryQuerySet,
    PersonQuerySet,
)
from projects.delivery.querysets.records import CountedManager, MethodCounts, ServiceRecordQuerySet
from projects.delivery.querysets.rules import ServiceRuleQuerySet
from projects.delivery.querysets.summaries import (
    CountySummaryQuerySet,
    ProjectSummaryQuerySet,
    SummaryMonthQuerySet,
    SummaryYearQuerySet,
)
from projects.delivery.querysets.work import (
    CaseFileQuerySet,
    GroupMemberQuerySet,
    ServiceGroupQuerySet,
    WorkCounts,
)

__all__ = [
    "AttendanceQuerySet",
    "BeneficiaryQuerySet",
    "CaseFileQuerySet",
    "CorrectionQuerySet",
    "CountedManager",
    "CountySummaryQuerySet",
    "GroupMemberQuerySet",
    "MethodCounts",
    "MonthMoveQuerySet",
    "MonthReportQuerySet",
    "PersonQuerySet",
    "ProjectSummaryQuerySet",
    "ServiceGroupQuerySet",
    "ServiceRecordQuerySet",
    "ServiceRuleQuerySet",
    "SummaryMonthQuerySet",
    "SummaryYearQuerySet",
    "WorkCounts",
]
