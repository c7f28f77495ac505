"""Asking for a package, putting it together once its tables are made, and going on after a failure.

Each table is a run of its own, so free workers share them. What Celery calls a chord stands in the
database here: whoever ends a table asks whether it was the last one, and beat asks again, so that
a message that was lost delays a package and never loses it.
"""

import csv
import hashlib
import io
from datetime import date, timedelta
from functools import partial
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.attempts import attempt, report
from projects.jobs.models import Job
from projects.packages.models import Package, Part
from projects.packages.querysets import GIVEN_UP
from projects.pilots.coverage import lines_within
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.actions import start_run
from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.documents import open_document
from projects.reports.models import ReportRun

CLOSE, MAKE = "packages.close", "packages.make"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip: the same tables make the same entries


def places_below(*, plan: ActionPlan, place: Place, day: date) -> list[Place]:
    """What a package has one workbook for: the cities of a province, the counties of a city.

    A county that reports to the province on its own stands among the cities.
    """
    lines = lines_within(plan=plan, place=place, day=day)
    if place.level == Place.Level.CITY:
        return [county for line in lines for county in line.counties]
    below: list[Place] = []
    for line in lines:
        city = line.counties[0].parent
        below += [city] if city and city.code == line.code else line.counties
    return below


def options_of(report: str) -> dict[str, str]:
    """What stands by itself, and a year where a table takes a period."""
    options = DEFINITIONS[report].defaults
    return options | ({"period": "year"} if "period" in options else {})


@transaction.atomic
def start_package(
    *,
    by: Any,
    plan: ActionPlan,
    place: Place,
    as_of: date,
    reports: list[str],
    submission_key: Any = None,
) -> Package:
    """Asks for ``reports`` of each place below ``place``: the rows are one commit, then all are sent."""
    below = places_below(plan=plan, place=place, day=as_of)
    if not below or not reports:
        raise ValidationError(_("There is nothing to put into this package."))
    package = Package.objects.create(
        plan=plan, place=place, as_of=as_of, created_by=by, submission_key=submission_key
    )
    asked: list[dict[str, Any]] = [
        {"report": key, "options": options_of(key), "place": one}
        for key in reports
        for one in below
    ]
    of_all: dict[str, Any] = {"plan": plan, "as_of": as_of, "sent": False, "package": package.pk}
    runs = [start_run(by=by, **of_all, **one) for one in asked]
    Part.objects.bulk_create(Part(package=package, run=run) for run in runs)
    _send_together(package, runs)
    return package


@transaction.atomic
def go_on(*, package_id: int, by: Any) -> Package:
    """Has the tables made anew that failed, or the zip that failed or is no longer kept."""
    rows = Package.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    package = rows.get(pk=package_id)
    failed = list(
        Part.objects.filter(package=package, run__job__status__in=GIVEN_UP).select_related(
            "run__plan", "run__place"
        )
    )
    for part in failed:
        again = part.run
        part.run = start_run(
            by=package.created_by,
            report=again.report,
            plan=again.plan,
            place=again.place,
            as_of=again.as_of,
            options=again.options,
            sent=False,
            package=package.pk,
        )
    Part.objects.bulk_update(failed, ["run"])
    _send_together(package, [part.run for part in failed])
    if package.job and package.job.is_over and not package.is_there:
        Package.objects.filter(pk=package.pk).update(job=None, sha256="")
    close_package(package_id=package.pk)
    return package


def _send_together(package: Package, runs: list[ReportRun]) -> None:
    queued = [run.job for run in runs if run.job]
    closing = current_app.signature(CLOSE, args=[package.pk], immutable=True)
    transaction.on_commit(partial(jobs.send, *queued, then=closing))


@transaction.atomic
def close_package(*, package_id: int) -> bool:
    """Asks for the zip if the last table is made and nobody has asked yet. May be called many times."""
    rows = Package.objects.to_close().select_for_update(of=("self",), no_key=True)
    package = rows.filter(pk=package_id).first()
    if package is None:
        return False
    package.job = jobs.enqueue(task=MAKE, by=package.created_by)
    package.save(update_fields=["job"])
    return True


def close_waiting() -> int:
    """Closes what is complete and whose last message was lost; how many. Run by beat."""
    waiting = Package.objects.to_close().values_list("pk", flat=True)
    return sum(close_package(package_id=pk) for pk in waiting)


def make_package(*, job_id: int) -> None:
    """Puts the zip of a job together, in the site's language. May be called twice."""
    with translation.override(settings.LANGUAGE_CODE):
        attempt(job_id, _make)


def _make(claim: jobs.Claim) -> None:
    package = Package.objects.select_related("created_by").get(job_id=claim.job_id)
    if not Package.objects.visible_to(package.created_by).filter(pk=package.pk).exists():
        raise ValidationError(_("This area is no longer open to whoever asked for the package."))
    parts = list(package.parts.select_related("run__place", "run__plan", "run__job"))
    # The attempt is part of the name: two attempts never write the same file.
    path = f"packages/{package.pk}/{claim.attempt}.zip"
    with files.written(path) as file, ZipFile(file, "w") as archive:
        for done, part in enumerate(parts):
            report(claim, done, len(parts))
            with open_document(part.run, "xlsx") as workbook:
                archive.writestr(_entry(part.path), workbook.read())
        archive.writestr(_entry(str(_("contents.csv"))), _contents(parts))
    with transaction.atomic():
        ours = jobs.finish(claim, path)
        if ours:
            Package.objects.filter(pk=package.pk).update(sha256=_hash(parts))
    if not ours:
        files.remove(path)


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path, FIRST_DAY)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _contents(parts: list[Part]) -> bytes:
    """Which table is where, and the hash of its frozen rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("File"), _("As of"), "SHA-256"])
    writer.writerows([part.path, part.run.as_of, part.run.sha256] for part in parts)
    return text.getvalue().encode("utf-8-sig")


def _hash(parts: list[Part]) -> str:
    lines = sorted(f"{one.run.report} {one.run.place.code} {one.run.sha256}\n" for one in parts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def remove_old() -> int:
    """Throws away the zips whose days are over; gives how many. Their tables stay as runs."""
    over = timezone.now() - timedelta(days=settings.REPORT_FILE_DAYS)
    old = Job.objects.filter(task=MAKE, finished_at__lt=over).exclude(file="")
    for job in old:
        files.remove(job.file)
        Job.objects.filter(pk=job.pk).update(file="")
    return len(old)
