"""Pages of the rules of services."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from projects.common.roles import OFFICIALS
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.delivery.filters import ServiceRuleFilter
from projects.delivery.forms import ServiceRuleForm
from projects.delivery.models import ServiceRule


class ServiceRuleList(ScopedListView):
    """The rules of the province, and what holds where there is none."""

    model = ServiceRule
    filterset_class = ServiceRuleFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(usual=ServiceRule(), **kwargs)


class ServiceRuleForms:
    """What both forms of a rule share."""

    model = ServiceRule
    form_class = ServiceRuleForm
    roles = OFFICIALS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("service_rule_list"), **kwargs)


class ServiceRuleCreate(ServiceRuleForms, RecordCreateView):
    """Sets the rule of the user's own place."""

    saved_message = gettext_lazy("The rule is set.")


class ServiceRuleUpdate(ServiceRuleForms, RecordUpdateView):
    """Changes the rule of the user's own place; the one of another place she only reads."""

    def check_role(self, request: HttpRequest) -> None:
        super().check_role(request)
        if self.get_object().place_id != request.user.place_id:
            raise PermissionDenied
