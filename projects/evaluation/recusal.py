"""Recusal (回避): who may sit on a project's panel, and why somebody may not.

Nobody judges a project of the agency that she works for (her employer; or social workers of the
agency carry her name), nor of an agency with which she once declared a conflict. Names are all
there is to compare, as accounts hold no ID number: a namesake is kept out too, on the safe side.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.accounts.models import User
from projects.common.roles import OFFICIALS, Role
from projects.evaluation.models import Panelist
from projects.pilots.models import Project
from projects.places.models import Place
from projects.workers.models import SocialWorker

PANEL_ROLES = OFFICIALS | {Role.EVALUATOR}


def in_charge(user: Any, project: Project) -> bool:
    """Whether ``user``, who sees ``project``, is of the level that approves it: opens and concludes."""
    return user.role == project.level


def places_over(place: Place) -> set[int]:
    """The ids of ``place``, of what it became, and of what stands above them; 平潭 is below no city."""
    found: set[int] = set()
    now: Place | None = place
    while now is not None:
        above: Place | None = now
        while above is not None:
            found.add(above.pk)
            alone = bool(above.reports_as)
            above = above.parent
            if alone and above is not None and above.level == Place.Level.CITY:
                above = above.parent
        now = now.successor
    return found


def conflict(user: Any, project: Project) -> Any:
    """Why ``user`` may not judge ``project``, or ""."""
    agency = project.agency
    if agency.pk in (user.agency_id, user.employer_id):
        return format_lazy(_("{name} works for {agency}."), name=user.name, agency=agency.name)
    if _staff_of(project).filter(name=user.name).exists():
        return format_lazy(
            _("A social worker of {agency} is called {name} too; take somebody else."),
            name=user.name,
            agency=agency.name,
        )
    if _declared(project).filter(user=user.pk).exists():
        return format_lazy(
            _("{name} declared a conflict of interest with {agency}."),
            name=user.name,
            agency=agency.name,
        )
    return ""


def officials_over(place: Place) -> QuerySet[User]:
    """The officials of a county and above, who may be told to see to something there."""
    rows = User.objects.filter(is_active=True, role__in=OFFICIALS, place__in=places_over(place))
    return rows.select_related("place").order_by("place__code", "role", "pk")


def candidates(project: Project) -> QuerySet[User]:
    """Who may be appointed to judge ``project``: evaluators and officials over its county, unconflicted."""
    return (
        User.objects.filter(
            is_active=True, role__in=PANEL_ROLES, place__in=places_over(project.place)
        )
        .exclude(employer=project.agency_id)
        .exclude(Exists(_staff_of(project).filter(name=OuterRef("name"))))
        .exclude(Exists(_declared(project).filter(user=OuterRef("pk"))))
        .select_related("place")
        .order_by("role", "place__code", "pk")
    )


def _staff_of(project: Project) -> QuerySet[SocialWorker]:
    today = timezone.localdate()
    return SocialWorker.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=today), agency=project.agency_id
    )


def _declared(project: Project) -> QuerySet[Panelist]:
    """Those who stood down by themselves on a panel about the same agency."""
    return Panelist.objects.declared().filter(evaluation__project__agency=project.agency_id)
