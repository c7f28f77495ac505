"""Pages of what agencies deliver."""

from projects.delivery.views.people import (
    BeneficiaryCreate,
    BeneficiaryDetail,
    BeneficiaryList,
    BeneficiaryUpdate,
    beneficiary_find,
)
from projects.delivery.views.phone import service_sync
from projects.delivery.views.records import (
    ServiceCreate,
    ServiceDetail,
    ServiceList,
    ServiceUpdate,
    service_sheet,
)
from projects.delivery.views.rules import ServiceRuleCreate, ServiceRuleList, ServiceRuleUpdate
from projects.delivery.views.shell import manifest, offline, service_worker

__all__ = [
    "BeneficiaryCreate",
    "BeneficiaryDetail",
    "BeneficiaryList",
    "BeneficiaryUpdate",
    "ServiceCreate",
    "ServiceDetail",
    "ServiceList",
    "ServiceRuleCreate",
    "ServiceRuleList",
    "ServiceRuleUpdate",
    "ServiceUpdate",
    "beneficiary_find",
    "manifest",
    "offline",
    "service_sheet",
    "service_sync",
    "service_worker",
]
