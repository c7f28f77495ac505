"""Pages of purchase rules."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy

from projects.common.roles import OFFICIALS
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.pilots.filters import PurchaseRuleFilter
from projects.pilots.forms.purchase import PurchaseRuleForm
from projects.pilots.models import PurchaseRule


class PurchaseRuleList(ScopedListView):
    """The purchase rules of the province, the newest year first."""

    model = PurchaseRule
    filterset_class = PurchaseRuleFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "created_by")


class PurchaseRuleForms:
    """What both forms of a rule share."""

    model = PurchaseRule
    form_class = PurchaseRuleForm
    roles = OFFICIALS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("purchase_rule_list"), **kwargs)


class PurchaseRuleCreate(PurchaseRuleForms, RecordCreateView):
    """Sets the thresholds of the user's own place for a year."""

    saved_message = gettext_lazy("The purchase rule is set.")


class PurchaseRuleUpdate(PurchaseRuleForms, RecordUpdateView):
    """Corrects a rule of the user's own place; the one of another place she only reads."""

    def check_role(self, request: Any) -> None:
        super().check_role(request)
        if self.get_object().place_id != request.user.place_id:
            raise PermissionDenied
