"""The whole chain as people walk it, from a resident's need to the figure in the official table.

Everybody signs in with a password and finds the way by the menu and the buttons; PostgreSQL, Redis,
the Celery worker and the browser are real. Walked at desktop and at phone width.
"""

import os
import re
import signal
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from projects.delivery.models import ServiceRecord
from projects.funding.models import Budget
from projects.needs.models import Need
from projects.pilots.actions.moves import move
from projects.pilots.models import Project
from projects.reports.models import ReportRun
from tests.factories import (
    PASSWORD,
    make_budget,
    make_cast,
    make_contract,
    make_notice,
    make_places,
    make_plan,
    make_worker,
)
from tests.walker import Walker, zh

pytestmark = [pytest.mark.browser, pytest.mark.worker]

TITLE = "村里独居老人白天无人照看"
NAME = "青岐村银龄守望项目"
BUDGETS = {"province": "300000.00", "city": "200000.00"}  # the county registers its own
AMOUNTS = {"province": "120000.00", "city": "60000.00", "county": "30000.50"}


@pytest.fixture(params=["page", "phone"])
def walker(request, shoot) -> Walker:
    return Walker(request.getfixturevalue(request.param), shoot)


@pytest.fixture
def people(transactional_db):
    """The cast with passwords, this year's plan, the agency's certified worker, two budgets."""
    places = make_places()
    cast = make_cast(places, password=PASSWORD)
    today = timezone.localdate()
    cast.plan = make_plan(
        places.fujian,
        code="this-year",
        name="福建省三社联动行动计划",
        year=today.year,
        starts=today.replace(month=1, day=1),
        ends=today.replace(month=12, day=31) + timedelta(days=365),
    )
    cast.worker = make_worker(places.own, cast.agency.agency, name="黄秀英")
    cast.places = places
    for level, place in (("province", places.fujian), ("city", places.fuzhou)):
        make_budget(
            place, cast.plan, year=today.year, document_date=today, amount=Decimal(BUDGETS[level])
        )
    return cast


def test_the_six_steps(people, walker, celery_worker_process):
    need = a_clerk_registers_a_need(people, walker)
    project = the_county_generates_a_project(people, walker, need)
    the_levels_check_and_approve(people, walker, project)
    the_notice_passes_and_the_contract_is_signed(people, walker, project)
    the_agency_assigns_a_lead_and_the_county_starts(people, walker, project)
    each_level_allocates_money(people, walker, project)
    the_agency_logs_a_service(people, walker, project)
    run = the_province_makes_the_report(people, walker, celery_worker_process)
    the_figures_are_those_of_the_chain(people, walker, run)
    the_project_shows_its_chain(people, walker, project)


def a_clerk_registers_a_need(people, walker: Walker) -> Need:
    walker.sign_in(people.clerk)
    walker.picture("0-home-clerk")
    walker.go("Needs")
    walker.follow("Register a need")
    walker.save()  # an empty form says what is missing and keeps the rest
    expect(walker.page.locator(".notice-bad")).to_be_visible()
    walker.fill(
        title=TITLE,
        field=Need.Field.ELDERS,
        target_groups=[Need.TargetGroup.LEFT_ELDERS],
        people_affected="40",
        description="入户走访发现多位独居老人白天无人照看。",
    )
    walker.picture("1-need-form")
    walker.save()
    walker.is_told("The need is registered.")
    walker.picture("1-need")
    return Need.objects.get(title=TITLE)


def the_county_generates_a_project(people, walker: Walker, need: Need) -> Project:
    today = timezone.localdate()
    walker.sign_in(people.county)
    walker.go("Needs")
    walker.picture("2-needs")
    walker.page.locator("main").get_by_role("link", name=TITLE).click()
    walker.follow("Generate a project")
    assert walker.page.locator("#id_target_people").input_value() == "40"
    walker.fill(
        name=NAME,
        level=Project.Level.PROVINCE,
        setting=Project.Setting.RURAL,
        starts=today.isoformat(),
        ends=(today + timedelta(days=300)).isoformat(),
        agency=str(people.agency.agency.pk),
        target_services="60",
        goals="为独居老人提供日间照料与定期探访。",
    )
    village = people.places.qingqi
    walker.page.get_by_label(village.name).check()
    walker.picture("2-project-form")
    walker.save()
    expect(walker.page.locator("h1")).to_have_text(NAME)
    project = Project.objects.get(name=NAME)
    assert set(project.places.all()) == {need.place, village}
    walker.picture("2-project-draft")
    walker.press("Hand up for checking")
    walker.is_told("Handed up for checking")
    return project


def open_project(walker: Walker) -> None:
    walker.go("Projects")
    walker.page.locator("main").get_by_role("link", name=NAME).click()
    expect(walker.page.locator("h1")).to_have_text(NAME)


def the_levels_check_and_approve(people, walker: Walker, project: Project) -> None:
    walker.press("Pass the county check")
    walker.is_told("Passed the county check")
    walker.sign_in(people.city)
    walker.picture("2-home-city")
    open_project(walker)
    walker.press("Pass the city review")
    walker.is_told("Passed the city review")
    walker.sign_in(people.province)
    open_project(walker)
    walker.picture("2-project-awaiting")
    walker.press("Approve")
    walker.is_told("Approved")
    project.refresh_from_db()
    assert project.status == Project.Status.APPROVED
    moves = list(project.moves.values_list("name", "by__username"))
    assert moves == [
        ("register", "own_county"),
        ("submit", "own_county"),
        ("check", "own_county"),
        ("review", "own_city"),
        ("approve", "province"),
    ]


def the_notice_passes_and_the_contract_is_signed(people, walker: Walker, project: Project) -> None:
    """The notice and the contract have pages and tests of their own; here they are simply there."""
    make_notice(project)
    move(project_id=project.pk, name="announce", by=people.province)
    open_project(walker)
    walker.press("Confirm after the public notice")
    walker.is_told("Confirmed after the public notice")
    make_contract(project)


def the_agency_assigns_a_lead_and_the_county_starts(people, walker, project) -> None:
    walker.sign_in(people.agency)
    open_project(walker)
    walker.follow("Assign a worker")
    walker.fill(worker=str(people.worker.pk), role="lead")
    walker.picture("3-assignment-form")
    walker.save()
    walker.is_told("The worker is assigned.")
    walker.sign_in(people.county)
    open_project(walker)
    walker.press("Start implementation")
    walker.is_told("Started implementation")
    project.refresh_from_db()
    assert (project.status, project.started_on) == ("running", timezone.localdate())


def each_level_allocates_money(people, walker: Walker, project: Project) -> None:
    register_a_budget(people, walker)
    for level, amount in AMOUNTS.items():
        walker.sign_in(getattr(people, level))
        open_project(walker)
        walker.follow("Allocate money")
        if level == "county":
            walker.fill(amount="99999999")  # more than there is
            walker.save()
            expect(walker.page.locator("#id_amount_error")).to_be_visible()
            walker.picture("4-over-budget")
        walker.fill(amount=amount)
        walker.picture(f"4-allocation-form-{level}")
        walker.save()
        walker.is_told("The money is allocated.")
    project.refresh_from_db()
    assert project.allocated == Decimal("210000.50")


def register_a_budget(people, walker: Walker) -> None:
    walker.go("Money")
    walker.follow("Budget lines")
    walker.follow("Register a budget line")
    walker.fill(
        nature=Budget.Nature.GENERAL,
        document_number="侯财社〔2018〕6号",
        document_date=timezone.localdate().isoformat(),
        amount="50000.00",
    )
    walker.picture("4-budget-form")
    walker.save()
    walker.is_told("The budget line is registered.")
    budget = Budget.objects.get(document_number="侯财社〔2018〕6号")
    assert (budget.place, budget.level) == (people.places.own, "county")


def the_agency_logs_a_service(people, walker: Walker, project: Project) -> None:
    walker.sign_in(people.agency)
    open_project(walker)
    walker.follow("Log a service")
    walker.tap("method", ServiceRecord.Method.GROUP)
    walker.tap("place", str(people.places.qingqi.pk))
    walker.tap("workers", str(people.worker.pk))
    walker.fill(date=timezone.localdate().isoformat(), hours="1.5", attendances="23")
    walker.picture("5-service-form")
    walker.save()
    walker.is_told("The service is logged.")
    record = project.services.get()
    assert (record.attendances, record.hours) == (23, Decimal("1.5"))
    assert record.workers == [people.worker]
    walker.picture("5-service")


@contextmanager
def held(process_id: int):
    """The worker and its children stand still, so that the bar can be seen at its beginning."""
    os.killpg(process_id, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process_id, signal.SIGCONT)


def the_province_makes_the_report(people, walker: Walker, worker: int) -> ReportRun:
    walker.sign_in(people.province)
    walker.picture("6-home-province")
    walker.go("Reports")
    walker.follow("Make a report")
    walker.fill(as_of=timezone.localdate().isoformat())
    walker.picture("6-report-form")
    bar = walker.page.locator("#progress [role=progressbar]")
    with held(worker):
        walker.save()
        expect(bar).to_have_attribute("aria-valuenow", "0")
        walker.picture("6-report-waiting")
    download = walker.page.get_by_role("link", name=zh("Download Excel"))
    expect(download).to_be_visible(timeout=60_000)
    expect(bar).to_have_count(0)
    walker.picture("6-report-done")
    return ReportRun.objects.select_related("job").get()


def the_figures_are_those_of_the_chain(people, walker: Walker, run: ReportRun) -> None:
    with walker.page.expect_download() as downloading:
        walker.follow("Download Excel")
    path = downloading.value.path()
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    def figures(name: str) -> list[float]:
        row = next(row for row in rows if name in re.sub(r"\s", "", str(row[0])))
        return [cell for cell in row if isinstance(cell, float | int)]

    for name, counties, covered in (("合计", 4, 1), ("福州市", 2, 1), ("闽侯县", 1, 1)):
        assert figures(name)[:2] == [counties, covered]
        assert figures(name)[-4:] == [21.00005, 12, 6, 3.00005]
    assert figures("鼓楼区")[1] == 0
    assert run.sha256


def the_project_shows_its_chain(people, walker: Walker, project: Project) -> None:
    open_project(walker)
    walker.picture("7-project")
    chain = walker.page.locator(".chain")
    for text in (TITLE, people.agency.agency.name, people.worker.name):
        expect(chain).to_contain_text(text)
    chain.get_by_role("link", name=TITLE).click()
    expect(walker.page.locator("h1")).to_have_text(TITLE)
