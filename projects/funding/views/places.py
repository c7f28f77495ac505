"""The page of a place's budget."""

from typing import Any

from projects.common.roles import OFFICIALS, Role
from projects.common.views import ScopedDetailView
from projects.funding.place_money import money_at
from projects.places.models import Place


class PlaceMoneyView(ScopedDetailView):
    """What lies at a province, city or county, what it handed down to whom, what it gave to projects."""

    model = Place
    roles = OFFICIALS | {Role.AUDITOR}
    slug_field = slug_url_kwarg = "code"
    template_name = "funding/place_money.html"

    def check_role(self, request: Any) -> None:
        if request.user.role not in self.roles:
            self.get_object()
        super().check_role(request)

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(level__in=["province", "city", "county"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = money_at(self.object, user, self.request.GET.get("year", ""))
        return super().get_context_data(
            **kwargs,
            found=found,
            is_own=user.is_official and user.place_id == self.object.pk,
        )
