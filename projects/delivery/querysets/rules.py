"""Reading the rules of services."""

from collections.abc import Callable
from typing import Any, Self

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Substr

from projects.agencies.models import Agency
from projects.common.roles import BUSINESS, Role
from projects.common.scoping import ScopedQuerySet, scope_of

DIGITS = {"county": 6, "city": 4, "province": 2}  # of a code, the nearest first


class ServiceRuleQuerySet(ScopedQuerySet):
    """Service rules: read by everybody of the province whose services they judge."""

    readers = BUSINESS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        if scope.role == Role.AGENCY:
            agency = Agency.objects.filter(pk=scope.agency_id)
            own = agency.values_list(Substr("place__code", 1, 2))
            return self.alias(province=Substr("place__code", 1, 2)).filter(province__in=own)
        where = Q(pk__in=[])
        for digits in {low[:2] for low, _high in scope.ranges}:
            where |= Q(place__code__startswith=digits)
        return self.filter(where)

    def applying(self, place: Any) -> Any:
        """The rule for projects of ``place``: its own, or that of the nearest place above; or None.

        A county that reports on a line of its own (平潭) skips the city of its code.
        """
        above = {place.code, place.code[:2].ljust(12, "0")}
        if not place.reports_as:
            above.add(place.code[:4].ljust(12, "0"))
        rules = self.filter(place__code__in=above).select_related("place")
        return rules.order_by("-place__code").first()

    def said_of_services(self, what: Callable[[Any], Any]) -> Case:
        """What the rule that judges a service says, over rows of services; else what is usual."""
        levels = list(DIGITS)
        cases = []
        for rule in sorted(
            self.select_related("place"), key=lambda one: levels.index(one.place.level)
        ):
            stem = rule.place.code[: DIGITS[rule.place.level]]
            where = Q(project__place__code__startswith=stem)
            if rule.place.level == "city":
                where &= Q(project__place__reports_as="")
            cases.append(When(where, then=Value(what(rule))))
        return Case(*cases, default=Value(what(self.model())))
