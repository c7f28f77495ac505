"""Filters of the rules of services."""

from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, SearchFilter
from projects.delivery.models import ServiceRule


class ServiceRuleFilter(RecordFilterSet):
    q = SearchFilter(["place__name"], _("Place"))

    class Meta:
        model = ServiceRule
        fields: list[str] = []
