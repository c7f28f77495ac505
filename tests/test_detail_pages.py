"""A record's page asks the database as often for many rows below the record as for a few."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.agencies.models import FactChange, Inspection
from projects.needs.models import Decision
from projects.pilots.models import FieldComment
from projects.reports.actions import make_run
from projects.workers.models import Registration
from tests.evaluating import (
    make_concluded,
    make_filled,
    make_finding,
    make_follow_up,
    make_rectification,
    make_reply,
    make_sheet,
    make_survey,
    make_visit,
)
from tests.factories import (
    list_agency,
    make_assignment,
    make_attachment,
    make_beneficiary,
    make_bundle,
    make_case,
    make_change,
    make_contract,
    make_filing,
    make_group,
    make_handed_up,
    make_indicator,
    make_move,
    make_need,
    make_notice,
    make_objection,
    make_project,
    make_report_run,
    make_service,
    make_statistic,
    make_user,
    make_value,
    make_worker,
)
from tests.partnerships.partners import make_dispatch, make_pairing

MANY = 6
DAY = date(2018, 6, 1)
World = SimpleNamespace


@pytest.fixture
def world(places, cast, plan, agency, worker, project) -> World:
    return World(places=places, cast=cast, plan=plan, agency=agency, worker=worker, project=project)


def agency_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        Inspection.objects.create(
            agency=world.agency, year=2010 + n, result="pass", decided_on=date(2011 + n, 5, 31)
        )
        list_agency(world.agency, date(2011 + n, 1, 1), date(2011 + n, 2, 1))
        FactChange.objects.create(
            agency=world.agency,
            facts={"name": ["甲", f"乙{n}"]},
            status="declined",
            created_by=make_user("agency", agency=world.agency),
            decided_by=make_user("county", place=world.places.own),
            decided_at=timezone.now(),
            reason="材料不全",
        )
        world.agency.service_area.add([world.places.own, world.places.sibling][n % 2])
        world.agency.staff_count = n + 1
        world.agency.save()

    return reverse("agency", args=[world.agency.pk]), grow


def worker_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        starts = date(2000 + 3 * n, 1, 1)
        Registration.objects.create(
            worker=world.worker, starts_on=starts, ends_on=starts.replace(year=starts.year + 2)
        )
        other = make_project(
            world.places.own, agency=world.agency, plan=world.plan, status="running"
        )
        make_assignment(other, world.worker, role="worker")

    return reverse("worker", args=[world.worker.pk]), grow


def statistic_page(world: World) -> tuple[str, Callable[[int], None]]:
    rows = [make_statistic(world.places.own, 910_000)]

    def grow(n: int) -> None:
        by = make_user("province", place=world.places.fujian)
        fields = {"replaces": rows[-1], "reason": "勘误", "created_by": by}
        rows.append(make_statistic(world.places.own, n, **fields))

    return reverse("statistic", args=[rows[0].pk]), grow


def need_page(world: World) -> tuple[str, Callable[[int], None]]:
    need = make_need(world.places.fulong, status="verified")

    def grow(n: int) -> None:
        by = make_user("clerk", place=world.places.fulong)
        double = make_need(world.places.fulong, status="merged", merged_into=need)
        for one, into in ((need, None), (double, need)):
            Decision.objects.create(
                need=one,
                name="verify",
                from_status="registered",
                to_status="verified",
                by=by,
                at=timezone.now(),
                into=into,
            )
        make_project(world.places.own, agency=world.agency, plan=world.plan, needs=(need,))

    return reverse("need", args=[need.pk]), grow


def evaluation_page(world: World) -> tuple[str, Callable[[int], None]]:
    sheet = make_sheet(world.places.fujian, 40, 30, 30)
    panel = [make_user("evaluator", place=world.places.fujian) for _n in range(MANY + 1)]
    failed = make_concluded(world.project, sheet, world.cast.province)
    notice = make_rectification(failed, world.cast.province)

    def grow(n: int) -> None:
        failed.panel.create(user=panel[n], appointed_by=world.cast.province)
        make_filled(failed, panel[n], "20", "15", "15")
        reply = make_reply(
            notice,
            make_user("agency", agency=world.agency),
            decision="refused",
            reason="缺照片",
            decided_by=world.cast.province,
            decided_on=DAY,
        )
        make_attachment(reply, world.cast.agency, kind="rectification")

    return reverse("evaluation", args=[failed.pk]), grow


def project_evaluation_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        sheet = make_sheet(world.places.fujian)
        make_visit(world.project, make_user("city", place=world.places.fuzhou))
        make_survey(world.project, world.cast.agency, on=DAY + timedelta(days=n))
        failed = make_concluded(world.project, sheet, world.cast.province)
        make_rectification(failed, world.cast.province, accepted_on=DAY, issued_on=DAY)

    return reverse("project_evaluation", args=[world.project.pk]), grow


def visit_page(world: World) -> tuple[str, Callable[[int], None]]:
    visit = make_visit(world.project, world.cast.county)

    def grow(n: int) -> None:
        finding = make_finding(visit)
        make_follow_up(finding)
        make_follow_up(finding, person=make_user("county", place=world.places.own))
        make_attachment(visit, world.cast.county)

    return reverse("visit", args=[visit.pk]), grow


def project_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        make_move(world.project, make_user("city", place=world.places.fuzhou))
        world.project.needs.add(make_need(world.places.fulong, status="adopted"))
        make_assignment(world.project, make_worker(world.places.own, world.agency), role="worker")

    return reverse("project", args=[world.project.pk]), grow


def contract_page(world: World) -> tuple[str, Callable[[int], None]]:
    contract = make_contract(world.project)

    def grow(n: int) -> None:
        notice = make_notice(
            world.project,
            make_user("province", place=world.places.fujian),
            withdrawn_on=DAY,
            withdrawn_by=make_user("province", place=world.places.fujian),
            withdrawn_reason="更正",
        )
        by = make_user("province", place=world.places.fujian)
        make_objection(notice, outcome="upheld", answer="属实", handled_on=DAY, handled_by=by)
        make_attachment(contract, world.cast.county, kind="contract")
        contract.amount += 1
        contract.save()

    return reverse("project_contract", args=[world.project.pk]), grow


def indicators_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        indicator = make_indicator(world.project)
        make_value(indicator, make_user("agency", agency=world.agency))
        make_value(indicator, world.cast.agency, as_of=DAY + timedelta(days=n + 40))

    return reverse("project_indicators", args=[world.project.pk]), grow


def changes_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        make_change(
            world.project,
            make_user("agency", agency=world.agency),
            status="declined",
            decided_by=make_user("county", place=world.places.own),
            decided_at=timezone.now(),
            decision_reason="理由不足",
        )

    return reverse("project_changes", args=[world.project.pk]), grow


def application_page(world: World) -> tuple[str, Callable[[int], None]]:
    def grow(n: int) -> None:
        by = make_user("county", place=world.places.own)
        move = make_move(world.project, by, name="return", to_status="returned")
        FieldComment.objects.create(
            move=move, field="goals", text="请写具体", resolved_on=DAY, resolved_by=by
        )
        world.project.needs.add(make_need(world.places.fulong, status="adopted"))

    return reverse("project_application", args=[world.project.pk]), grow


def closing_page(world: World) -> tuple[str, Callable[[int], None]]:
    make_contract(world.project)
    kinds = ("final_report", "settlement", "audit")

    def grow(n: int) -> None:
        make_attachment(world.project, world.cast.agency, kind=kinds[n % 3])
        make_value(make_indicator(world.project), world.cast.agency)
        make_assignment(
            world.project,
            make_worker(world.places.own, world.agency),
            role="worker",
            ends=timezone.localdate() + timedelta(days=400),
        )

    return reverse("project_closing", args=[world.project.pk]), grow


def filing_page(world: World) -> tuple[str, Callable[[int], None]]:
    by = world.cast.county
    run = make_report_run(world.plan, world.places.own, by)
    make_run(job_id=run.job_id)
    run.refresh_from_db()
    filing = make_handed_up(make_filing(world.places.own, world.plan, world.cast.province), run, by)

    def grow(n: int) -> None:
        other = make_user("city", place=world.places.fuzhou)
        step = {"from_status": "submitted", "to_status": "returned", "comment": f"第{n}次"}
        filing.steps.create(by=other, at=timezone.now(), run=run, **step)

    return reverse("filing", args=[filing.pk]), grow


def package_page(world: World) -> tuple[str, Callable[[int], None]]:
    package = make_bundle(world.plan, world.places.fuzhou, world.cast.province)

    def grow(n: int) -> None:
        run = make_report_run(world.plan, world.places.own, world.cast.province)
        package.parts.create(run=run)

    return reverse("package", args=[package.pk]), grow


def case_page(world: World) -> tuple[str, Callable[[int], None]]:
    case = make_case(world.project, world.worker)

    def grow(n: int) -> None:
        other = make_worker(world.places.own, world.agency)
        make_service(world.project, other, method="case", case=case)
        case.worker = other
        case.save()

    return reverse("case", args=[case.pk]), grow


def group_page(world: World) -> tuple[str, Callable[[int], None]]:
    group = make_group(world.project, world.worker)

    def grow(n: int) -> None:
        other = make_worker(world.places.own, world.agency)
        make_service(world.project, other, group=group, session=n + 1)
        person = make_beneficiary(world.agency, world.places.fulong)
        group.memberships.create(beneficiary=person, joined_on=DAY)
        group.planned_sessions += 1
        group.save()

    return reverse("group", args=[group.pk]), grow


def beneficiary_page(world: World) -> tuple[str, Callable[[int], None]]:
    person = make_beneficiary(world.agency, world.places.fulong)

    def grow(n: int) -> None:
        other = make_project(
            world.places.own, agency=world.agency, plan=world.plan, status="running"
        )
        make_case(other, make_worker(world.places.own, world.agency), beneficiary=person)
        make_service(other, world.worker).attended_by.create(beneficiary=person)
        person.groups = ["left_elders", "residents"][: n % 2 + 1]
        person.save()

    return reverse("beneficiary", args=[person.pk]), grow


def service_page(world: World) -> tuple[str, Callable[[int], None]]:
    service = make_service(world.project, world.worker, attendances=50)

    def grow(n: int) -> None:
        service.assistants.add(make_worker(world.places.own, world.agency))
        service.attended_by.create(
            beneficiary=make_beneficiary(world.agency, world.places.zhongshan)
        )
        service.hours = n + 1
        service.save()

    return reverse("service", args=[service.pk]), grow


def attendance_page(world: World) -> tuple[str, Callable[[int], None]]:
    group = make_group(world.project, world.worker)
    service = make_service(world.project, world.worker, group=group, session=1, attendances=50)

    def grow(n: int) -> None:
        came, stayed = [make_beneficiary(world.agency, world.places.fulong) for _one in range(2)]
        for person in (came, stayed):
            group.memberships.create(beneficiary=person, joined_on=service.date)
        service.attended_by.create(beneficiary=came)

    return reverse("service_people", args=[service.pk]), grow


def pairing_page(world: World) -> tuple[str, Callable[[int], None]]:
    pairing = make_pairing(world.agency)

    def grow(n: int) -> None:
        staff = [make_worker(world.places.own, world.agency) for _number in range(2)]
        make_dispatch(pairing, *staff)
        pairing.note = f"第{n}次"
        pairing.save()

    return reverse("pairing", args=[pairing.pk]), grow


def dispatch_page(world: World) -> tuple[str, Callable[[int], None]]:
    sent = make_dispatch(make_pairing(world.agency), world.worker)

    def grow(n: int) -> None:
        other = make_worker(world.places.own, world.agency)
        sent.members.create(worker=other, days=n + 1)
        sent.output = f"第{n}次"
        sent.save()

    return reverse("dispatch", args=[sent.pk]), grow


PAGES = (
    agency_page,
    worker_page,
    need_page,
    evaluation_page,
    project_evaluation_page,
    visit_page,
    project_page,
    contract_page,
    indicators_page,
    changes_page,
    application_page,
    closing_page,
    case_page,
    group_page,
    beneficiary_page,
    service_page,
    pairing_page,
    dispatch_page,
)
ALL = [(page, role) for page in PAGES for role in ("province", "county", "agency")]
ALL.append((attendance_page, "agency"))  # who came is hers alone to say
for page in (statistic_page, filing_page):  # no agency reads them
    ALL += [(page, role) for role in ("province", "county")]

ALL += [(package_page, role) for role in ("province", "city")]


@pytest.mark.parametrize(("page", "role"), ALL, ids=lambda part: getattr(part, "__name__", part))
def test_a_page_with_many_rows_asks_no_more_than_one_with_few(page, role, world, as_user):
    address, grow = page(world)
    client = as_user(getattr(world.cast, role))
    grow(0)
    few = asked(client, address)
    for n in range(1, MANY + 1):
        grow(n)
    many = asked(client, address)
    assert len(many) <= len(few), "\n".join(query["sql"] for query in many)


def asked(client, address: str) -> list[dict]:
    """The queries of a page that answers, once what it remembers is remembered."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return queries.captured_queries
