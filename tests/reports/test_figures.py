"""A figure of a run is opened: its meaning, the records behind it, and what has changed since."""

from datetime import date
from decimal import Decimal
from re import findall

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.reports.actions import make_run
from projects.reports.models import ReportRun
from tests.factories import make_allocation, make_budget, make_report_run

OF_FUZHOU = 1  # the number of the city's row


@pytest.fixture
def run(data, cast, places, settings, tmp_path) -> ReportRun:
    """A finished run of coverage for the province."""
    settings.FILES_DIR = tmp_path
    run = make_report_run(data.plan, places.fujian, cast.province)
    make_run(job_id=run.job_id)
    run.refresh_from_db()
    return run


def opened(client, run: ReportRun, column: str, row: int = 0, **query):
    return client.get(reverse("report_figure", args=[run.pk, row, column]), query)


def test_every_figure_of_the_sheet_is_a_link_and_zero_is_text(as_user, cast, run):
    client = as_user(cast.province)
    page = client.get(run.get_absolute_url()).content.decode()
    total = page[page.index('<tr class="all">') :].partition("</tr>")[0]

    links = findall(r'<td><a href="([^"]+)">([^<]+)</a></td>', total)
    assert [link.split("/")[-2] for link, _text in links] == list(run.definition.opens)
    assert {client.get(link).status_code for link, _text in links} == {200}
    zeros = findall(r'<td class="zero">([^<]+)</td>', page)
    assert {"0", "0.00"} <= set(zeros)
    assert not findall(r'<td class="zero"><a', page)


def test_the_page_lists_the_records_and_each_leads_to_its_own_page(as_user, cast, data, run):
    client = as_user(cast.province)
    page = opened(client, run, "projects", row=OF_FUZHOU)
    assert set(page.context["object_list"]) == {data.two, data.own}
    assert page.context["figure"] == "2"
    assert data.two.get_absolute_url() in page.content.decode()

    money = opened(client, run, "allocated_total", row=OF_FUZHOU)
    assert money.context["figure"] == money.context["found"] == "123,400.55"
    assert sum(entry.amount for entry in money.context["object_list"]) == Decimal("123400.55")


def test_a_rate_opens_what_is_counted_and_what_it_is_counted_of(as_user, cast, run):
    client = as_user(cast.province)
    covered = opened(client, run, "rate")
    whole = opened(client, run, "rate", part=1)
    assert covered.context["paginator"].count == run.table["total"]["covered"]
    assert whole.context["paginator"].count == run.table["total"]["counties"]
    for nonsense in ("7", "-1", "x", "9" * 5000):
        assert opened(client, run, "rate", part=nonsense).context["current"] == 0


def test_what_has_changed_since_is_said_and_by_how_much(as_user, cast, data, run, places):
    client = as_user(cast.province)
    more = make_allocation(make_budget(places.meilie, data.plan), data.other, "70.00")
    page = opened(client, run, "allocated_total")
    assert (page.context["more"], page.context["less"]) == ("70.00", "")
    assert "70.00" in page.content.decode()
    assert page.context["figure"] == "173,400.55"
    assert more.day <= date(2018, 12, 31)


def test_a_reader_below_counts_her_own_records(as_user, cast, run, places):
    ReportRun.objects.filter(pk=run.pk).update(place=places.fuzhou)
    page = opened(as_user(cast.city), run, "projects")
    assert page.context["figure"] == "4"
    assert (page.context["found"], page.context["less"]) == ("2", "2")


def test_nothing_opens_that_is_no_figure_of_the_run(as_user, cast, data, run, places):
    client = as_user(cast.province)
    for column, row in (("moons", 0), ("counties", 99), ("name", 0)):
        assert opened(client, run, column, row).status_code == 404
    ReportRun.objects.filter(pk=run.pk).update(
        table={**run.table, "total": {**run.table["total"], "projects": None}}
    )
    assert opened(client, run, "projects").status_code == 404
    waiting = make_report_run(data.plan, places.fujian, cast.province)
    assert opened(client, waiting, "projects").status_code == 404
    assert opened(as_user(cast.city), run, "counties").status_code == 404


def test_the_queries_of_a_page_do_not_grow_with_its_records(as_user, cast, data, run, places):
    client = as_user(cast.province)

    def queries() -> int:
        opened(client, run, "allocated_total")
        with CaptureQueriesContext(connection) as caught:
            opened(client, run, "allocated_total")
        return len(caught)

    before = queries()
    budget = make_budget(places.minhou, data.plan, document_number="more")
    for _number in range(15):
        make_allocation(budget, data.own, "1.00")
    assert queries() == before <= 14
