"""Pages of what agencies deliver."""

from projects.delivery.views.attendance import service_people
from projects.delivery.views.cases import (
    CaseClose,
    CaseCreate,
    CaseDetail,
    CaseList,
    CaseUpdate,
)
from projects.delivery.views.corrections import (
    CorrectionDetail,
    CorrectionList,
    ServiceAdd,
    ServiceCorrect,
    correction_confirm,
    correction_refuse,
    service_count,
)
from projects.delivery.views.groups import (
    GroupClose,
    GroupCreate,
    GroupDetail,
    GroupList,
    GroupMemberAdd,
    GroupUpdate,
    group_member_leave,
)
from projects.delivery.views.months import (
    MonthDetail,
    MonthList,
    month_bulk,
    month_confirm,
    month_return,
    month_submit,
)
from projects.delivery.views.opening import beneficiary_open, narrative_open
from projects.delivery.views.people import (
    BeneficiaryCreate,
    BeneficiaryDetail,
    BeneficiaryList,
    BeneficiaryUpdate,
    beneficiary_erase,
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
    "CaseClose",
    "CaseCreate",
    "CaseDetail",
    "CaseList",
    "CaseUpdate",
    "CorrectionDetail",
    "CorrectionList",
    "GroupClose",
    "GroupCreate",
    "GroupDetail",
    "GroupList",
    "GroupMemberAdd",
    "GroupUpdate",
    "MonthDetail",
    "MonthList",
    "ServiceAdd",
    "ServiceCorrect",
    "ServiceCreate",
    "ServiceDetail",
    "ServiceList",
    "ServiceRuleCreate",
    "ServiceRuleList",
    "ServiceRuleUpdate",
    "ServiceUpdate",
    "beneficiary_erase",
    "beneficiary_find",
    "beneficiary_open",
    "correction_confirm",
    "correction_refuse",
    "group_member_leave",
    "manifest",
    "month_bulk",
    "month_confirm",
    "month_return",
    "month_submit",
    "narrative_open",
    "offline",
    "service_count",
    "service_people",
    "service_sheet",
    "service_sync",
    "service_worker",
]
