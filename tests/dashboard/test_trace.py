"""The trace: from every kind of record the chain to both ends, and where it is broken."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from projects.dashboard.trace.breaks import BREAKS, Found, all_breaks
from projects.dashboard.trace.chain import follow
from projects.dashboard.trace.kinds import KINDS
from projects.funding.actions import refund, settle
from projects.funding.actions.counters import move
from projects.funding.models import Disbursement
from projects.needs.models import Need
from projects.pilots.models import Assignment
from projects.workers.models import Certificate
from tests.factories import (
    end_project,
    make_allocation,
    make_budget,
    make_need,
    make_project,
    make_service,
    make_worker,
)
from tests.funding.spending_world import PAID_ON, pay_out

DAY = date(2018, 6, 30)


@pytest.fixture
def chain(places, plan, cast):
    """A running project of 闽侯 with everything that a chain has, unbroken on ``DAY``."""
    agency = cast.agency.agency
    lead = make_worker(places.minhou, agency)
    need = make_need(places.fulong, status=Need.Status.ADOPTED)
    project = make_project(
        places.minhou,
        agency=agency,
        plan=plan,
        status="running",
        lead=lead,
        needs=(need,),
        sites=(places.fulong,),
        starts=date(2018, 4, 1),
        ends=date(2019, 3, 31),
    )
    budget = make_budget(places.minhou, plan)
    make_allocation(budget, project)
    service = make_service(project, lead, date=date(2018, 6, 10))
    return {
        "need": need,
        "project": project,
        "worker": lead,
        "agency": agency,
        "community": places.fulong,
        "budget": budget,
        "service": service,
    }


def traced(kind: str, record, user, day=DAY):
    return follow(kind, KINDS[kind], record, user, day)


@pytest.mark.parametrize("kind", list(KINDS))
def test_from_every_kind_of_record_both_ends_are_reached(chain, cast, kind):
    found = traced(kind, chain[kind], cast.county)
    (line,) = found.lines
    assert line.project == chain["project"]
    assert [one.need for one in line.needs] == [chain["need"]]
    assert [site.place for site in line.sites] == [chain["community"]]
    assert [one.worker for one in line.team] == [chain["worker"]]
    assert [one.budget for one in line.money] == [chain["budget"].pk]
    assert line.services.count == 1
    assert line.services.last == date(2018, 6, 10)
    assert not found.breaks


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_page_of_every_kind_opens_in_a_constant_number_of_queries(
    as_user, cast, chain, places, plan, kind, django_assert_max_num_queries
):
    client = as_user(cast.county)
    url = reverse("trace", args=[kind, chain[kind].pk])
    assert client.get(url).status_code == 200  # warms what pages remember
    with django_assert_max_num_queries(12):
        assert chain["project"].name in client.get(url).text
    for _number in range(5):
        more = make_project(
            places.minhou,
            agency=chain["agency"],
            plan=plan,
            status="running",
            lead=chain["worker"],
            sites=(chain["community"],),
            needs=(chain["need"],),
        )
        make_allocation(chain["budget"], more)
        make_service(more, chain["worker"])
    with django_assert_max_num_queries(12):
        client.get(url)


def test_a_part_that_is_not_open_to_the_reader_is_left_out(chain, cast):
    (line,) = traced("need", chain["need"], cast.clerk).lines
    assert line.team is None
    assert line.money is None
    assert line.services is not None


def test_who_does_not_read_money_is_not_told_that_there_is_none(as_user, chain, cast):
    page = reverse("trace", args=["need", chain["need"].pk])
    figure = '<span class="total-name">下达资金</span>'
    assert figure not in as_user(cast.clerk).get(page).text
    assert figure in as_user(cast.county).get(page).text


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_stranger_finds_nothing(as_user, cast, chain, kind):
    client = as_user(cast.other_county)
    answer = client.get(reverse("trace", args=[kind, chain[kind].pk]))
    if kind == "agency":  # the registry is open to every official, the projects are not
        assert chain["project"].name not in answer.text
    else:
        assert answer.status_code == 404


def test_an_unknown_kind_is_not_found(as_user, cast):
    assert as_user(cast.county).get("/trace/planet/1/").status_code == 404


def test_what_is_the_records_own_is_told_apart(chain, cast, places):
    other = make_worker(places.minhou, chain["agency"])
    make_service(chain["project"], other, date=date(2018, 6, 11))
    (line,) = traced("worker", chain["worker"], cast.county).lines
    assert (line.services.count, line.services.own) == (2, 1)
    (line,) = traced("budget", chain["budget"], cast.county).lines
    assert [one.is_own for one in line.money] == [True]


# --- breaks --------------------------------------------------------------------------------------


def kinds_found(user, day=DAY) -> list[str]:
    return [Found(*row).broken for row in all_breaks(user, day)]


def test_an_unbroken_chain_has_no_break(chain, cast):
    assert kinds_found(cast.province) == []


def test_an_adopted_need_without_a_project_is_a_break(chain, cast, places):
    need = make_need(places.fulong, status=Need.Status.ADOPTED)
    make_need(places.fulong)  # open: waits, and breaks nothing
    (found,) = traced("need", need, cast.county).breaks
    assert (found.broken, found.record) == ("need_without_project", need.pk)
    assert kinds_found(cast.county) == ["need_without_project"]
    assert traced("community", places.fulong, cast.county).breaks == [found]


def test_a_need_whose_only_project_was_terminated_is_a_break_from_that_day(chain, cast):
    project = end_project(chain["project"], "terminated")
    day = project.terminated_on
    assert kinds_found(cast.county, day) == ["need_without_project"]
    assert kinds_found(cast.county, day - timedelta(days=1)) == []


def test_a_project_without_a_certified_lead_is_a_break(chain, cast):
    Certificate.objects.all().delete()
    assert kinds_found(cast.county) == ["no_certified_lead"]
    assert traced("project", chain["project"], cast.county).lines[0].breaks


def test_a_lead_who_left_before_the_day_does_not_count(chain, cast):
    Assignment.objects.update(ends=date(2018, 6, 29))
    assert kinds_found(cast.county) == ["no_certified_lead"]
    assert kinds_found(cast.county, date(2018, 6, 29)) == []


def test_money_without_a_service_for_sixty_days_is_a_break(chain, cast):
    # The last service was on 2018-06-10; the sixtieth day after it is 2018-08-09.
    assert kinds_found(cast.county, date(2018, 8, 9)) == []
    assert kinds_found(cast.county, date(2018, 8, 10)) == ["money_without_service"]
    (row,) = all_breaks(cast.county, date(2018, 8, 10))
    assert Found(*row).since == date(2018, 6, 10)


def test_without_any_service_the_days_count_from_the_start_or_the_first_money(chain, cast):
    chain["service"].delete()
    # Started on 2018-04-01, first money on 2018-04-15.
    assert kinds_found(cast.county, date(2018, 6, 14)) == []
    assert kinds_found(cast.county, date(2018, 6, 15)) == ["money_without_service"]


def test_a_service_outside_the_sites_or_dates_is_a_break(chain, cast, places):
    make_service(chain["project"], place=places.qingqi, date=date(2018, 6, 12))
    make_service(chain["project"], date=date(2018, 3, 31))
    assert kinds_found(cast.county) == ["service_outside", "service_outside"]
    (line,) = traced("project", chain["project"], cast.county).lines
    assert len(line.breaks) == 2


def test_a_service_at_a_site_given_up_later_is_no_break(chain, cast, places):
    chain["project"].former_sites.create(place=places.qingqi, until=date(2018, 6, 12))
    make_service(chain["project"], place=places.qingqi, date=date(2018, 6, 12))
    assert kinds_found(cast.county) == []
    make_service(chain["project"], place=places.qingqi, date=date(2018, 6, 13))
    assert kinds_found(cast.county) == ["service_outside"]


def test_a_closed_project_with_money_left_is_a_break(chain, cast):
    project = end_project(chain["project"], "closed")
    day, source = project.closed_on, project.sources.get()
    assert kinds_found(cast.county, day) == ["closed_unreleased"]
    assert kinds_found(cast.county, day - timedelta(days=1)) == []
    pay_out(source, cast)
    Disbursement.objects.update(received_on=PAID_ON, received_by=cast.agency)
    assert kinds_found(cast.county, day) == ["closed_with_balance"]
    move(source, spent=Decimal("9999.99"), refusal="")
    assert kinds_found(cast.county, day) == ["closed_with_balance"]
    move(source, returned=Decimal("0.01"), refusal="")
    assert kinds_found(cast.county, day) == []


def test_a_terminated_project_is_a_break_until_its_money_is_settled(chain, cast):
    project = end_project(chain["project"], "terminated")
    day = project.terminated_on
    without = kinds_found(cast.county, day)  # its need is without a project; nothing was paid
    pay_out(project.sources.get(), cast)
    Disbursement.objects.update(received_on=PAID_ON, received_by=cast.agency)
    settle(project_id=project.pk, settled_on=day, by=cast.county)
    assert kinds_found(cast.county, day) == [*without, "terminated_unsettled"]
    assert kinds_found(cast.county, day - timedelta(days=1)) == []
    refund(project_id=project.pk, day=timezone.localdate(), by=cast.county)
    assert kinds_found(cast.county, day) == without


def test_a_payment_that_nobody_confirmed_for_15_days_is_a_break(chain, cast):
    pay_out(chain["project"].sources.get(), cast)
    day = PAID_ON + timedelta(days=15)
    assert kinds_found(cast.county, day - timedelta(days=1)) == []
    assert kinds_found(cast.county, day) == ["paid_unconfirmed"]
    Disbursement.objects.update(received_on=day, received_by=cast.agency)
    assert kinds_found(cast.county, day) == []


def test_the_list_is_three_queries_and_scoped(as_user, cast, chain, places):
    make_need(places.jiangbin, status=Need.Status.ADOPTED)
    own = make_need(places.fulong, status=Need.Status.ADOPTED)
    client = as_user(cast.county)
    url = reverse("break_list")
    client.get(url)
    with assertNumQueries(3):
        page = client.get(url, {"as_of": "2018-06-30"})
    assert [one.record for one in page.context["object_list"]] == [own.pk]
    assert len(as_user(cast.province).get(url, {"as_of": "2018-06-30"}).context["object_list"]) == 2


def test_the_filters_narrow_the_list(as_user, cast, chain, places):
    make_need(places.jiangbin, status=Need.Status.ADOPTED)
    Certificate.objects.all().delete()
    client = as_user(cast.province)

    def kinds(**asked) -> list[str]:
        page = client.get(reverse("break_list"), {"as_of": "2018-06-30", **asked})
        return [one.broken for one in page.context["object_list"]]

    assert sorted(kinds()) == ["need_without_project", "no_certified_lead"]
    assert kinds(kind="no_certified_lead") == ["no_certified_lead"]
    assert kinds(place=places.meilie.code) == ["need_without_project"]
    assert client.get(reverse("break_list"), {"kind": "x", "as_of": "x"}).status_code == 200


def test_the_export_holds_the_same_rows(as_user, cast, chain, places):
    make_need(places.fulong, title="=1+1 需求", status=Need.Status.ADOPTED)
    answer = as_user(cast.county).get(reverse("break_export"), {"as_of": "2018-06-30"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 2
    assert "'=1+1 需求" in lines[1]


# --- the command ---------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("trace", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_command_prints_every_kind_as_json(chain, kind):
    found = json.loads(run(kind, str(chain[kind].pk), "--format", "json", "--as-of", "2018-06-30"))
    (project,) = found["projects"]
    assert (found["kind"], found["id"]) == (kind, chain[kind].pk)
    assert project["number"] == chain["project"].number
    assert project["money"][0]["amount"] == "10000.00"
    assert project["services"]["count"] == 1
    assert found["breaks"] == []


def test_the_command_takes_numbers_and_asks_for_somebody(chain, cast):
    assert chain["project"].name in run("project", chain["project"].number)
    with pytest.raises(CommandError) as refusal:
        run("project", chain["project"].number, "--user", "other_county")
    assert refusal.value.returncode == 2
    for wrong in (["need", "999999"], ["need", "1", "--user", "nobody"], ["need", "x"]):
        with pytest.raises(CommandError) as refusal:
            run(*wrong)
        assert refusal.value.returncode == 2


def test_every_kind_of_break_says_what_to_do():
    assert all(one.label and one.advice and one.opens in KINDS for one in BREAKS.values())
