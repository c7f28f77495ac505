"""The page of a project: the chain, who reads which part, who is offered what."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    end_project,
    make_allocation,
    make_assignment,
    make_budget,
    make_move,
    make_need,
    make_project,
    make_service,
    make_worker,
)
from tests.funding.spending_world import pay


@pytest.fixture
def page(as_user):
    """``page(project, user)``: the response."""
    return lambda project, user: as_user(user).get(reverse("project", args=[project.pk]))


@pytest.fixture
def whole(project, places, plan, cast, worker):
    """A running project with something in every part of the chain."""
    make_allocation(make_budget(places.own, plan), project, "30000.00")
    make_allocation(make_budget(places.fujian, plan), project, "70000.00")
    make_service(project, worker, method="case", attendances=3)
    make_service(project, worker, date=date(2018, 6, 1))
    make_move(project, cast.county)
    return project


def test_the_chain_opens_onto_each_record(whole, cast, worker, page):
    response = page(whole, cast.county)
    text = response.content.decode()
    need, service = whole.needs.get(), whole.services.first()
    for url in (
        need.get_absolute_url(),
        reverse("agency", args=[whole.agency_id]),
        reverse("assignment", args=[whole.assignments.get().pk]),
        f"{reverse('allocation_list')}?project={whole.pk}",
        service.get_absolute_url(),
    ):
        assert f'href="{url}' in text
    chain = response.context["chain"]
    assert [(share.level, share.amount) for share in chain.money] == [
        ("province", 70000),
        ("county", 30000),
    ]
    assert (chain.counts.case, chain.counts.group, chain.counts.attendances) == (1, 1, 28)
    assert (chain.team.lead.worker, chain.team.certified) == (worker, 1)


def test_payments_and_expenditures_are_told_in_the_history_and_by_stage(whole, cast, page):
    pay(whole, cast, "700.00")
    chain = page(whole, cast.county).context["chain"]
    assert chain.stages_total.paid == 700
    assert {row.level: row.amounts.allocated for row in chain.stages} == {
        "province": 70000,
        "county": 30700,
    }
    url = f"{reverse('project_money', args=[whole.pk])}#h-paid"
    assert [event.text for event in chain.events if event.url == url] == ["向机构拨付 700.00 元"]
    assert chain.event_count == 7  # two allocations and one more, a payment, two services, a move


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        ("province", set()),
        ("city", set()),
        ("county", set()),
        ("agency", set()),
        ("auditor", set()),
        ("clerk", {"team", "money"}),
        ("evaluator", {"needs", "money"}),
    ],
)
def test_a_part_that_a_role_may_not_read_is_left_out(role, missing, whole, cast, page):
    response = page(whole, getattr(cast, role))
    chain = response.context["chain"]
    found = {part for part in ("needs", "team", "money", "counts") if getattr(chain, part) is None}
    assert found == missing
    text = response.content.decode()
    assert ("h-money" in text) == ("money" not in missing)
    assert ("30,000.00" in text) == ("money" not in missing)


@pytest.mark.parametrize("who", ["sibling_county", "other_city", "other_agency", "sibling_clerk"])
def test_a_project_elsewhere_is_not_found(who, project, cast, page):
    assert page(project, getattr(cast, who)).status_code == 404


@pytest.mark.parametrize(
    ("status", "role", "offered"),
    [
        ("draft", "county", {"edit"}),
        ("returned", "county", {"edit"}),
        ("draft", "city", set()),
        ("county_check", "county", set()),
        ("approved", "county", {"assign", "allocate"}),
        ("approved", "agency", {"assign"}),
        ("approved", "province", {"allocate"}),
        ("running", "county", {"assign", "allocate"}),
        ("running", "agency", {"assign", "log"}),
        ("running", "auditor", set()),
        ("running", "clerk", set()),
        ("closed", "county", set()),
        ("closed", "agency", set()),
    ],
)
def test_a_button_is_there_for_whoever_may_press_it(
    status, role, offered, places, agency, plan, cast, page
):
    project = make_project(places.own, agency=agency, plan=plan, status=status)
    may = page(project, getattr(cast, role)).context["may"]
    assert {name for name, allowed in may.items() if allowed} == offered


def test_what_happened_is_told_newest_first_and_capped(whole, cast, worker, page):
    for n in range(12):
        make_service(whole, worker, date=date(2018, 7, 1) + timedelta(days=n))
    chain = page(whole, cast.county).context["chain"]
    days = [event.day for event in chain.events]
    assert len(days) == 10
    assert days == sorted(days, reverse=True)
    assert chain.event_count == 1 + 2 + 14


def test_what_happened_on_one_day_is_told_in_the_order_of_entry(project, cast, worker, page):
    today = timezone.localdate()
    make_move(project, cast.county, name="start", to_status="running")
    make_service(project, worker, date=today)
    make_move(project, cast.county, name="close", to_status="closed")
    events = page(project, cast.county).context["chain"].events
    assert [event.day for event in events[:3]] == [today] * 3
    assert [bool(event.url) for event in events[:3]] == [False, True, False]


def test_the_reason_of_a_return_stands_in_the_history(project, cast, page):
    make_move(project, cast.city, name="return", to_status="returned", reason="人数与需求不符")
    assert "人数与需求不符" in page(project, cast.county).content.decode()


def test_an_edit_is_told_and_a_move_is_not_told_twice(project, cast, page):
    project.target_people = 150
    project.save()
    end_project(project, "closed")
    (edit, _first) = page(project, cast.county).context["edits"]
    assert [(change.before, change.after) for change in edit.changes] == [("120", "150")]


@pytest.mark.parametrize("role", ["province", "county", "agency", "clerk"])
def test_twenty_of_each_ask_no_more_queries_than_one(
    role, whole, places, plan, cast, agency, as_user, django_assert_max_num_queries
):
    client, url = as_user(getattr(cast, role)), reverse("project", args=[whole.pk])
    client.get(url)  # fills the cache of code ranges
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    budget = make_budget(places.own, plan)
    for n in range(19):
        whole.needs.add(make_need(places.fulong, status="adopted"))
        worker = make_worker(places.own, agency)
        make_assignment(whole, worker, role="worker")
        make_allocation(budget, whole, "1000.00")
        make_service(whole, worker, date=date(2018, 8, 1) + timedelta(days=n))
        make_move(whole, cast.county)
    with django_assert_max_num_queries(len(few)):
        client.get(url)
