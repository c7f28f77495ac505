"""No list asks the database more than three times, however many rows it has.

The lists are found from the addresses, so that a new one cannot be forgotten: whoever adds a list
says in ``ROWS`` how it is filled.
"""

import uuid
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from projects.audit.actions import record_access
from projects.common.database import gather_statistics
from projects.delivery.actions import refuse_correction
from projects.delivery.models import Correction, Person
from projects.funding.guard import ledger_open
from projects.funding.models import Disbursement, Reconciliation, SpendingRule
from projects.jobs.models import Job
from projects.pilots.models import PartnerDepartment, PurchaseRule
from projects.places.models import Place
from tests.delivery.months_world import make_asked, make_confirmed, make_month
from tests.evaluating import make_concluded, make_finding, make_follow_up, make_sheet, make_visit
from tests.factories import (
    make_allocation,
    make_assignment,
    make_beneficiary,
    make_budget,
    make_bundle,
    make_case,
    make_change,
    make_export_of,
    make_filing,
    make_group,
    make_honour,
    make_need,
    make_notice,
    make_project,
    make_report_run,
    make_report_schedule,
    make_round_rule,
    make_service,
    make_service_rule,
    make_statistic,
    make_upload,
    make_worker,
)
from tests.funding.bank_world import make_bank_line, make_payment
from tests.funding.spending_world import pay
from tests.partnerships.partners import make_dispatch, make_exchange, make_pairing
from tests.records import credit_code
from tests.reports.money_world import spent
from tests.test_access_matrix import names_in

pytestmark = pytest.mark.django_db

MOST = 3  # the user, the count, the page
MORE = {"public_notices"}  # lists by another name
# Shows what awaits the check above its rows, and works out their shares: its own test counts.
APART = {"due_list"}
# The sysadmin has a list of her own, and imports are the clerk's and the county's.
ASKERS = ("province", "county", "sysadmin")


def lists() -> set[str]:
    """The name of every address that shows a list."""
    names = {name or "" for name, _route in names_in(get_resolver().url_patterns)}
    return {name for name in names if name.endswith("_list")} - APART | MORE


def clones(record: models.Model, count: int, **own: Callable[[int], Any]) -> list[Any]:
    """``count`` records like ``record``; ``own`` says what each has for itself, by its number."""
    model = type(record)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    same = {field.attname: getattr(record, field.attname) for field in fields}
    if "submission_key" in same:
        own["submission_key"] = lambda number: uuid.uuid4()
    return model._default_manager.bulk_create(
        model(**same | {name: make(number) for name, make in own.items()})
        for number in range(count)
    )


def villages(count: int) -> list[Place]:
    """Communities enough that each need, service and site can have its own."""
    like = Place.objects.villages().get(code="350121001001")
    made = clones(
        like, min(count, 99), code=lambda n: f"3501210013{n:02d}", name=lambda n: f"社区{n}"
    )
    return [like, *made]


def make_refused(project, cast) -> Disbursement:
    """A payment that was refused: such a one does not hold its tranche, so there can be many."""
    pay(project, cast)
    entry = Disbursement.objects.latest("pk")
    entry.status, entry.refusal = "refused", "金额有误"
    with ledger_open():
        entry.save()
    return entry


def make_corrected(project, worker, cast) -> Correction:
    """A correction that was refused: of one record there can be many."""
    record = make_service(project, worker, date=date(2018, 7, 1))
    make_confirmed(project, cast.agency, cast.county, date(2018, 7, 1))
    asked = make_asked(record, cast.agency)
    refuse_correction(correction_id=asked.pk, by=cast.county, refusal="签到表无误。")
    return Correction.objects.get()


@pytest.fixture
def one(places, cast, plan, project, worker, agency) -> SimpleNamespace:
    """One record of every kind in the own county, to be multiplied."""
    sheet, visit = make_sheet(places.own), make_visit(project, cast.county)
    waiting = make_project(places.own, agency=agency, plan=plan, status="approval")
    return SimpleNamespace(
        user=cast.own_auditor,
        agency=agency,
        worker=worker,
        figure=make_statistic(places.own, 910_000),
        honour=make_honour(places.own, worker),
        project=project,
        waiting=waiting,
        need=make_need(places.fulong),
        plan=plan,
        department=PartnerDepartment.objects.get(short_name="共青团"),
        assignment=make_assignment(
            project, make_worker(places.own, agency), role="worker", ends=date(2018, 12, 31)
        ),
        change=make_change(
            project,
            cast.agency,
            status="withdrawn",
            decided_by=cast.agency,
            decided_at=timezone.now(),
        ),
        notice=make_notice(waiting),
        rule=PurchaseRule.objects.create(
            place=places.own, year=2018, direct_below=100_000, tender_from=1_000_000
        ),
        budget=make_budget(places.own, plan),
        allocation=make_allocation(make_budget(places.own, plan), project),
        disbursement=make_refused(project, cast),
        bank_line=make_bank_line(places.own, "100.00", agency.name),
        payment=make_payment(
            make_budget(places.own, plan), project, cast.county, cast.city, "100.00"
        ),
        expenditure=spent(pay(project, cast, "9.00"), "1.00"),
        spending_rule=SpendingRule.objects.create(
            place=places.own,
            year=2018,
            nature="general",
            fields=["elders"],
            categories=["staff"],
            management_percent=10,
            document="文",
        ),
        reconciliation=Reconciliation.objects.create(),
        service=make_service(project, worker),
        service_rule=make_service_rule(places.own),
        beneficiary=make_beneficiary(agency, places.fulong),
        case=make_case(project, worker),
        group=make_group(project, worker),
        opening=record_access(
            owner=project, what="narrative", reason="核对补贴名单", by=cast.province
        ),
        month=make_month(project, date(2018, 6, 1)),
        correction=make_corrected(project, worker, cast),
        sheet=sheet,
        evaluation=make_concluded(project, sheet, cast.province),
        visit=visit,
        follow_up=make_follow_up(make_finding(visit)),
        upload=make_upload(cast.county),
        sent=make_dispatch(make_pairing(agency), worker),
        exchange=make_exchange(places.own, agency),
        report=make_report_run(plan, places.own, cast.county),
        schedule=make_report_schedule(plan, places.own, cast.county),
        export=make_export_of(cast.county),
        filing=make_filing(places.own, plan, cast.province),
        round_rule=make_round_rule(plan, cast.province),
        bundle=make_bundle(plan, places.fuzhou, cast.province),
    )


def fill(one: SimpleNamespace, count: int) -> None:
    """Makes ``count`` more records of every kind that a list shows."""
    near = villages(count)

    def at(number: int) -> int:
        return near[number % len(near)].pk

    def numbered(text: str) -> Callable[[int], str]:
        return lambda number: f"{text}{count}-{number}"

    clones(one.user, count, username=numbered("auditor"))
    agencies = clones(one.agency, count, credit_code=lambda n: credit_code(500_000 + count + n))
    workers = clones(one.worker, count, id_hash=lambda n: None, agency_id=lambda n: agencies[n].pk)
    clones(one.figure, count, source=numbered("年鉴"))
    clones(one.honour, count, worker_id=lambda n: workers[n].pk)
    clones(one.need, count, place_id=at)
    plans = clones(one.plan, count, code=numbered("plan"))
    running = clones(one.project, count, number=numbered("R"), plan_id=lambda n: plans[n].pk)
    waiting = clones(one.waiting, count, number=numbered("W"), agency_id=lambda n: agencies[n].pk)
    clones(one.department, count, name=numbered("部门"), short_name=numbered("部"))
    own = {"project_id": lambda n: running[n].pk}
    clones(one.assignment, count, worker_id=lambda n: workers[n].pk, **own)
    clones(one.change, count, number=numbered("C"), **own)
    clones(one.notice, count, project_id=lambda n: waiting[n].pk)
    # One a place and year: the villages have rules here that only the counties have in life.
    years = range(2000, 2020)
    clones(
        one.rule, count, place_id=at, year=lambda n: years[n // len(near)], document=numbered("文")
    )
    clones(one.spending_rule, count, place_id=at, year=lambda n: years[n // len(near)])
    clones(one.reconciliation, count)
    clones(one.expenditure, count, number=numbered("ZC"))
    budgets = clones(one.budget, count, document_number=numbered("闽财"))
    clones(one.allocation, count, number=numbered("A"), budget_id=lambda n: budgets[n].pk, **own)
    clones(one.disbursement, count, number=numbered("BF"))
    clones(one.bank_line, count, bank_number=numbered("B"))
    sources = clones(one.payment.source, count, project_id=lambda n: running[n].pk)
    tranches = clones(one.payment.tranche, 2, number=lambda n: 90 + n)
    payments = clones(
        one.payment,
        2 * count,
        number=numbered("BP"),
        source_id=lambda n: sources[n // 2].pk,
        tranche_id=lambda n: tranches[n % 2].pk,
    )
    clones(
        one.bank_line,
        count,
        bank_number=numbered("M"),
        disbursement_id=lambda n: payments[n].pk,
        matched_at=lambda n: timezone.now(),
    )
    clones(one.service, count, number=numbered("S"), place_id=at, **own)
    # One a place: villages enough, that have rules here as only counties have in life.
    many = clones(near[0], count, code=lambda n: f"3501219{n:05d}", name=numbered("村"))
    clones(one.service_rule, count, place_id=lambda n: many[n].pk)
    clones(one.opening, count)
    people = Person.objects.bulk_create(Person() for _number in range(count))
    clones(
        one.beneficiary,
        count,
        number=numbered("DX"),
        person_id=lambda n: people[n].pk,
        agency_id=lambda n: agencies[n].pk,
        place_id=at,
    )
    pairings = clones(
        one.sent.pairing,
        count,
        helper_id=lambda n: agencies[n].pk,
        helped_name=numbered("受助机构"),
    )
    sent = clones(one.sent, count, pairing_id=lambda n: pairings[n].pk)
    clones(one.sent.members.get(), count, dispatch_id=lambda n: sent[n].pk)
    clones(one.exchange, count)
    clones(one.case, count, number=numbered("GA"), **own)
    clones(one.group, count, number=numbered("XZ"), **own)
    clones(one.month, count, **own)
    clones(one.correction, count)
    clones(one.sheet, count, name=numbered("表"))
    clones(one.evaluation, count, **own)
    visits = clones(one.visit, count, **own)
    findings = clones(one.follow_up.finding, count, visit_id=lambda n: visits[n].pk)
    clones(one.follow_up, count, finding_id=lambda n: findings[n].pk)
    checks, runs, made = (clones(Job.objects.first(), count) for _number in range(3))
    clones(one.upload, count, check_job_id=lambda n: checks[n].pk)
    clones(one.schedule, count)
    clones(one.report, count, job_id=lambda n: runs[n].pk)
    rounds = clones(one.filing.round, count, plan_id=lambda n: plans[n].pk)
    clones(one.filing, count, round_id=lambda n: rounds[n].pk)
    clones(one.round_rule, count, plan_id=lambda n: plans[n].pk)
    clones(one.bundle, count)
    clones(one.export, count, job_id=lambda n: made[n].pk)
    # As after any bulk load: a database that takes these tables for empty plans badly for them.
    gather_statistics(*(model for model in apps.get_models() if model._meta.managed))


@pytest.mark.parametrize("count", [20, 2000])
def test_no_list_asks_more_than_three_times(count, one, cast, as_user):
    fill(one, count)
    wrong, unread, bare = [], lists(), lists()
    for role in ASKERS:
        client = as_user(getattr(cast, role))
        for name in sorted(lists()):
            page = client.get(reverse(name))  # warm
            if page.status_code != 200:
                continue
            unread.discard(name)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(reverse(name))
            if page.context["paginator"].count >= count:
                bare.discard(name)
            if len(queries) > MOST:
                said = "\n  ".join(query["sql"][:200] for query in queries)
                wrong.append(f"{name} for {role}: {len(queries)} queries\n  {said}")
    assert not unread, "nobody who asked here may read these"
    assert not bare, "fill these lists in fill()"
    assert not wrong, "\n".join(wrong)
