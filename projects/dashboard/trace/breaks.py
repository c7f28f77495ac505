"""Where the chain is broken: one queryset a kind of break, all with the same columns.

They are joined by UNION, so that the database counts, sorts and pages all of them in one query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.delivery.models import ServiceRecord
from projects.delivery.rules import SILENT_AFTER
from projects.funding.models import Allocation, Disbursement, Source
from projects.needs.models import Need
from projects.pilots.models import Adoption, Assignment, FormerSite, Project, Site
from projects.places.choices import within
from projects.workers.models import Certificate

CONFIRMED_WITHIN = timedelta(days=15)  # a bank transfer takes three working days at most
AT_WORK = ("running", "suspended", "final_evaluation")
COLUMNS = ("broken", "record", "headline", "code", "spot", "since", "project_ref")


class Found(NamedTuple):
    """One break: its kind, the record that has it, since when, and the project it is about."""

    broken: str
    record: int
    headline: str
    code: str
    spot: str
    since: date
    project_ref: int | None

    @property
    def kind(self) -> "Break":
        """What kind of break it is."""
        return BREAKS[self.broken]


@dataclass(frozen=True)
class Break:
    """A kind of break: what it says, what to do about it, which records have it as of a day.

    ``opens``: the kind of trace that its record opens.
    """

    label: Promise
    advice: Promise
    opens: str
    rows: Callable[[Any, date], QuerySet]
    project: str = "pk"


def _text(value: Any) -> Cast:
    return Cast(value, CharField(max_length=255))


def _needs_without_project(user: Any, day: date) -> QuerySet:
    """Adopted, and yet no project names them, or only projects that were terminated."""
    held = Adoption.objects.filter(need=OuterRef("pk")).exclude(project__terminated_on__lte=day)
    rows = Need.objects.visible_to(user).filter(
        ~Exists(held), status=Need.Status.ADOPTED, reported_on__lte=day
    )
    return rows.annotate(
        headline=_text(F("title")),
        code=_text(Value("")),
        since=F("reported_on"),
        project_ref=Cast(Value(None), BigIntegerField()),
    )


def _of_project(rows: QuerySet) -> QuerySet:
    return rows.annotate(headline=_text(F("name")), code=_text(F("number")), project_ref=F("pk"))


def _without_certified_lead(user: Any, day: date) -> QuerySet:
    """At work on the day (or on the last day of the plan) without a lead who holds a certificate then."""
    held = Certificate.objects.filter(worker=OuterRef("worker"), issued_on__lte=OuterRef("starts"))
    leads = Assignment.objects.filter(
        Exists(held),
        Q(ends__isnull=True) | Q(ends__gte=OuterRef("watched")),
        project=OuterRef("pk"),
        role=Assignment.Role.LEAD,
        starts__lte=OuterRef("watched"),
    )
    rows = _watched(Project.objects.visible_to(user).filter(status__in=AT_WORK), day)
    return _of_project(rows.filter(~Exists(leads))).annotate(since=F("started_on"))


def _money_without_service(user: Any, day: date) -> QuerySet:
    """Money has been put in, the project runs, and for 60 days nothing has been delivered."""
    served = ServiceRecord.objects.filter(project=OuterRef("pk"), date__lte=day)
    paid = Allocation.objects.filter(project=OuterRef("pk"), day__lte=day)
    rows = _watched(Project.objects.visible_to(user).filter(status="running", allocated__gt=0), day)
    rows = rows.annotate(
        since=Coalesce(
            _one(served, Max("date")),
            Greatest(F("started_on"), _one(paid, Min("day"))),
        )
    )
    # One day more, compared as "not later": SQLite compares a day with a time as texts.
    return _of_project(rows.filter(since__lte=F("watched") - SILENT_AFTER - timedelta(days=1)))


def _service_outside(user: Any, day: date) -> QuerySet:
    """Delivered where the project had no site, or before it began, or after it had ended."""
    sites = Site.objects.filter(project=OuterRef("project"), place=OuterRef("place"))
    former = FormerSite.objects.filter(
        project=OuterRef("project"), place=OuterRef("place"), until__gte=OuterRef("date")
    )
    ended = Coalesce(F("project__terminated_on"), F("project__ends"))
    rows = ServiceRecord.objects.visible_to(user).filter(
        (~Exists(sites) & ~Exists(former))
        | Q(date__lt=F("project__started_on"))
        | Q(date__gt=ended),
        date__lte=day,
    )
    return rows.annotate(
        headline=_text(F("project__name")),
        code=_text(F("number")),
        since=F("date"),
        project_ref=F("project_id"),
    )


def _closed_with_balance(user: Any, day: date) -> QuerySet:
    """Closed by the day, and the agency still holds money that is neither spent nor returned."""
    return _closed(user, day, Q(paid__gt=F("spent") + F("returned")))


def _closed_unreleased(user: Any, day: date) -> QuerySet:
    """Closed by the day, and money that will never be paid is still tied to it."""
    return _closed(user, day, Q(allocated__gt=F("paid")))


def _closed(user: Any, day: date, like: Q) -> QuerySet:
    """Projects closed by ``day`` that have a source ``like`` this."""
    sources = Source.objects.filter(like, project=OuterRef("pk"))
    rows = Project.objects.visible_to(user).filter(
        Exists(sources),
        status__in=("closed", "archived"),
        closed_on__lte=day,
    )
    return _of_project(rows).annotate(since=F("closed_on"))


def _terminated_unsettled(user: Any, day: date) -> QuerySet:
    """Terminated by the day with money in it, and no settlement that leaves nothing with the agency."""
    sources = Source.objects.filter(project=OuterRef("pk"))
    held = sources.filter(paid__gt=F("spent") + F("returned"))
    unstated = Exists(sources.filter(paid__gt=0)) & Q(settlement__isnull=True)
    rows = Project.objects.visible_to(user).filter(
        Exists(held) | unstated, status="terminated", terminated_on__lte=day
    )
    return _of_project(rows).annotate(since=F("terminated_on"))


def _paid_unconfirmed(user: Any, day: date) -> QuerySet:
    """Paid some time before the day, and the agency has not said that the money came."""
    waiting = Disbursement.objects.filter(
        source__project=OuterRef("pk"),
        status=Disbursement.Status.APPROVED,
        reverses__isnull=True,
        received_on__isnull=True,
        day__lte=day - CONFIRMED_WITHIN,
    )
    first = waiting.order_by().values("source__project").annotate(found=Min("day")).values("found")
    rows = Project.objects.visible_to(user).filter(Exists(waiting))
    return _of_project(rows).annotate(since=Subquery(first))


def _watched(rows: QuerySet, day: date) -> QuerySet:
    """Projects begun by ``day`` with ``watched``: that day, or the last day of the plan."""
    watched = Least(Value(day, output_field=DateField()), F("ends"))
    return rows.filter(started_on__lte=day).annotate(watched=watched)


def _one(rows: QuerySet, figure: Any) -> Subquery:
    return Subquery(rows.order_by().values("project").annotate(found=figure).values("found"))


BREAKS: dict[str, Break] = {
    "need_without_project": Break(
        _("Adopted need without a project"),
        _("Let a project adopt it, or open the need again."),
        "need",
        _needs_without_project,
    ),
    "no_certified_lead": Break(
        _("Project without a certified lead"),
        _("Assign a lead who holds a certificate."),
        "project",
        _without_certified_lead,
    ),
    "money_without_service": Break(
        _("Money without a service for 60 days"),
        _("Ask the agency to log what it delivers, or suspend the project."),
        "project",
        _money_without_service,
    ),
    "service_outside": Break(
        _("Service outside the sites or dates"),
        _("Correct the record, or ask for a change of sites or dates."),
        "service",
        _service_outside,
        project="project",
    ),
    "closed_with_balance": Break(
        _("Closed project with an unspent balance"),
        _("Have the rest of the money returned to who paid it."),
        "project",
        _closed_with_balance,
    ),
    "closed_unreleased": Break(
        _("Closed project with money never released"),
        _("Have whoever allocated the money release it."),
        "project",
        _closed_unreleased,
    ),
    "terminated_unsettled": Break(
        _("Terminated project with money not settled"),
        _("Enter what was spent, return the rest and state the settlement."),
        "project",
        _terminated_unsettled,
    ),
    "paid_unconfirmed": Break(
        _("Payment without a confirmed receipt"),
        _("Ask the agency whether the money came; it confirms the receipt."),
        "project",
        _paid_unconfirmed,
    ),
}


def all_breaks(user: Any, day: date, *, kind: str = "", place: str = "") -> QuerySet:
    """The breaks that ``user`` may see as of ``day``, oldest first, as rows of ``COLUMNS``.

    ``kind`` and ``place`` (12-digit code) narrow them.
    """
    chosen = [kind] if kind else list(BREAKS)
    rows = {name: BREAKS[name].rows(user, day) for name in chosen}
    if place:
        rows = {name: within(found, place, "place__code") for name, found in rows.items()}
    return _joined(rows)


def breaks_of(user: Any, day: date, *, projects: QuerySet, needs: Iterable[int]) -> list[Found]:
    """The breaks of some projects and needs, oldest first: one query."""
    rows = {
        name: one.rows(user, day).filter(
            Q(pk__in=list(needs)) if one.opens == "need" else Q(**{f"{one.project}__in": projects})
        )
        for name, one in BREAKS.items()
    }
    return [Found(*row) for row in _joined(rows)]


def _joined(rows: dict[str, QuerySet]) -> QuerySet:
    first, *others = (
        found.order_by()
        .annotate(broken=_text(Value(name)), record=F("pk"), spot=_text(F("place__name")))
        .values_list(*COLUMNS)
        for name, found in rows.items()
    )
    return first.union(*others, all=True).order_by("since", "broken", "record")
