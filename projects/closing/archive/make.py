"""The job that makes an archive package, and archives the project in the transaction that ends it."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from projects.closing.archive.package import write_package
from projects.closing.models import ArchivePackage
from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.attempts import attempt, report
from projects.pilots.actions.moves import MoveRefused, move
from projects.pilots.models import Project


def make_package(*, job_id: int) -> None:
    """Makes the package of a job, in the site's language. May be called twice.

    What the person who asked may read is looked up now. A reason that another attempt would meet
    again fails the job at once; a database or a worker that goes away does not.
    """
    with translation.override(settings.LANGUAGE_CODE):
        attempt(job_id, _archive)


def _archive(claim: jobs.Claim) -> None:
    try:
        _make(claim)
    except MoveRefused as refusal:
        raise ValidationError(str(refusal.message)) from refusal


def _make(claim: jobs.Claim) -> None:
    package = ArchivePackage.objects.select_related("created_by").get(job_id=claim.job_id)
    user = package.created_by
    readable = Project.objects.visible_to(user).select_related("plan", "place", "agency")
    project = readable.filter(pk=package.project_id).first()
    if project is None:
        raise ValidationError(_("Who asked for the package no longer reads the project."))
    # The attempt is part of the name: two attempts never write the same file.
    path = f"archives/{package.pk}/{project.number}-{claim.attempt}.zip"
    with files.written(path) as file:
        written = write_package(project, user, file, partial(report, claim))
    try:
        with transaction.atomic():
            ours = jobs.finish(claim, path)
            if ours:
                ArchivePackage.objects.filter(pk=package.pk).update(**written._asdict())
                move(project_id=project.pk, name="archive", by=user)
    except BaseException:
        files.remove(path)
        raise
    if not ours:
        files.remove(path)
