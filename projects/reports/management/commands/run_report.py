"""`manage.py run_report`: a report through the worker, as a person starts it on the page."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from projects.accounts.models import User
from projects.common.roles import Role
from projects.jobs import files
from projects.jobs.models import Job
from projects.reports import layout
from projects.reports.actions import start_run
from projects.reports.definitions import Table
from projects.reports.definitions.registry import DEFINITIONS, thawed
from projects.reports.management.asking import ReportCommand, in_words, plan_of, wrong
from projects.reports.models import ReportRun

PATIENCE = 120  # seconds
GAP = "  "


class Command(ReportCommand):
    help = "Start a report as a user and, with --wait, show what the worker made of it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--wait",
            nargs="?",
            type=int,
            const=PATIENCE,
            metavar="SECONDS",
            help=f"wait for the worker and print the summary ({PATIENCE} s unless said otherwise)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["user"]:
            options["user"] = province_official(options["plan"]).username
        asked = self.asked(options)
        try:
            DEFINITIONS[options["report"]].check(**asked)
        except ValidationError as error:
            raise wrong(in_words(error)) from error
        by, *question = (asked.pop(name) for name in ("user", "plan", "place", "as_of"))
        plan, place, as_of = question
        run = start_run(
            by=by, report=options["report"], plan=plan, place=place, as_of=as_of, options=asked
        )
        if options["wait"] is None:
            self.stdout.write(_("Report run %(number)s is queued.") % {"number": run.pk})
            return
        self.wait_for(run, options["wait"])
        self.show(run)

    def wait_for(self, run: ReportRun, seconds: int) -> None:
        """Returns when the job is done; complains with the reason when it fails or takes too long."""
        patience = time.monotonic() + seconds
        while True:
            job = Job.objects.get(report_run=run)
            if job.status == Job.Status.DONE:
                return
            if job.is_over:
                raise CommandError(job.error)
            if time.monotonic() > patience:
                text = "Report run {} is not finished after {} s ({}). Is a worker running?"
                raise CommandError(text.format(run.pk, seconds, job.get_status_display()))
            time.sleep(0.1)

    def show(self, run: ReportRun) -> None:
        """Prints the total and the cities, and where the workbook is."""
        frozen, path = ReportRun.objects.values_list("table", "job__file").get(pk=run.pk)
        table = thawed(frozen, example=run.plan.is_demo)
        heads = [str(column.head).replace("\n", "") for column in table.columns]
        rows = [[_("Area"), *(str(label.label) for label in table.labels), *heads]]
        rows += [
            [line.name, *line.words, *(text for text, _css, _column in line.cells)]
            for line in layout.lines(table)
            if line.is_strong
        ]
        widths = [max(layout.width(text) for text in texts) for texts in zip(*rows, strict=True)]
        self.stdout.write(f"\n{table.title}（{layout.period(table)}）")
        self.stdout.write(headings(table, widths))
        for row in rows:
            cells = list(zip(row, widths, strict=True))
            texts = 1 + len(table.labels)
            left = [padded(*cell) for cell in cells[:texts]]
            self.stdout.write(
                GAP.join([*left, *(padded(*one, right=True) for one in cells[texts:])])
            )
        self.stdout.write(f"SHA-256 {table.sha256}\n{files.path_of(path)}\n")


def headings(table: Table, widths: list[int]) -> str:
    """The common headings, each over the end of its columns."""
    at = 1 + len(table.labels)
    cells = [" " * width for width in widths[:at]]
    for heading, columns in layout.groups(table):
        span = widths[at : at + len(columns)]
        cells.append(padded(heading, sum(span) + len(GAP) * (len(span) - 1), right=True))
        at += len(columns)
    return GAP.join(cells)


def province_official(code: str) -> User:
    """Who starts the report when nobody is named: an official of the plan's province."""
    officials = User.objects.filter(
        role=Role.PROVINCE, is_active=True, place=plan_of(code).place
    ).order_by("pk")
    official = officials.first()
    if official is None:
        raise wrong("The plan's province has no official: name somebody with --user.")
    return official


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text filled up to a width, where a Chinese character takes two places."""
    blanks = " " * (width - layout.width(text))
    return blanks + text if right else text + blanks
