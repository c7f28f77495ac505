"""The forms of delivery."""

from projects.delivery.forms.people import FindPersonForm, PersonForm
from projects.delivery.forms.records import ServiceForm
from projects.delivery.forms.rules import ServiceRuleForm

__all__ = [
    "FindPersonForm",
    "PersonForm",
    "ServiceForm",
    "ServiceRuleForm",
]
