"""What must hold for a service record; the form says it early, the action again when it writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.pilots.models import Project
from projects.workers.models import SocialWorker

AT_WORK = (
    *(Project.Status.RUNNING, Project.Status.SUSPENDED),
    *(Project.Status.FINAL_EVALUATION, Project.Status.SETTLEMENT),
)
SILENT_AFTER = timedelta(days=60)  # without a service, a running project is asked why


def last_day(project: Project) -> date:
    """The last day for which a service of ``project`` may be logged now."""
    return min(project.ends, timezone.localdate())


def closed_error(project: Project) -> str:
    """Why nothing is logged for ``project`` now, or ""."""
    if project.status == Project.Status.SUSPENDED:
        return _(
            "The project has been suspended since %(day)s; services are logged again later."
        ) % {"day": project.suspended_on.isoformat() if project.suspended_on else ""}
    if project.status != Project.Status.RUNNING:
        return _("Services are logged while a project runs; this one does not.")
    return ""


def done_error(project: Project) -> str:
    """Why no confirmed service of ``project`` is corrected any more, or ""."""
    if project.status in AT_WORK:
        return ""
    return _("The project is closed; its services stay as they were confirmed.")


def future_error(day: date) -> str:
    """What is wrong with a service on ``day`` whatever the project, or ""."""
    if day > timezone.localdate():
        return _("This day lies in the future; a service is logged after it was delivered.")
    return ""


def outside_days(project: Project, day: date) -> str:
    """How ``day`` lies outside the days on which ``project`` ran, or ""."""
    if project.started_on and day < project.started_on:
        return _("The project started on %(day)s; enter that day or a later one.") % {
            "day": project.started_on.isoformat()
        }
    if day > project.ends:
        return _("The project ended on %(day)s; enter that day or an earlier one.") % {
            "day": project.ends.isoformat()
        }
    for first, last in project.pauses():
        if first < day < last:
            return _("The project was suspended from %(first)s to %(last)s.") % {
                "first": first.isoformat(),
                "last": last.isoformat(),
            }
    return ""


def day_error(project: Project, day: date) -> str:
    """What is wrong with a service of ``project`` on ``day``, or ""."""
    return future_error(day) or outside_days(project, day)


def workers_error(project: Project, day: date, worker_ids: Iterable[int]) -> str:
    """Who of the workers was not assigned to ``project`` on ``day``, in words, or ""."""
    wanted = set(worker_ids)
    if not wanted:
        return _("Choose at least one social worker.")
    assigned = project.assignments.on(day).values_list("worker", flat=True)
    missing = SocialWorker.objects.filter(pk__in=wanted.difference(assigned))
    if missing:
        return _("Not assigned to the project on %(day)s: %(names)s.") % {
            "day": day.isoformat(),
            "names": "、".join(worker.name for worker in missing),
        }
    return ""


def service_errors(
    project: Project,
    *,
    day: date,
    place_id: int | None = None,
    worker_ids: Iterable[int] | None = None,
) -> dict[str, str]:
    """What is wrong, by the field that it is wrong at; empty when all is well. None is not looked at."""
    errors = {"date": day_error(project, day)}
    if not errors["date"] and worker_ids is not None:
        errors["workers"] = workers_error(project, day, worker_ids)
    if why := closed_error(project):
        errors[NON_FIELD_ERRORS] = why
    if place_id is not None and not project.sites.filter(place=place_id).exists():
        errors["place"] = _("Choose one of the project's sites.")
    return {field: text for field, text in errors.items() if text}
