"""What must hold for case files, and what groups share with them."""

from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.delivery.models import Beneficiary, CaseFile
from projects.delivery.rules.records import day_error
from projects.pilots.models import Project
from projects.workers.models import SocialWorker

Errors = dict[str, str]


def said(errors: Errors) -> Errors:
    """Those that say something."""
    return {field: text for field, text in errors.items() if text}


def work_closed_error(project: Project) -> str:
    """Why no case or group of ``project`` is opened, changed or closed now, or ""."""
    if project.status == Project.Status.RUNNING:
        return ""
    return _("Cases and groups are kept while a project runs; this one does not.")


def work_day_error(project: Project, day: date) -> str:
    """Why nothing of ``project`` can have been opened, closed, joined or left on ``day``, or ""."""
    if day > timezone.localdate():
        return _("This day lies in the future; enter today or an earlier day.")
    return day_error(project, day)


def worker_error(project: Project, worker_id: int, first: date, last: date) -> str:
    """Why this worker cannot have the work that began on ``first``: she is assigned on no day from then
    to ``last``. On opening the two are one day; later the work may go to somebody new."""
    assigned = project.assignments.overlapping(first, last).filter(worker=worker_id)
    if assigned.exists():
        return ""
    name = SocialWorker.objects.filter(pk=worker_id).values_list("name", flat=True).first()
    return _("Not assigned to the project on %(day)s: %(names)s.") % {
        "day": first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}",
        "names": name or "",
    }


def beneficiary_error(project: Project, beneficiary_id: int) -> str:
    """Why there is no new case of this person in ``project``, or ""."""
    register = Beneficiary.objects.not_erased().filter(agency=project.agency_id)
    if not register.filter(pk=beneficiary_id).exists():
        return _("Choose somebody of your register.")
    if project.cases.filter(beneficiary=beneficiary_id, status=CaseFile.Status.OPEN).exists():
        return _("This person already has an open case in this project.")
    return ""


def consent_error(opened_on: date, consent_on: date) -> str:
    """Consent comes first, also where both are on one day."""
    if consent_on > opened_on:
        return _("A case is opened when consent is given; enter %(day)s or an earlier day.") % {
            "day": opened_on.isoformat()
        }
    return ""


def case_errors(
    project: Project,
    *,
    opened_on: date,
    consent_on: date | None,
    worker_id: int | None = None,
    beneficiary_id: int | None = None,
    case: CaseFile | None = None,
) -> Errors:
    """What is wrong with a case that is opened or changed, by field; ``case`` is what is changed."""
    errors = {"opened_on": work_day_error(project, opened_on)}
    if consent_on:
        errors["consent_on"] = consent_error(opened_on, consent_on)
    same = case and (case.worker_id, case.opened_on) == (worker_id, opened_on)
    if worker_id and not errors["opened_on"] and not same:
        last = timezone.localdate() if case else opened_on
        errors["worker"] = worker_error(project, worker_id, opened_on, last)
    if beneficiary_id and case is None:
        errors["beneficiary"] = beneficiary_error(project, beneficiary_id)
    if case:
        errors["opened_on"] = errors["opened_on"] or after_first_error(case.interviews, opened_on)
    return said(errors)


def after_first_error(records: Any, opened_on: date) -> str:
    """Why what has these services cannot have begun on ``opened_on``, or ""."""
    first = records.aggregate(day=Min("date"))["day"]
    if first and opened_on > first:
        return _("A service of %(day)s is already logged; enter that day or an earlier one.") % {
            "day": first.isoformat()
        }
    return ""


def ending_error(work: Any, records: Any, day: date) -> str:
    """Why ``work``, a case or group with these services, cannot end on ``day``, or ""."""
    if day < work.opened_on:
        return _("It was opened on %(day)s; enter that day or a later one.") % {
            "day": work.opened_on.isoformat()
        }
    latest = records.aggregate(day=Max("date"))["day"]
    if latest and day < latest:
        return _("The last service is of %(day)s; enter that day or a later one.") % {
            "day": latest.isoformat()
        }
    return work_day_error(work.project, day)


def closing_errors(case: CaseFile, *, day: date | None, closing: str, referred_to: str) -> Errors:
    """What is wrong with closing ``case``, by field."""
    errors = {}
    if day:
        errors["closed_on"] = ending_error(case, case.interviews, day)
    if closing == CaseFile.Closing.REFERRED and not referred_to:
        errors["referred_to"] = _("Say where the case was referred to.")
    return said(errors)
