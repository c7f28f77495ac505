"""The job that makes an archive package, and archives the project in the transaction that ends it."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from projects.closing.archive.package import write_package
from projects.closing.models import ArchivePackage
from projects.jobs import actions as jobs
from projects.jobs import files
from projects.pilots.actions.moves import MoveRefused, move
from projects.pilots.models import Project


class TakenOver(Exception):
    """Another attempt has the job now."""


def make_package(*, job_id: int) -> None:
    """Makes the package of a job, in the site's language. May be called twice.

    What the person who asked may read is looked up now. A reason that another attempt would meet
    again fails the job at once; a database or a worker that goes away does not.
    """
    claim = jobs.claim(job_id)
    if claim is None:
        return
    try:
        with translation.override(settings.LANGUAGE_CODE):
            _make(claim)
    except TakenOver:
        return
    except ValidationError as error:
        jobs.fail(claim, " ".join(error.messages))
    except MoveRefused as refusal:
        jobs.fail(claim, str(refusal.message))
    except DatabaseError:
        raise
    except Exception:
        jobs.fail(claim, _("An error of the system stopped the archive. It has been recorded."))
        raise


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
        written = write_package(project, user, file, partial(_report, claim))
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


def _report(claim: jobs.Claim, done: int, total: int) -> None:
    if not jobs.progress(claim, done, total):
        raise TakenOver
