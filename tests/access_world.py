"""One record of every kind in each of three places, for the access matrix.

"own" is the county of the people who ask, "sibling" another county of their city, "other" a county
of another city.
"""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.utils import timezone

from projects.agencies.models import FactChange
from projects.audit.actions import record_access
from projects.exports.actions import make_export
from projects.exports.models import Export
from projects.filing.models import Filing
from projects.funding.actions import refund, spend
from projects.funding.models import Reconciliation, SpendingRule
from projects.imports.models import HeaderMapping
from projects.packages.actions import close_package, make_package
from projects.packages.models import Package
from projects.pilots.models import BudgetLine, PartnerDepartment
from projects.reports.actions import make_run
from projects.reports.models import ReportRun
from tests.delivery.months_world import JULY, JUNE, make_asked, make_confirmed, make_submitted
from tests.evaluating import (
    make_concluded,
    make_evaluation,
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
    CORNERS,
    Cast,
    list_agency,
    make_agency,
    make_allocation,
    make_archive_package,
    make_assignment,
    make_attachment,
    make_beneficiary,
    make_budget,
    make_bundle,
    make_case,
    make_cast,
    make_change,
    make_contract,
    make_export_of,
    make_filing,
    make_group,
    make_handed_up,
    make_honour,
    make_indicator,
    make_need,
    make_notice,
    make_objection,
    make_partnership,
    make_places,
    make_plan,
    make_project,
    make_report,
    make_report_run,
    make_report_schedule,
    make_round_rule,
    make_rule,
    make_service,
    make_service_rule,
    make_statistic,
    make_transfer,
    make_upload,
    make_user,
    make_value,
    make_worker,
)
from tests.funding.bank_world import make_bank_line
from tests.funding.spending_world import pay
from tests.partnerships.partners import make_dispatch, make_exchange, make_pairing

SHEET = ContentFile(b"%PDF-1.4", name="sheet.pdf")


def make_world() -> SimpleNamespace:
    """The cast as ``world.cast``, and ``world.own/sibling/other`` with a record of every kind."""
    places = make_places()
    cast = make_cast(places)
    password = make_password("x")
    for user in vars(cast).values():
        # allauth sends somebody without a password to a page of its own.
        user.password = password
        user.save()
    plan = make_plan(places.fujian, code="fujian-2018")
    corners = {corner: make_corner(corner, places, cast, plan) for corner in CORNERS}
    for user in vars(cast).values():
        # She remembers her scope, which a test may want to change.
        user.__dict__.pop("scope", None)
    return SimpleNamespace(cast=cast, **corners)


def make_corner(corner: str, places: SimpleNamespace, cast: Cast, plan) -> SimpleNamespace:
    city, county, village = (getattr(places, key) for key in CORNERS[corner])
    county_official = getattr(cast, f"{corner}_county")
    staff = getattr(cast, f"{corner}_agency")
    agency = staff.agency
    worker = make_worker(county, agency)
    common = {"agency": agency, "plan": plan, "sites": (village,)}
    running = make_project(county, status="running", lead=worker, **common)
    draft = make_project(county, status="draft", **common)
    indicator = make_indicator(running)
    department, _made = PartnerDepartment.objects.get_or_create(name="共青团", short_name="共青团")
    today = timezone.localdate()
    on_notice = make_project(county, status="notice", **common)
    public_notice = make_notice(on_notice, starts=today, ends=today + timedelta(days=8))
    contracting = make_project(county, status="contracting", **common)
    budget = make_budget(county, plan)
    city_budget = make_budget(city, plan)
    transfer = make_transfer(city_budget, county)
    stranger = make_agency(county)
    leader, evaluator = cast.province, getattr(cast, f"{corner}_evaluator")
    approved = make_project(county, status="approved", **common)
    sheet = make_sheet(county)
    evaluation = make_evaluation(running, sheet, leader, evaluator, kind="final")
    judged = make_concluded(approved, sheet, leader)
    notice = make_rectification(make_concluded(approved, sheet, leader, kind="final"), leader)
    funded = make_project(county, status="running", **common)
    source = pay(funded, SimpleNamespace(county=county_official, province=cast.province))
    visit = make_visit(running, county_official)
    finding = make_finding(visit)
    make_filled(evaluation, staff, "50", "30")
    spent_from = pay(running, cast, "10000.00")
    case = make_case(running, worker)
    july = make_service(running, worker, date=date(2018, 7, 4))
    later = make_service(running, worker, date=date(2018, 7, 5))
    confirmed_month = make_confirmed(running, staff, county_official, JULY)
    pairing = make_pairing(agency)
    sent = make_dispatch(pairing, worker)
    people = {"by": county_official, "agency": staff, "day": date(2018, 6, 1)}
    return SimpleNamespace(
        place=county,
        village=village,
        plan=plan,
        city=city,
        agency=agency,
        # Registered in the county, but nobody who asks works for it.
        stranger=stranger,
        listing=list_agency(stranger, date(2019, 1, 1)),
        change=FactChange.objects.create(agency=agency, facts={"name": [agency.name, "新名"]}),
        worker=worker,
        figure=make_statistic(county, 910_000),
        honour=make_honour(county, worker),
        need=make_need(village),
        draft=draft,
        indicator=indicator,
        department=department,
        partnership=make_partnership(running, department),
        drafted_indicator=make_indicator(draft),
        value=make_value(indicator, getattr(cast, f"{corner}_agency")),
        reported=make_report(village).need,
        adoption=running.adoptions.get(),
        checked=make_project(county, status="county_check", **common),
        reviewed=make_project(county, status="city_review", **common),
        awaiting=make_project(county, status="approval", level="province", **common),
        approved=approved,
        notice=public_notice,
        objection=make_objection(public_notice),
        contracting=contracting,
        contract=make_contract(make_project(county, status="contracting", **common)),
        rule=make_rule(county),
        running=running,
        assignment=make_assignment(running, make_worker(county, agency), role="worker"),
        budget=budget,
        city_budget=city_budget,
        transfer=transfer,
        handed=transfer.target,
        # Addresses that name a place by its code.
        place_code=SimpleNamespace(pk=county.code),
        city_code=SimpleNamespace(pk=city.code),
        bank_line=make_bank_line(county, "100.00", agency.name),
        allocation=make_allocation(budget, running),
        funded=funded,
        disbursement=source.disbursements.get(),
        reconciliation=Reconciliation.objects.create(),
        **spent_and_returned(spent_from, **people),
        change_request=make_change(running, getattr(cast, f"{corner}_agency")),
        service=make_service(running, worker, sign_in_sheet=SHEET),
        service_rule=make_service_rule(county),
        case=case,
        group=(group := make_group(running, worker, case.beneficiary)),
        member=group.memberships.get(),
        beneficiary=(known := make_beneficiary(agency, village)),
        opening=record_access(
            owner=known, what="identity", reason="核对补贴名单", by=county_official
        ),
        month=make_submitted(running, staff, JUNE),
        confirmed_month=confirmed_month,
        confirmed_service=later,
        correction=make_asked(july, staff),
        attachment=make_attachment(running, staff),
        report=finished(make_report_run(plan, county, county_official)),
        schedule=make_report_schedule(plan, county, county_official),
        round=(filing := make_filing(county, plan, cast.province)).round,
        round_rule=make_round_rule(plan, cast.province),
        filing=make_handed_up(
            filing, finished(make_report_run(plan, county, county_official)), county_official
        ),
        city_filing=filing_of(city, plan, cast.province),
        upload=make_upload(county_official),
        export=made(make_export_of(county_official)),
        bundle=bundled(make_bundle(plan, city, make_user("city", place=city))),
        headers=HeaderMapping.objects.create(
            kind="needs", place=county, signature="0" * 64, columns={}, created_by=county_official
        ),
        user=county_official,
        package=make_archive_package(running, county_official),
        sheet=sheet,
        draft_sheet=make_sheet(county, status="draft"),
        evaluation=evaluation,
        panelist=evaluation.panel.get(),
        judged=judged,
        rectification=notice,
        reply=make_reply(notice, staff),
        visit=visit,
        finding=finding,
        follow_up=make_follow_up(finding),
        survey=make_survey(running, county_official),
        pairing=pairing,
        sent=sent,
        sent_member=sent.members.get(),
        exchange=make_exchange(county, agency),
    )


def spent_and_returned(source, *, by, agency, day) -> dict:
    """Something spent of ``source`` and something given back, and a rule for such money."""
    project = source.project
    line = BudgetLine.objects.create(project=project, category="staff", amount=Decimal(5000))
    (expenditure,) = spend(
        project_id=project.pk,
        line_id=line.pk,
        source_id=source.pk,
        amount=Decimal("300.00"),
        day=day,
        voucher="2018-0001",
        purpose="六月工资",
        by=agency,
    )
    (entry,) = refund(project_id=project.pk, amount=Decimal("20.00"), day=day, by=by)
    rule = SpendingRule.objects.create(
        place=source.budget.place,
        year=2030,  # of no money here
        nature="lottery",
        fields=["elders"],
        categories=["staff"],
        management_percent=5,
        document="财综〔2012〕15号",
    )
    return {"expenditure": expenditure, "refund": entry, "spending_rule": rule}


def filing_of(city, plan, by) -> Filing:
    """What the city files: one filing, although two of the counties lie in it."""
    return Filing.objects.filter(place=city).first() or make_filing(city, plan, by)


def made(export: Export) -> Export:
    """The export, made by the function that the worker calls."""
    make_export(job_id=export.job_id)
    export.refresh_from_db()
    return export


def bundled(package: Package) -> Package:
    """The package, its tables and its file made by the functions that the workers call."""
    for part in package.parts.all():
        make_run(job_id=part.run.job_id)
    close_package(package_id=package.pk)
    package.refresh_from_db()
    make_package(job_id=package.job_id)
    return package


def finished(run: ReportRun) -> ReportRun:
    """The run, made by the function that the worker calls."""
    make_run(job_id=run.job_id)
    run.refresh_from_db()
    return run
