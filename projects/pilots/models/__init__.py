"""Action plans and quotas, pilot projects and what belongs to each of them."""

from projects.pilots.models.adoption import Adoption
from projects.pilots.models.assignment import Assignment
from projects.pilots.models.budget import BudgetLine
from projects.pilots.models.change import ChangeRequest
from projects.pilots.models.comment import FieldComment
from projects.pilots.models.contract import Contract
from projects.pilots.models.indicator import Indicator, IndicatorValue
from projects.pilots.models.notice import Objection, PublicNotice
from projects.pilots.models.partner import PartnerDepartment, Partnership
from projects.pilots.models.plan import ActionPlan
from projects.pilots.models.project import FormerSite, Move, Project, Site
from projects.pilots.models.purchase import PurchaseMethod, PurchaseRule
from projects.pilots.models.quota import Quota

__all__ = [
    "ActionPlan",
    "Adoption",
    "Assignment",
    "BudgetLine",
    "ChangeRequest",
    "Contract",
    "FieldComment",
    "FormerSite",
    "Indicator",
    "IndicatorValue",
    "Move",
    "Objection",
    "PartnerDepartment",
    "Partnership",
    "Project",
    "PublicNotice",
    "PurchaseMethod",
    "PurchaseRule",
    "Quota",
    "Site",
]
