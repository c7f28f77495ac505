"""What waits for whom: one queryset a queue, all with the same columns.

They are joined by UNION, so that all that waits for a user is one query, whatever her role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from projects.agencies.models import FactChange
from projects.common.roles import OFFICIALS, Role
from projects.delivery.models import ServiceRecord
from projects.evaluation.models import FollowUp, Panelist, Rectification, Reply
from projects.needs.models import Need
from projects.pilots import lifecycle
from projects.pilots.models import Assignment, ChangeRequest, Move, Objection, Project, PublicNotice
from projects.workers.models import Registration

COLUMNS = ("queue", "target", "headline", "code", "spot", "since", "until")
SILENT_AFTER = timedelta(days=60)  # without a service, a running project asks why
RENEWAL = timedelta(days=92)  # before the end of a registration, its renewal opens
LAPSED = timedelta(days=30)  # after the end, its renewal is still asked for

Rows = Callable[[Any, date], QuerySet]
Status = Project.Status


@dataclass(frozen=True)
class Queue:
    """One step that waits: its verb, for which roles, the page of each item, and the rows.

    ``listed``: the list that shows the same, as (URL name, query); empty where there is none.
    """

    verb: Promise
    roles: frozenset[str]
    page: str
    rows: Rows
    listed: tuple[str, str] = ("", "")


def _text(value: Any) -> Cast:
    return Cast(value, CharField(max_length=255))


def _day(value: Any) -> Cast:
    return Cast(value, DateField())


def _shaped(
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
        headline=_text(F(headline)),
        code=_text(F(code) if code else Value("")),
        spot=_text(F(spot) if spot else Value("")),
        since=_day(since),
        until=_day(F(due) if isinstance(due, str) else Value(due)),
    )


def _projects(rows: QuerySet, *, since: Any, due: Any = None) -> QuerySet:
    return _shaped(
        rows, target="pk", headline="name", code="number", spot="place__name", since=since, due=due
    )


def _of_project(rows: QuerySet, path: str, **columns: Any) -> QuerySet:
    """Rows that belong to the project at ``path``, and open a page of it."""
    return _shaped(
        rows,
        target=f"{path}__pk",
        headline=f"{path}__name",
        code=f"{path}__number",
        spot=f"{path}__place__name",
        **columns,
    )


# --- projects on their way ------------------------------------------------------------------------
VERBS: dict[str, Promise] = {
    Status.DRAFT: pgettext_lazy("task", "Hand up"),
    Status.RETURNED: pgettext_lazy("task", "Correct"),
    Status.COUNTY_CHECK: pgettext_lazy("task", "Check"),
    Status.CITY_REVIEW: pgettext_lazy("task", "Review"),
    Status.APPROVAL: pgettext_lazy("task", "Approve"),
    Status.APPROVED: pgettext_lazy("task", "Give notice"),
    Status.NOTICE: pgettext_lazy("task", "Confirm"),
    Status.CONTRACTING: pgettext_lazy("task", "Start"),
    Status.RUNNING: pgettext_lazy("task", "Finish"),
    Status.FINAL_EVALUATION: pgettext_lazy("task", "Evaluate"),
    Status.SETTLEMENT: pgettext_lazy("task", "Close"),
    Status.CLOSED: pgettext_lazy("task", "Archive"),
}


def _leads(today: date) -> QuerySet:
    """The present lead, or the next one, of the project of the outer query."""
    leads = Assignment.objects.filter(project=OuterRef("pk"), role=Assignment.Role.LEAD)
    return leads.overlapping(today, None)


def _at(status: str) -> Rows:
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


def _without_lead(user: Any, today: date) -> QuerySet:
    rows = Project.objects.visible_to(user).filter(
        ~Exists(_leads(today)), status=Status.CONTRACTING
    )
    return _projects(rows, since=_arrived())


def _silent(user: Any, today: date) -> QuerySet:
    served = ServiceRecord.objects.filter(project=OuterRef("pk")).order_by().values("project")
    last = Subquery(served.annotate(last=Max("date")).values("last"))
    rows = Project.objects.visible_to(user).filter(status=Status.RUNNING, ends__gte=today)
    rows = rows.annotate(last=Coalesce(last, F("started_on")))
    return _projects(rows.filter(last__lt=today - SILENT_AFTER), since=F("last"))


# --- needs ----------------------------------------------------------------------------------------


def _needs(*statuses: str) -> Rows:
    def rows(user: Any, today: date) -> QuerySet:
        found = Need.objects.visible_to(user).filter(status__in=statuses)
        return _shaped(
            found, target="pk", headline="title", spot="place__name", since=F("reported_on")
        )

    return rows


# --- decisions and answers ------------------------------------------------------------------------


def _changes(user: Any, today: date) -> QuerySet:
    rows = ChangeRequest.objects.awaiting(user)
    return _of_project(rows, "project", since=TruncDate("created_at")).annotate(
        target=Cast(F("pk"), IntegerField()), code=_text(F("number"))
    )


def _objections(user: Any, today: date) -> QuerySet:
    rows = Objection.objects.visible_to(user).unhandled()
    return _of_project(rows, "notice__project", since=TruncDate("received_at"))


def _facts(user: Any, today: date) -> QuerySet:
    """Of agencies registered at the user's own place: others have their own registrar."""
    rows = FactChange.objects.visible_to(user).waiting().filter(agency__place=user.place_id)
    return _shaped(
        rows,
        target="agency__pk",
        headline="agency__name",
        code="agency__credit_code",
        spot="agency__place__name",
        since=TruncDate("created_at"),
    )


def _replies(user: Any, today: date) -> QuerySet:
    """Replies to rectification notices, decided at the level of the pilot."""
    path = "rectification__evaluation__project"
    rows = Reply.objects.visible_to(user).filter(decision="", **{f"{path}__level": user.role})
    return _of_project(rows, path, since=F("replied_on"))


# --- what has a due day ---------------------------------------------------------------------------


def _follow_ups(user: Any, today: date) -> QuerySet:
    rows = FollowUp.objects.owned_by(user).waiting()
    return _of_project(
        rows, "finding__visit__project", since=TruncDate("created_at"), due="due"
    ).annotate(headline=_text(F("what")))


def _sheets(user: Any, today: date) -> QuerySet:
    rows = Panelist.objects.to_score(user)
    since = TruncDate("appointed_at")
    return _of_project(rows, "evaluation__project", since=since, due="evaluation__due")


def _rectifications(user: Any, today: date) -> QuerySet:
    waiting = Reply.objects.filter(rectification=OuterRef("pk"), decision="")
    rows = Rectification.objects.visible_to(user).waiting().exclude(Exists(waiting))
    return _of_project(rows, "evaluation__project", since=F("issued_on"), due="due")


def _registrations(user: Any, today: date) -> QuerySet:
    """The last registration of a worker still in social work ends soon, or has just ended."""
    later = Registration.objects.filter(
        worker=OuterRef("worker"), starts_on__gt=OuterRef("starts_on")
    )
    rows = Registration.objects.visible_to(user).filter(
        ~Exists(later),
        Q(worker__left_on__isnull=True) | Q(worker__left_on__gt=today),
        ends_on__gte=today - LAPSED,
        ends_on__lt=today + RENEWAL,
    )
    return _shaped(
        rows,
        target="worker__pk",
        headline="worker__name",
        spot="worker__place__name",
        since=F("starts_on"),
        due="ends_on",
    )


COUNTY, CLERK = frozenset({Role.COUNTY}), frozenset({Role.CLERK})
AGENCY, EVALUATOR = frozenset({Role.AGENCY}), frozenset({Role.EVALUATOR})

QUEUES: dict[str, Queue] = {
    **{
        status: Queue(verb, OFFICIALS, "project", _at(status), ("project_list", f"status={status}"))
        for status, verb in VERBS.items()
    },
    "lead": Queue(
        pgettext_lazy("task", "Assign a lead"),
        COUNTY | AGENCY,
        "project",
        _without_lead,
        ("project_list", f"status={Status.CONTRACTING}"),
    ),
    "silent": Queue(
        pgettext_lazy("task", "Log a service"),
        AGENCY,
        "project",
        _silent,
        ("project_list", f"status={Status.RUNNING}"),
    ),
    "open_need": Queue(
        pgettext_lazy("task", "Make a project of"),
        COUNTY,
        "need",
        _needs("registered", "verified"),
        ("need_list", "status=open"),
    ),
    "reported_need": Queue(
        pgettext_lazy("task", "Read"),
        CLERK,
        "need",
        _needs("reported"),
        ("need_list", "status=reported"),
    ),
    "own_need": Queue(
        pgettext_lazy("task", "Awaiting a project"),
        CLERK,
        "need",
        _needs("registered", "verified"),
        ("need_list", "status=open"),
    ),
    "change": Queue(
        pgettext_lazy("task", "Decide the change"),
        OFFICIALS,
        "change",
        _changes,
        ("change_list", "status=asked"),
    ),
    "objection": Queue(
        pgettext_lazy("task", "Answer the objection"), OFFICIALS, "project_contract", _objections
    ),
    "facts": Queue(pgettext_lazy("task", "Confirm the facts of"), OFFICIALS, "agency", _facts),
    "reply": Queue(
        pgettext_lazy("task", "Decide the reply"), OFFICIALS, "project_evaluation", _replies
    ),
    "follow_up": Queue(
        pgettext_lazy("task", "Follow up"),
        OFFICIALS | AGENCY | EVALUATOR,
        "project_evaluation",
        _follow_ups,
        ("follow_up_list", ""),
    ),
    "sheet": Queue(
        pgettext_lazy("task", "Score"), OFFICIALS | EVALUATOR, "project_evaluation", _sheets
    ),
    "rectification": Queue(
        pgettext_lazy("task", "Put right and reply"), AGENCY, "project_evaluation", _rectifications
    ),
    "registration": Queue(
        pgettext_lazy("task", "Renew the registration of"), AGENCY, "worker", _registrations
    ),
}


def rows_for(user: Any, today: date) -> QuerySet | None:
    """All that waits for ``user`` as rows of ``COLUMNS``; None for a role for whom nothing can."""
    queues = [
        queue.rows(user, today).annotate(queue=_text(Value(name))).values_list(*COLUMNS)
        for name, queue in QUEUES.items()
        if user.role in queue.roles
    ]
    return queues[0].union(*queues[1:], all=True) if queues else None
