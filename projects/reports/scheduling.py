"""What is done with schedules: making, changing, pausing and deleting them, and asking for what is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.roles import OFFICIALS
from projects.reports.actions import start_run
from projects.reports.models import ReportSchedule
from projects.reports.occasions import reported_day


@transaction.atomic
def make_schedule(*, by: Any, readers: Iterable[Any] = (), **asked: Any) -> ReportSchedule:
    """Has a report asked for again and again, in the name of ``by``, from the next occasion on."""
    if by.role not in OFFICIALS:
        raise ValidationError(_("Officials have reports made."))
    schedule = ReportSchedule(created_by=by, **asked)
    schedule.next_at = schedule.first_after(timezone.now())
    schedule.save()
    schedule.readers.set(readers)
    return schedule


@transaction.atomic
def change_schedule(
    *, schedule_id: int, by: Any, readers: Iterable[Any], now: datetime | None = None, **asked: Any
) -> ReportSchedule:
    """Asks for something else, at other times or for others, from the next occasion on.

    An occasion that has come and that no beat has seen yet is asked for as it stood.
    """
    now = now or timezone.now()
    schedule = _own(schedule_id, by)
    if schedule.is_due(now):
        _ask(schedule, now)
    for name, value in asked.items():
        setattr(schedule, name, value)
    schedule.next_at = _next(schedule, now)
    schedule.version += 1
    schedule.save()
    schedule.readers.set(readers)
    return schedule


@transaction.atomic
def pause_schedule(*, schedule_id: int, by: Any, paused: bool) -> ReportSchedule:
    """Stops a schedule, or lets it go on from its next occasion; what it missed meanwhile stays missed."""
    schedule = _own(schedule_id, by)
    schedule.paused = paused
    schedule.next_at = _next(schedule, timezone.now())
    schedule.save(update_fields=["paused", "next_at"])
    return schedule


@transaction.atomic
def delete_schedule(*, schedule_id: int, by: Any) -> None:
    """Deletes a schedule; the reports that it made stay with their owner."""
    _own(schedule_id, by).delete()


def run_due_schedules(*, now: datetime | None = None) -> int:
    """Asks for the report of each schedule that is due; how many. Run by beat, may run beside itself.

    The run and the next occasion are one commit, under the lock of the schedule; the message to the
    worker follows. However many occasions were missed, one report is made, of the last of them.
    """
    now = now or timezone.now()
    due = ReportSchedule.objects.due(now)
    return sum(_run(pk, now) for pk in due.order_by("next_at").values_list("pk", flat=True))


@transaction.atomic
def _run(pk: int, now: datetime) -> bool:
    rows = (
        ReportSchedule.objects.due(now).filter(pk=pk).select_for_update(no_key=True, of=("self",))
    )
    schedule = rows.select_related("plan", "place", "created_by").first()
    if schedule is None:  # another beat was first, or its owner stopped it
        return False
    _ask(schedule, now)
    # No save(), which would keep a version of a schedule that nobody has changed.
    ReportSchedule.objects.filter(pk=pk).update(next_at=schedule.first_after(now))
    return True


def _ask(schedule: ReportSchedule, now: datetime) -> None:
    """Asks for the report of its last occasion."""
    occasion = timezone.localdate(schedule.last_before(now))
    start_run(
        by=schedule.created_by,
        report=schedule.report,
        plan=schedule.plan,
        place=schedule.place,
        as_of=reported_day(occasion),
        options=schedule.options,
        schedule=schedule,
        occasion=occasion,
    )


def _next(schedule: ReportSchedule, now: datetime) -> datetime:
    """When it is next due: not for a period that it has reported, though its day may have moved."""
    last = schedule.runs.aggregate(last=Max("as_of"))["last"]
    moment = schedule.first_after(now)
    while last and reported_day(timezone.localdate(moment)) <= last:
        moment = schedule.first_after(moment)
    return moment


def _own(schedule_id: int, by: Any) -> ReportSchedule:
    rows = ReportSchedule.objects.visible_to(by).filter(pk=schedule_id, created_by=by)
    schedule = rows.select_for_update(no_key=True, of=("self",)).first()
    if schedule is None:
        raise ValidationError(_("Only who made a schedule changes it."))
    return schedule
