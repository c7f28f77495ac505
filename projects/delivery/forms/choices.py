"""What may be chosen in the form of one project's service: its sites, workers, cases, groups, people."""

from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.delivery.models import Beneficiary, CaseFile, ServiceGroup, ServiceRecord
from projects.delivery.rules import villages_around
from projects.pilots.models import Project
from projects.places.models import Place
from projects.workers.models import Certificate, SocialWorker

MOST_NAMED = 60  # people of the register to tick; the others are entered by their numbers


def sites_of(project: Project) -> Any:
    """Where the project works."""
    return Place.objects.filter(sites__project=project).order_by("code")


def villages_besides(project: Project) -> Any:
    """Where it may have been besides, as far as the place's rule allows."""
    others = villages_around(project).exclude(sites__project=project)
    return others.select_related("parent").order_by("code")


def village_label(place: Place) -> str:
    """A village is known by its township: there are many of one name."""
    return f"{place.parent} · {place}"


def words_of_workers(project: Project) -> dict[int, str]:
    """Those assigned until today, by id, each with her role and whether she is certified."""
    today = timezone.localdate()
    certificates = Certificate.objects.filter(worker=OuterRef("worker"), issued_on__lte=today)
    assigned = project.assignments.filter(starts__lte=today)
    said: dict[int, str] = {}
    for row in assigned.annotate(certified=Exists(certificates)).order_by("starts"):
        words = [row.get_role_display(), *([_("certified")] if row.certified else [])]
        said[row.worker_id] = " · ".join(map(str, words))
    return said


def workers_among(ids: Any) -> Any:
    """The workers of these ids."""
    return SocialWorker.objects.filter(pk__in=ids).order_by("pk")


def cases_of(project: Project, user: Any, record: ServiceRecord) -> Any:
    """The open cases of the project, and the one that the record names."""
    cases = CaseFile.objects.visible_to(user).filter(project=project)
    return cases.filter(Q(closed_on__isnull=True) | Q(pk=record.case_id)).select_related(
        "beneficiary"
    )


def case_label(case: CaseFile) -> str:
    """The number, and whom it is about, masked: somebody may look over her shoulder."""
    return f"{case.number} {case.beneficiary.masked_name}"


def groups_of(project: Project, user: Any, record: ServiceRecord) -> Any:
    """The groups that still meet, and the one that the record names; each with its latest session."""
    groups = ServiceGroup.objects.visible_to(user).filter(project=project)
    groups = groups.filter(Q(closed_on__isnull=True) | Q(pk=record.group_id))
    return groups.annotate(latest=Max("sessions__session"))


def group_label(group: Any) -> str:
    """The name, and which session comes next."""
    return _("%(name)s (next session %(next)s of %(planned)s)") % {
        "name": group.name,
        "next": (group.latest or 0) + 1,
        "planned": group.planned_sessions,
    }


def register_of(user: Any, record: ServiceRecord) -> Any:
    """Her agency's register, without those erased unless the record names them."""
    rows = Beneficiary.objects.visible_to(user)
    named = Q(pk__in=record.beneficiaries.values("pk")) if record.pk else Q(pk__in=[])
    return rows.filter(Q(erased_on__isnull=True) | named)


def known_here(register: Any, project: Project, record: ServiceRecord) -> list[tuple[int, str]]:
    """Those of the register whom the project knows: by a case, a group or a service; the latest first.

    Those whom the record names are always among them.
    """
    named = list(record.beneficiaries.values_list("pk", flat=True)) if record.pk else []
    known = (
        Q(cases__project=project)
        | Q(memberships__group__project=project)
        | Q(services__project=project)
    )
    latest = register.filter(known).distinct().order_by("-pk").values_list("pk", flat=True)
    ids = {*named, *latest[:MOST_NAMED]}
    return [
        (row.pk, f"{row.masked_name} {row.number}".strip())
        for row in register.filter(pk__in=ids).order_by("-pk")
    ]
