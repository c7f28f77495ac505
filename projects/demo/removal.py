"""Taking the demo out again, without touching anything else."""

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from projects.accounts.models import User
from projects.attachments.models import Attachment
from projects.audit.guard import log_open
from projects.delivery.actions import recount
from projects.delivery.models import (
    CountySummary,
    CountyYear,
    ServiceRecord,
    SummaryMonth,
    SummaryYear,
)
from projects.delivery.totals import CountyMonth, cell_of, of_years, within
from projects.demo.actions import forget_what_pages_remember
from projects.demo.belongings import NEEDS_OF_DEMO, OF_DEMO, jobs_of_demo, rows_of_demo
from projects.filing.guard import filings_open
from projects.funding.guard import ledger_open
from projects.imports.models import Upload
from projects.jobs.files import remove as remove_file
from projects.needs.models import Need
from projects.pilots.models import Project
from projects.workers.guard import figures_open

CELL = ("county_code", "date")


class DemoInUse(Exception):
    """Records that do not belong to the demo hang on it; the message says which."""


@transaction.atomic
def remove_demo() -> None:
    """Takes out the demo, what people made with its sign-ins, and the reports about it.

    Nothing else goes: where a record that is not the demo's hangs on one that is, all stays as it was.
    """
    _refuse_if_projects_hang_on_it()
    files = list(jobs_of_demo().exclude(file="").values_list("file", flat=True))
    for pair in Attachment.objects.filter(OF_DEMO).values_list("file", "thumbnail"):
        files += filter(None, pair)
    for sheets in Upload.objects.filter(OF_DEMO).values_list("file", "marked", "wrong_rows"):
        files += filter(None, sheets)
    months = {cell_of(one) for one in ServiceRecord.objects.filter(OF_DEMO).only(*CELL)}
    try:
        with ledger_open(), log_open(), figures_open(), filings_open():
            for rows in rows_of_demo():
                # Not delete(), which would write a history row for each of 35,000 workers.
                rows._raw_delete(rows.db)
            _recount(months)
            User.objects.filter(is_demo=True).delete()
            connection.check_constraints()
    except IntegrityError as error:  # ProtectedError is one too
        reason = str(error.args[0]).strip().splitlines()[0]
        raise DemoInUse(f"records of your own hang on the demo: {reason}") from error
    transaction.on_commit(lambda: _tidy_up(files))


def _recount(months: set[CountyMonth]) -> None:
    """Takes the demo out of the totals; where nothing else is left, no month and no year is either."""
    recount(months)
    years = {cell.of_year for cell in months}
    CountyYear.objects.filter(of_years(years)).delete()
    all_of_them = {cell for year in years for cell in year.months}
    left = CountySummary.objects.filter(within(all_of_them, "month"))
    kept = {CountyMonth(*pair) for pair in left.values_list("county_code", "month")}
    SummaryMonth.objects.filter(within(all_of_them - kept, "month")).delete()
    SummaryYear.objects.filter(of_years(years - {cell.of_year for cell in kept})).delete()


def _tidy_up(files: list[str]) -> None:
    forget_what_pages_remember()
    for name in files:
        remove_file(name)


def _refuse_if_projects_hang_on_it() -> None:
    others = Project.objects.exclude(OF_DEMO).filter(
        Q(plan__is_demo=True)
        | Q(agency__created_by__is_demo=True)
        | Q(needs__in=Need.objects.filter(NEEDS_OF_DEMO))
    )
    if names := list(others.distinct().values_list("name", flat=True)[:3]):
        raise DemoInUse(f"projects of your own hang on the demo: {', '.join(names)}")
