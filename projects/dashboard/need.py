"""The page of a need: what was decided about it, and what came of it down to the services."""

from typing import Any, NamedTuple

from django.db.models import Count, Sum

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import ScopedDetailView
from projects.delivery.models import ServiceRecord
from projects.needs.models import Need, ResidentReport
from projects.needs.similar import Similar, similar
from projects.needs.triage import MOVES, TARGETS, available_moves, move_done
from projects.needs.views.needs import WRITERS
from projects.pilots.models import Adoption

# What decisions change stands among the decisions, not among the edits.
TOLD_BY_DECISIONS = frozenset({"merged_into", "decision_reason"})


class Outcome(NamedTuple):
    """A project that adopted the need: which part of it, and what was delivered so far.

    ``attendances`` (人次) is of the whole project; it is no count of people.
    """

    adoption: Adoption
    services: int
    attendances: int


def came_of(need: Need, user: Any) -> list[Outcome]:
    """The projects open to ``user`` that adopted ``need``; two queries."""
    adoptions = list(
        Adoption.objects.visible_to(user).filter(need=need).select_related("project__agency")
    )
    delivered = {
        row["project"]: (row["services"], row["attended"])
        for row in ServiceRecord.objects.visible_to(user)
        .filter(project__in=[adoption.project_id for adoption in adoptions])
        .order_by()
        .values("project")
        .annotate(services=Count("pk"), attended=Sum("attendances"))
    }
    return [Outcome(one, *delivered.get(one.project_id, (0, 0))) for one in adoptions]


class NeedView(ScopedDetailView):
    """A need: what is needed, who decided what, which projects took it up, what they delivered."""

    model = Need
    template_name = "dashboard/need.html"

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("place__parent__parent__parent", "created_by", "merged_into", "report")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        need, user = self.object, self.request.user
        decisions = list(need.decisions.select_related("by", "into").order_by("-at", "-pk"))
        merge = MOVES["merge"]
        may_merge = need.status in merge.start and user.role in merge.roles
        return super().get_context_data(
            outcomes=came_of(need, user),
            moves=available_moves(need, user),
            decisions=[(move_done(one.name), one) for one in decisions],
            readable=self._readable({need.merged_into_id, *(one.into_id for one in decisions)}),
            merged=need.merged.visible_to(user).order_by("pk"),
            report=ResidentReport.objects.visible_to(user).filter(need=need).first(),
            edits=edits(need, without=TOLD_BY_DECISIONS) if self._may_read_edits() else [],
            may_edit=need.is_open and user.role in WRITERS,
            similar=self._similar() if may_merge else [],
            may_adopt=user.role == Role.COUNTY and need.status in TARGETS,
            **kwargs,
        )

    def _readable(self, ids: set[int | None]) -> set[int]:
        """Those of the needs ``ids`` that the user may read too: an agency reads what it adopted alone."""
        if not (named := ids - {None}):
            return set()
        needs = Need.objects.visible_to(self.request.user).filter(pk__in=named)
        return set(needs.values_list("pk", flat=True))

    def _may_read_edits(self) -> bool:
        """What a resident wrote may name persons until it is corrected: it stays with those who do so."""
        return self.request.user.role in WRITERS or not hasattr(self.object, "report")

    def _similar(self) -> list[Similar]:
        need = self.object
        others = Need.objects.visible_to(self.request.user).filter(place=need.place_id)
        found = similar(others, title=need.title, description=need.description, without=need.pk)
        return [one for one in found if one.need.status in TARGETS]
