"""The forms of delivery."""

from projects.delivery.forms.records import ServiceForm
from projects.delivery.forms.rules import ServiceRuleForm

__all__ = [
    "ServiceForm",
    "ServiceRuleForm",
]
