"""The forms of delivery."""

from projects.delivery.forms.cases import CaseCloseForm, CaseForm
from projects.delivery.forms.corrections import AdditionForm, CorrectionForm
from projects.delivery.forms.groups import (
    GroupCloseForm,
    GroupForm,
    LeaveForm,
    MemberForm,
)
from projects.delivery.forms.people import FindPersonForm, PersonForm
from projects.delivery.forms.records import ServiceForm
from projects.delivery.forms.rules import ServiceRuleForm

__all__ = [
    "AdditionForm",
    "CaseCloseForm",
    "CaseForm",
    "CorrectionForm",
    "FindPersonForm",
    "GroupCloseForm",
    "GroupForm",
    "LeaveForm",
    "MemberForm",
    "PersonForm",
    "ServiceForm",
    "ServiceRuleForm",
]
