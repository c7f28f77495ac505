"""Pages of spending rules."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy

from projects.common.roles import OFFICIALS
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.funding.filters import SpendingRuleFilter
from projects.funding.forms import SpendingRuleForm
from projects.funding.models import SpendingRule


class SpendingRuleList(ScopedListView):
    """The spending rules of the province, the newest year first."""

    model = SpendingRule
    filterset_class = SpendingRuleFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place")


class SpendingRuleForms:
    """What both forms of a rule share."""

    model = SpendingRule
    form_class = SpendingRuleForm
    roles = OFFICIALS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("spending_rule_list"), **kwargs)


class SpendingRuleCreate(SpendingRuleForms, RecordCreateView):
    """Sets what money of the user's own place may be spent on in a year."""

    saved_message = gettext_lazy("The spending rule is set.")


class SpendingRuleUpdate(SpendingRuleForms, RecordUpdateView):
    """Corrects a rule of the user's own place; the one of another place she only reads."""

    def check_role(self, request: Any) -> None:
        super().check_role(request)
        if self.get_object().place_id != request.user.place_id:
            raise PermissionDenied
