"""From where a chain can be followed: the kinds of record, and the projects that each hangs on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Agency
from projects.delivery.models import ServiceRecord
from projects.funding.models import Allocation, Budget
from projects.needs.models import Need
from projects.pilots.models import Adoption, Assignment, Project, Site
from projects.places.models import Place
from projects.workers.models import SocialWorker

Rows = Any  # a queryset of the kind's model


@dataclass(frozen=True)
class Kind:
    """One kind of record: how it is found, which projects it hangs on, and what of them is its own.

    ``named``: the field by which people name a record, where it has one besides its id.
    ``projects`` gives the condition on projects; ``services`` and ``money`` say which of a
    project's services and allocations are the record's own.
    """

    label: Promise
    rows: Callable[[Any], Rows]
    named: str
    projects: Callable[[Any], Q]
    services: Callable[[Any], Q] | None = None
    money: Callable[[Any], Q] | None = None

    def find(self, user: Any, name: str) -> Any:
        """The record that ``user`` may see under an id or a number; None where there is none."""
        rows = self.rows(user)
        found = rows.filter(**{self.named: name}).first() if self.named else None
        if found is None and name.isdecimal() and len(name) < 19:
            found = rows.filter(pk=int(name)).first()
        return found


def _in(rows: Any, **conditions: Any) -> Q:
    """The condition on a project that one of ``rows`` belongs to it."""
    return Q(Exists(rows.filter(project=OuterRef("pk"), **conditions)))


def _assisted_by(worker: SocialWorker) -> Q:
    """The condition on a service that ``worker`` assisted."""
    helped = ServiceRecord.assistants.through.objects.filter(servicerecord=OuterRef("pk"))
    return Q(Exists(helped.filter(socialworker=worker)))


KINDS: dict[str, Kind] = {
    "need": Kind(
        _("Need"),
        lambda user: Need.objects.visible_to(user).select_related("place"),
        "",
        lambda need: _in(Adoption.objects, need=need),
    ),
    "project": Kind(
        _("Project"),
        lambda user: Project.objects.visible_to(user),
        "number",
        lambda project: Q(pk=project.pk),
    ),
    "worker": Kind(
        _("Social worker"),
        lambda user: SocialWorker.objects.visible_to(user),
        "",
        lambda worker: _in(Assignment.objects, worker=worker),
        services=lambda worker: Q(lead=worker) | _assisted_by(worker),
    ),
    "agency": Kind(
        _("Agency"),
        lambda user: Agency.objects.visible_to(user),
        "credit_code",
        lambda agency: Q(agency=agency),
    ),
    "community": Kind(
        _("Community or village"),
        lambda user: Place.objects.visible_to(user).villages().select_related("parent"),
        "code",
        lambda place: _in(Site.objects, place=place) | _in(Adoption.objects, need__place=place),
        services=lambda place: Q(place=place),
    ),
    "budget": Kind(
        _("Budget line"),
        lambda user: Budget.objects.visible_to(user).select_related("place"),
        "document_number",
        lambda budget: _in(Allocation.objects, budget=budget),
        money=lambda budget: Q(budget=budget),
    ),
    "service": Kind(
        _("Service record"),
        lambda user: ServiceRecord.objects.visible_to(user),
        "number",
        lambda service: Q(pk=service.project_id),
        services=lambda service: Q(pk=service.pk),
    ),
}
