"""Pages of the rules by which rounds are called by themselves."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.filing.calling import change_rule, set_rule
from projects.filing.filters import RoundRuleFilter
from projects.filing.forms import RoundRuleForm
from projects.filing.models import RoundRule


class RoundRuleList(ScopedListView):
    """What is called for by itself, and when next."""

    model = RoundRule
    filterset_class = RoundRuleFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("plan")


class _RoundRuleForms:
    model = RoundRule
    form_class = RoundRuleForm
    roles = frozenset({Role.PROVINCE})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("round_rule_list"), **kwargs)


class RoundRuleCreate(_RoundRuleForms, RecordCreateView):
    """Sets a rule."""

    saved_message = gettext_lazy("From now on the table is called for by itself.")

    def save(self, form: Any) -> RoundRule:
        key = form.instance.submission_key
        return set_rule(by=self.request.user, submission_key=key, **form.asked)


class RoundRuleUpdate(_RoundRuleForms, RecordUpdateView):
    """Gives other days to file, or switches the rule off and on."""

    saved_message = gettext_lazy("The change counts from the next round on.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(edits=edits(self.object), **kwargs)

    def save(self, form: Any) -> RoundRule:
        return change_rule(rule_id=self.object.pk, by=self.request.user, **form.asked)
