"""The rows of each queue: all with the same columns, so that they can be joined by UNION.

target (id for the page), headline, code, spot (place), since, until (due day or null).
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils.translation import gettext

from projects.agencies.models import FactChange
from projects.delivery.models import ServiceRecord
from projects.delivery.rules import SILENT_AFTER
from projects.evaluation.models import FollowUp, Panelist, Rectification, Reply
from projects.funding.due import due_rows, payable, to_check
from projects.funding.models import BankLine, Disbursement, Reconciliation, Source
from projects.needs.models import Need
from projects.pilots import lifecycle
from projects.pilots.models import (
    Assignment,
    ChangeRequest,
    Contract,
    Move,
    Objection,
    Project,
    PublicNotice,
)
from projects.pilots.querysets import LIVE
from projects.workers.actions import RENEWAL_OPENS
from projects.workers.models import Registration

AHEAD = timedelta(days=7)  # before its day, a due tranche is told
LAPSED = timedelta(days=30)  # after the end, its renewal is still asked for

Rows = Callable[[Any, date], QuerySet]
Status = Project.Status


def text(value: Any) -> Cast:
    """``value`` as a text of one width, as UNION wants it."""
    return Cast(value, CharField(max_length=255))


def _day(value: Any) -> Cast:
    return Cast(value, DateField())


def shaped(
    rows: QuerySet,
    *,
    target: str,
    headline: Any,
    since: Any,
    code: Any = "",
    spot: Any = "",
    due: Any = None,
) -> QuerySet:
    """``rows`` with the columns of every queue; a text is the path of a field, "" none."""
    return rows.order_by().annotate(
        target=Cast(F(target), IntegerField()),
        headline=text(F(headline)),
        code=text(F(code) if code else Value("")),
        spot=text(F(spot) if spot else Value("")),
        since=_day(since),
        until=_day(F(due) if isinstance(due, str) else Value(due)),
    )


def _projects(rows: QuerySet, *, since: Any, due: Any = None) -> QuerySet:
    return shaped(
        rows, target="pk", headline="name", code="number", spot="place__name", since=since, due=due
    )


def of_project(rows: QuerySet, path: str, *, target: str = "", **columns: Any) -> QuerySet:
    """Rows that belong to the project at ``path``, and open a page of it, or of ``target``."""
    return shaped(
        rows,
        target=target or f"{path}__pk",
        headline=f"{path}__name",
        code=f"{path}__number",
        spot=f"{path}__place__name",
        **columns,
    )


# --- projects on their way ------------------------------------------------------------------------


def _leads(today: date) -> QuerySet:
    """The present lead, or the next one, of the project of the outer query."""
    leads = Assignment.objects.filter(project=OuterRef("pk"), role=Assignment.Role.LEAD)
    return leads.overlapping(today, None)


def standing_at(status: str) -> Rows:
    """Projects at ``status`` whose next step is the user's, since they came there."""

    def rows(user: Any, today: date) -> QuerySet:
        levels = dict(lifecycle.waiting_for(user.role)).get(status, frozenset())
        found = Project.objects.visible_to(user).filter(status=status, level__in=levels)
        if status == Status.RUNNING:  # waits for its end only once its time is over
            return _projects(found.filter(ends__lt=today), since=F("ends"), due="ends")
        if status == Status.CONTRACTING:
            found = found.filter(Exists(_leads(today)))
        if status == Status.NOTICE:  # waits for its confirmation once its days are over
            found = found.exclude(Exists(_notices(today)))
        return _projects(found, since=_arrived())

    return rows


def _notices(today: date) -> QuerySet:
    """The public notice of the project of the outer query, while it runs."""
    rows = PublicNotice.objects.filter(project=OuterRef("pk"), withdrawn_on__isnull=True)
    return rows.filter(ends__gte=today)


def _arrived() -> Coalesce:
    moves = Move.objects.filter(project=OuterRef("pk")).order_by().values("project")
    last = Subquery(moves.annotate(last=Max("at")).values("last"))
    return Coalesce(TruncDate(last), TruncDate("created_at"))


def without_lead(user: Any, today: date) -> QuerySet:
    """Projects that cannot start before a lead is assigned."""
    rows = Project.objects.visible_to(user).filter(
        ~Exists(_leads(today)), status=Status.CONTRACTING
    )
    return _projects(rows, since=_arrived())


def silent(user: Any, today: date) -> QuerySet:
    """Running projects for which nothing has been logged for 60 days."""
    served = ServiceRecord.objects.filter(project=OuterRef("pk")).order_by().values("project")
    last = Subquery(served.annotate(last=Max("date")).values("last"))
    rows = Project.objects.visible_to(user).filter(status=Status.RUNNING, ends__gte=today)
    rows = rows.annotate(last=Coalesce(last, F("started_on")))
    return _projects(rows.filter(last__lt=today - SILENT_AFTER), since=F("last"))


# --- needs ----------------------------------------------------------------------------------------


def needs(*statuses: str) -> Rows:
    """Needs at one of ``statuses``."""

    def rows(user: Any, today: date) -> QuerySet:
        found = Need.objects.visible_to(user).filter(status__in=statuses)
        return shaped(
            found, target="pk", headline="title", spot="place__name", since=F("reported_on")
        )

    return rows


# --- decisions and answers ------------------------------------------------------------------------


def changes(user: Any, today: date) -> QuerySet:
    """Change requests that the user decides."""
    rows = ChangeRequest.objects.awaiting(user)
    return of_project(rows, "project", since=TruncDate("created_at")).annotate(
        target=Cast(F("pk"), IntegerField()), code=text(F("number"))
    )


def objections(user: Any, today: date) -> QuerySet:
    """Objections to public notices that nobody has answered."""
    rows = Objection.objects.visible_to(user).unhandled()
    return of_project(rows, "notice__project", since=TruncDate("received_at"))


def fact_changes(user: Any, today: date) -> QuerySet:
    """Of agencies registered at the user's own place: others have their own registrar."""
    rows = FactChange.objects.visible_to(user).waiting().filter(agency__place=user.place_id)
    return shaped(
        rows,
        target="agency__pk",
        headline="agency__name",
        code="agency__credit_code",
        spot="agency__place__name",
        since=TruncDate("created_at"),
    )


def replies(user: Any, today: date) -> QuerySet:
    """Replies to rectification notices, decided at the level of the pilot."""
    path = "rectification__evaluation__project"
    rows = Reply.objects.visible_to(user).filter(decision="", **{f"{path}__level": user.role})
    return of_project(rows, path, since=F("replied_on"))


# --- money ----------------------------------------------------------------------------------------


def payments_to_check(user: Any, today: date) -> QuerySet:
    """Payments that a colleague of the user proposed."""
    rows = to_check(user)
    return of_project(rows, "source__project", target="pk", since=TruncDate("created_at")).annotate(
        code=text(F("number"))
    )


def due_tranches(user: Any, today: date) -> QuerySet:
    """Shares of the user's own place that are due: their milestone is reached, their day is near."""
    rows = payable(due_rows(user), user).filter(planned_on__lte=today + AHEAD)
    return of_project(rows, "project", since=F("reached_on"), due="planned_on")


def receipts(user: Any, today: date) -> QuerySet:
    """Payments whose receipt the agency has not confirmed."""
    rows = Disbursement.objects.visible_to(user).unreceived()
    return of_project(rows, "source__project", target="pk", since=F("day")).annotate(
        code=text(F("number"))
    )


def undivided(user: Any, today: date) -> QuerySet:
    """Contracts that the sources do not bear whole, while money for it is there."""
    free = Source.objects.filter(project=OuterRef("project"), allocated__gt=F("contracted"))
    rows = Contract.objects.visible_to(user).filter(
        Exists(free), committed__lt=F("amount"), project__status__in=LIVE
    )
    return of_project(rows, "project", since=F("signed_on"))


def bank_lines(user: Any, today: date) -> QuerySet:
    """The lines of the place's statements that prove no payment: one row for all, opening the oldest."""
    rows = BankLine.objects.of_holder(user).unmatched().order_by().values("holder")
    rows = rows.annotate(first=Min("pk"), lines=Count("pk"), oldest=Min("created_at"))
    words = Value(" " + gettext("bank lines without a payment"))
    found = shaped(rows, target="first", headline="first", since=TruncDate("oldest"))
    return found.annotate(headline=text(Concat(Cast("lines", CharField()), words)))


def differences(user: Any, today: date) -> QuerySet:
    """The latest re-adding of the ledger, where it found totals that its entries do not make up."""
    later = Reconciliation.objects.filter(pk__gt=OuterRef("pk"), finished_at__isnull=False)
    rows = Reconciliation.objects.visible_to(user).filter(~Exists(later), differences__gt=0)
    words = Value(" " + gettext("totals that their entries do not make up"))
    found = shaped(rows, target="pk", headline="pk", since=TruncDate("started_at"))
    return found.annotate(headline=text(Concat(Cast("differences", CharField()), words)))


# --- what has a due day ---------------------------------------------------------------------------


def follow_ups(user: Any, today: date) -> QuerySet:
    """Follow-up actions that the user, or her agency, sees to."""
    rows = FollowUp.objects.owned_by(user).waiting()
    return of_project(
        rows, "finding__visit__project", since=TruncDate("created_at"), due="due"
    ).annotate(headline=text(F("what")))


def sheets(user: Any, today: date) -> QuerySet:
    """Panels on which the user has not handed in her sheet."""
    rows = Panelist.objects.to_score(user)
    since, own = TruncDate("appointed_at"), "evaluation__pk"
    return of_project(rows, "evaluation__project", target=own, since=since, due="evaluation__due")


def rectifications(user: Any, today: date) -> QuerySet:
    """Rectification notices to which no reply waits for its decision."""
    waiting = Reply.objects.filter(rectification=OuterRef("pk"), decision="")
    rows = Rectification.objects.visible_to(user).waiting().exclude(Exists(waiting))
    return of_project(rows, "evaluation__project", since=F("issued_on"), due="due")


def registrations(user: Any, today: date) -> QuerySet:
    """The last registration of a worker still in social work ends soon, or has just ended."""
    later = Registration.objects.filter(
        worker=OuterRef("worker"), starts_on__gt=OuterRef("starts_on")
    )
    rows = Registration.objects.visible_to(user).filter(
        ~Exists(later),
        Q(worker__left_on__isnull=True) | Q(worker__left_on__gt=today),
        ends_on__gte=today - LAPSED,
        ends_on__lt=today + RENEWAL_OPENS,
    )
    return shaped(
        rows,
        target="worker__pk",
        headline="worker__name",
        spot="worker__place__name",
        since=F("starts_on"),
        due="ends_on",
    )
