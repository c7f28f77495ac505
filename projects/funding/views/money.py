"""Pages that show money as a whole: of one project, and of a plan by level, nature and stage."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.generic import TemplateView

from projects.common.views import ScopedDetailView
from projects.funding.matrix import matrix
from projects.funding.matrix_links import Shown
from projects.funding.next_steps import next_steps
from projects.funding.project_money import money_of
from projects.funding.querysets.money import MONEY_READERS
from projects.pilots.models import ActionPlan, Project


class ProjectMoneyView(ScopedDetailView):
    """A project's money as a picture, with every figure in a table and the next step to take."""

    model = Project
    roles = MONEY_READERS
    template_name = "funding/project_money.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("plan", "place", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        money = money_of(self.object, user, timezone.localdate())
        return super().get_context_data(**kwargs, money=money, next_steps=next_steps(money, user))


class MoneyMatrix(TemplateView):
    """Level × nature × stage of one plan in the reader's scope, and the same place by place."""

    template_name = "funding/money_matrix.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.role not in MONEY_READERS:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked = self.request.user, self.request.GET
        plans = list(ActionPlan.objects.visible_to(user).select_related("place"))
        plan = chosen(plans, asked.get("plan", ""))
        by = "holder" if asked.get("by") == "holder" else "payer"
        year = int(asked["year"]) if re.fullmatch("20[0-9]{2}", asked.get("year", "")) else None
        place = asked.get("place", "")
        context = super().get_context_data(**kwargs) | {
            "plans": plans,
            "plan": plan,
            "by": by,
            "year": year,
            "place": place,
        }
        if plan:
            found = matrix(user, plan, by=by, year=year, place=place)
            shown = Shown(
                found, user, {"plan": str(plan.pk), "year": asked.get("year", "")}, by, place
            )
            context |= {
                "matrix": found,
                "levels": shown.levels,
                "places": shown.places,
                "shows_budget": shown.reads_budgets,
                "place_url": shown.place_url,
            }
        return context


def chosen(plans: list[ActionPlan], pk: str) -> ActionPlan | None:
    """The plan with this id, or the newest; an unknown id is not found."""
    if not pk:
        return plans[0] if plans else None
    for plan in plans:
        if str(plan.pk) == pk:
            return plan
    raise Http404
