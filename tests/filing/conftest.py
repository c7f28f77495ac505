"""A round of the year 2018 over the places of the tests, and tables made for it."""

from datetime import date
from types import SimpleNamespace

import pytest

from projects.filing.actions import call_round, make_table, submit_filing
from projects.filing.models import Filing
from projects.reports.actions import make_run

NAMES = {"head": "陈局长", "reviewer": "林科长", "maker": "黄干事"}


@pytest.fixture
def round_(cast, plan, places):
    return call_round(
        by=cast.province,
        report="coverage",
        plan=plan,
        period="year",
        until=date(2018, 12, 31),
        county_due=date(2019, 1, 10),
        city_due=date(2019, 1, 20),
    )


@pytest.fixture
def at(round_, places):
    """``at.minhou``: what 闽侯县 files, as the database has it now."""

    class At(SimpleNamespace):
        def __getattr__(self, name):
            return Filing.objects.get(round=round_, place=getattr(places, name))

    return At()


def tabled(filing, by) -> Filing:
    """The filing with its table, made by the function that the worker calls."""
    made = make_table(filing_id=filing.pk, by=by)
    make_run(job_id=made.run.job_id)
    return Filing.objects.get(pk=filing.pk)


def handed_up(filing, by, **more) -> Filing:
    """The filing with its table, handed up."""
    return submit_filing(filing_id=tabled(filing, by).pk, by=by, **NAMES | more)
