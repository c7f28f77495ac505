"""Views: the home page, a place, a project with everything that it is made of."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.common.history import edits
from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.views import ScopedDetailView
from projects.dashboard.figures import figures_of
from projects.dashboard.measures import OF_COVERAGE
from projects.dashboard.place import at_place
from projects.dashboard.project import chain_of
from projects.pilots.lifecycle import MOVES, available_moves, steps
from projects.pilots.models import ActionPlan, BudgetLine, Move, Partnership, Project
from projects.places.models import Place
from projects.reminders.waiting import waiting_for

OVERSEERS = OFFICIALS | {Role.AUDITOR}
ASSIGNERS = frozenset({Role.COUNTY, Role.AGENCY})
FEW = 8
# What moves and allocations change stands in the timeline, not among the edits.
TOLD_BY_MOVES = frozenset({"status", "allocated"} | {rule.dates for rule in MOVES.values()})


def home(request: HttpRequest) -> HttpResponse:
    """What waits for the user and, for officials and auditors, how their places stand with the plan."""
    user = request.user
    if user.role not in BUSINESS:
        return redirect("user_list")
    today = timezone.localdate()
    context: dict[str, Any] = {"waiting": waiting_for(user, today), "today": today}
    if user.role in OVERSEERS:
        context |= _figures(request)
    if user.role not in OVERSEERS or user.role == Role.COUNTY:
        projects = Project.objects.visible_to(user).select_related("place", "agency")
        context["projects"] = projects.order_by("-updated_at", "-pk")[:FEW]
    return render(request, "dashboard/home.html", context)


def _figures(request: HttpRequest) -> dict[str, Any]:
    plans = list(ActionPlan.objects.visible_to(request.user).select_related("place"))
    plan = chosen_plan(plans, request.GET.get("plan", ""))
    asked = request.GET.get("measure", "")
    measure = next((one for one in OF_COVERAGE if one.key == asked), OF_COVERAGE[0])
    figures = figures_of(request.user, plan, timezone.localdate())
    drawing = dict(zip(("map", "legend"), figures.map(measure), strict=True)) if figures else {}
    return {
        "plans": plans,
        "plan": plan,
        "figures": figures,
        "measure": measure,
        "measures": OF_COVERAGE,
        **drawing,
    }


def chosen_plan(plans: list[ActionPlan], code: str) -> ActionPlan | None:
    """The plan with ``code``, or the newest; an unknown code is not found."""
    if not code:
        return plans[0] if plans else None
    for plan in plans:
        if plan.code == code:
            return plan
    raise Http404


class PlaceView(ScopedDetailView):
    """A province, city or county: its figures, projects, open needs and agencies."""

    model = Place
    roles = OVERSEERS
    template_name = "dashboard/place.html"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("parent__parent", "successor")
        return rows.filter(level__in=["province", "city", "county"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        plans = list(ActionPlan.objects.visible_to(user).select_related("place"))
        plan = chosen_plan(plans, self.request.GET.get("plan", ""))
        parent = self.object.parent
        return super().get_context_data(**kwargs) | {
            "plans": plans,
            "plan": plan,
            "found": at_place(self.object, user, plan, timezone.localdate()),
            "parent_is_open": bool(parent) and Place.objects.visible_to(user).contains(parent),
        }


class ProjectView(ScopedDetailView):
    """A project: where it stands, the chain from need to service, money, services, history."""

    model = Project
    template_name = "dashboard/project.html"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("plan", "place__parent", "agency")
        moves = Move.objects.visible_to(self.request.user).select_related("by")
        return rows.prefetch_related("needs", Prefetch("moves", moves), "budget_lines")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, user = self.object, self.request.user
        role = user.role
        chain = chain_of(project, user)
        moves = available_moves(project, user)
        return super().get_context_data(**kwargs) | {
            "chain": chain,
            "moves": moves,
            "steps": steps(project),
            "edits": edits(project, limit=FEW, without=TOLD_BY_MOVES),
            "money": chain.money,
            "reads_cost": role in BudgetLine.objects.all().readers,
            "services": chain.counts,
            "may_partner": role == Role.COUNTY and not project.is_over,
            "partners": Partnership.objects.visible_to(user)
            .filter(project=project)
            .select_related("department"),
            "may": {
                "edit": role == Role.COUNTY and project.is_editable,
                "assign": role in ASSIGNERS and project.is_live,
                "allocate": role in OFFICIALS and project.is_live,
                "log": role == Role.AGENCY and project.status == Project.Status.RUNNING,
            },
        }
