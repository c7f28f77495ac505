"""The funnel need → project → service: how many needs came how far, and with how many projects."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.delivery.models import ServiceRecord
from projects.needs.models import Need
from projects.pilots.models import ActionPlan, Adoption, Project

STAGES: tuple[tuple[str, Promise], ...] = (
    ("adopted", _("adopted by a project")),
    ("approved", _("the project approved")),
    ("started", _("the project begun")),
    ("served", _("services delivered")),
)


@dataclass(frozen=True)
class Stage:
    """How many needs came so far, with how many projects (None: not there yet); the share is of the first."""

    label: Promise
    needs: int
    projects: int | None
    share: float

    @property
    def x(self) -> float:
        """Where its bar begins, in per cent, so that it stands in the middle."""
        return round((100 - self.share) / 2, 2)


def funnel(*, user: Any, plan: ActionPlan, as_of: date) -> list[Stage] | None:
    """The needs of the plan's year and those that its projects took up; None for who may not read needs.

    Two queries. A need that two projects share counts once; it came as far as the first of them.
    """
    needs = Need.objects.visible_to(user)
    if user.scope.role not in needs.readers:
        return None
    projects = Project.objects.visible_to(user).filter(plan=plan).order_by()
    adoptions = Adoption.objects.visible_to(user).order_by()
    found = adoptions.filter(need__in=needs.order_by(), project__in=projects)
    served = ServiceRecord.objects.visible_to(user).filter(
        project=OuterRef("project"), date__lte=as_of
    )
    reached = {
        "adopted": Q(),
        "approved": Q(project__in=projects.approved_by(as_of)),
        "started": Q(project__started_on__lte=as_of),
        "served": Q(Exists(served)),
    }
    far = Q()
    counts = {}
    for key, condition in reached.items():
        far &= condition
        counts[f"{key}_needs"] = Count("need", distinct=True, filter=far)
        counts[f"{key}_projects"] = Count("project", distinct=True, filter=far)
    row = found.aggregate(**counts)
    fresh = Q(reported_on__gte=plan.starts, reported_on__lte=min(as_of, plan.ends))
    adopted = Q(Exists(adoptions.filter(need=OuterRef("pk"), project__in=projects)))
    whole = needs.exclude(status=Need.Status.MERGED).filter(fresh | adopted).count()
    return [
        Stage(_("reported"), whole, None, 100.0),
        *(
            Stage(
                label,
                row[f"{key}_needs"],
                row[f"{key}_projects"],
                round(row[f"{key}_needs"] / whole * 100, 1) if whole else 0.0,
            )
            for key, label in STAGES
        ),
    ]
