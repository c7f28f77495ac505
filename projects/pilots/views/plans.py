"""Pages of action plans, and their gap list as a file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from projects.common.history import edits
from projects.common.roles import OFFICIALS, Role
from projects.common.texts import as_csv
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.pilots.actions.plans import save_plan
from projects.pilots.filters import ActionPlanFilter
from projects.pilots.forms.plans import ActionPlanForm
from projects.pilots.gaps import gap_list, imbalances, order_of, rows_of
from projects.pilots.models import ActionPlan, Project, Quota

OVERSEERS: frozenset[str] = OFFICIALS | {Role.AUDITOR}
PLANNERS: frozenset[str] = frozenset({Role.PROVINCE})


class PlanList(ScopedListView):
    """The action plans, the newest first."""

    model = ActionPlan
    filterset_class = ActionPlanFilter
    exported = True

    def get_queryset(self) -> Any:
        user = self.request.user
        mine = Project.objects.visible_to(user).filter(plan=OuterRef("pk")).order_by()
        approved = mine.approved_by(timezone.localdate()).values("plan").values(n=Count("pk"))
        rows = super().get_queryset().select_related("place")
        return rows.annotate(approved=Coalesce(Subquery(approved), 0))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            default_sort="-year", may_plan=self.request.user.role in PLANNERS, **kwargs
        )


class PlanDetail(ScopedDetailView):
    """A plan: its targets, its quotas and what is still missing."""

    model = ActionPlan

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, user = self.object, self.request.user
        quotas = sorted(
            Quota.objects.visible_to(user).filter(plan=plan).select_related("place"), key=order_of
        )
        sees_gaps = user.role in OVERSEERS
        return super().get_context_data(**kwargs) | {
            "quotas": quotas,
            "gaps": gap_list(user=user, plan=plan, today=timezone.localdate())
            if sees_gaps
            else None,
            "imbalances": imbalances(plan, quotas) if user.role in PLANNERS else [],
            "may_edit": _may_edit(plan, user),
            "edits": edits(plan, limit=8) if sees_gaps else [],
        }


def _may_edit(plan: ActionPlan, user: Any) -> bool:
    """Whether ``user`` is an official of the province whose plan it is."""
    return user.role in PLANNERS and plan.place_id == user.place_id


class _PlanForm:
    """What making and changing a plan share."""

    model = ActionPlan
    form_class = ActionPlanForm
    roles = PLANNERS
    template_name = "pilots/actionplan_form.html"

    def save(self, form: Any) -> ActionPlan:
        return save_plan(plan=form.instance, quotas=form.quotas.quotas)


class PlanCreate(_PlanForm, RecordCreateView):
    """Makes a plan of the official's province."""

    saved_message = gettext_lazy("The plan is saved; projects can be registered under it.")


class PlanUpdate(_PlanForm, RecordUpdateView):
    """Changes a plan and its quotas; reports that were made stay as they were."""

    def check_role(self, request: HttpRequest) -> None:
        super().check_role(request)
        if not _may_edit(self.get_object(), request.user):
            raise PermissionDenied


def plan_gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """The gap list as CSV: the quotas, then every county with or without a project."""
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk)
    if request.user.role not in OVERSEERS:
        raise PermissionDenied
    gaps = gap_list(user=request.user, plan=plan, today=timezone.localdate())
    response = HttpResponse(as_csv(rows_of(gaps)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{plan.code}-gaps.csv"'
    return response
