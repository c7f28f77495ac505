"""Who reads what of plans, projects and what belongs to them."""

from projects.pilots.querysets.assignments import AssignmentQuerySet
from projects.pilots.querysets.changes import ChangeRequestQuerySet, FieldCommentQuerySet
from projects.pilots.querysets.contracts import (
    ContractQuerySet,
    ObjectionQuerySet,
    PublicNoticeQuerySet,
    PurchaseRuleQuerySet,
)
from projects.pilots.querysets.indicators import IndicatorQuerySet, IndicatorValueQuerySet
from projects.pilots.querysets.partners import PartnerDepartmentQuerySet, PartnershipQuerySet
from projects.pilots.querysets.plans import ActionPlanQuerySet, QuotaQuerySet
from projects.pilots.querysets.projects import (
    LIVE,
    AdoptionQuerySet,
    BudgetLineQuerySet,
    MoveQuerySet,
    OfProjectQuerySet,
    ProjectQuerySet,
    SiteQuerySet,
)

__all__ = [
    "LIVE",
    "ActionPlanQuerySet",
    "AdoptionQuerySet",
    "AssignmentQuerySet",
    "BudgetLineQuerySet",
    "ChangeRequestQuerySet",
    "ContractQuerySet",
    "FieldCommentQuerySet",
    "IndicatorQuerySet",
    "IndicatorValueQuerySet",
    "MoveQuerySet",
    "ObjectionQuerySet",
    "OfProjectQuerySet",
    "PartnerDepartmentQuerySet",
    "PartnershipQuerySet",
    "ProjectQuerySet",
    "PublicNoticeQuerySet",
    "PurchaseRuleQuerySet",
    "QuotaQuerySet",
    "SiteQuerySet",
]
