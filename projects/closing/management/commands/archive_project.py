"""`manage.py archive_project NUMBER`: makes the archive package of a closed project, here and now."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from projects.accounts.models import User
from projects.closing.actions import start_archive
from projects.closing.archive.make import make_package
from projects.closing.models import ArchivePackage
from projects.common.roles import Role
from projects.jobs import files
from projects.pilots.models import Project

PATIENCE = 120  # seconds, where a worker was faster and makes it


class Command(BaseCommand):
    help = "Make the archive package of a closed project, as the county would on its page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="the project's number")
        parser.add_argument("--user", help="who asks; else an official of the project's county")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(number=options["number"]).first()
        if project is None:
            raise wrong(_("There is no project %(number)s.") % {"number": options["number"]})
        user = self.who(project, options["user"])
        if not Project.objects.visible_to(user).contains(project):
            raise wrong(_("%(name)s does not read this project.") % {"name": user.username})
        try:
            package = start_archive(project_id=project.pk, by=user)
        except ValidationError as refusal:
            raise wrong(" ".join(refusal.messages)) from refusal
        make_package(job_id=package.job_id)
        self.show(self.finished(package))

    def who(self, project: Project, name: str | None) -> User:
        known = User.objects.filter(is_active=True)
        found = (
            known.filter(username=name)
            if name
            else known.filter(role=Role.COUNTY, place=project.place)
        )
        user = found.order_by("pk").first()
        if user is None:
            raise wrong(_("Name somebody with --user who may archive the project."))
        return user

    def finished(self, package: ArchivePackage) -> ArchivePackage:
        """The package once its job is over; complains with the reason when that failed."""
        patience = time.monotonic() + PATIENCE
        while True:
            found = ArchivePackage.objects.select_related("job").get(pk=package.pk)
            if found.sha256:
                return found
            if found.job.is_over:
                raise CommandError(found.job.error)
            if time.monotonic() > patience:
                raise CommandError(_("The package is still being made by a worker."))
            time.sleep(0.2)

    def show(self, package: ArchivePackage) -> None:
        self.stdout.write(f"{files.path_of(package.job.file)}")
        self.stdout.write(f"SHA-256 {package.sha256}, {package.size} B, {package.files}")


def wrong(message: str) -> CommandError:
    """A question that cannot be answered as it was put: one line, exit code 2."""
    return CommandError(message, returncode=2)
