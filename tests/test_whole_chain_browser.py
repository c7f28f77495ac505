"""The whole chain in full: from a resident's report without an account to an archived project.

Five people sign in (clerk, county, city as the approver of a city pilot, agency, evaluator) and find
their way by the menu and the buttons; PostgreSQL, Redis, the Celery worker and the browser are
real. The resident and the agency use a phone, the officials and the evaluator a desk.
"""

import hashlib
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from projects.attachments.models import Attachment
from projects.closing.models import ArchivePackage
from projects.evaluation.models import Evaluation, ScoreSheet
from projects.funding.actions import receive, spend
from projects.needs.models import Need, ResidentReport
from projects.needs.triage import MOVES as DECISIONS
from projects.pilots.changes import Kind
from projects.pilots.models import Indicator, Project, PublicNotice
from tests.attachments.test_checks import PDF
from tests.evaluating import picture
from tests.factories import PASSWORD, make_budget, make_cast, make_places, make_plan, make_worker
from tests.funding.spending_world import pay_out
from tests.test_six_steps_browser import held
from tests.walker import Walker, zh

pytestmark = [pytest.mark.browser, pytest.mark.worker]

TITLE = "村里老人中午没有地方吃饭"
NAME = "青岐村长者食堂与探访项目"
CRITERIA = (("目标达成", 60), ("资料规范", 40))
INDICATOR = "每日用餐的老人"


@pytest.fixture
def people(transactional_db) -> SimpleNamespace:
    """The cast with passwords, this year's plan, a certified worker, a line of the city's money."""
    places = make_places()
    cast = make_cast(places, password=PASSWORD)
    today = timezone.localdate()
    plan = make_plan(
        places.fujian,
        code="this-year",
        name="福建省三社联动行动计划",
        year=today.year,
        starts=today.replace(month=1, day=1),
        ends=today.replace(month=12, day=31) + timedelta(days=365),
    )
    make_budget(
        places.fuzhou, plan, year=today.year, document_date=today, amount=Decimal("300000.00")
    )
    worker = make_worker(places.own, cast.agency.agency, name="黄秀英")
    return SimpleNamespace(cast=cast, places=places, worker=worker, today=today)


@pytest.fixture
def desk(page, shoot) -> Walker:
    return Walker(page, shoot, "whole-chain")


@pytest.fixture
def phone_walker(phone, shoot) -> Walker:
    return Walker(phone, shoot, "whole-chain")


def pdf(name: str) -> dict:
    """A small PDF as a browser uploads it; its content differs with its name."""
    content = PDF.replace(b"<<>>", f"<< /Title ({name}) >>".encode())
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": content}


def photo() -> dict:
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}


def test_the_whole_chain(people, desk, phone_walker, celery_worker_process, tmp_path):
    handy = phone_walker
    need = a_resident_reports_a_need(people, handy)
    the_clerk_accepts_and_verifies(people, desk, need)
    project = the_county_registers_the_project(people, desk)
    the_levels_check_and_approve(people, desk, project)
    notice = the_city_gives_public_notice(people, desk, project)
    somebody_objects_and_is_answered(people, desk, handy, notice)
    the_city_confirms_when_the_notice_is_over(people, desk, notice)
    the_county_defines_an_indicator_and_records_the_contract(people, desk, project)
    the_agency_assigns_a_lead(people, handy)
    the_county_starts(people, desk, project)
    the_city_allocates_money(people, desk, project)
    the_agency_logs_services(people, handy, project)
    the_agency_asks_for_a_change_that_the_county_approves(people, desk, handy, project)
    the_agency_reports_a_value(people, handy)
    the_evaluator_visits_and_the_agency_answers(people, desk, handy, project)
    the_city_draws_up_a_score_sheet(people, desk)
    the_project_is_evaluated(people, desk, handy, project, Evaluation.Kind.MIDTERM)
    the_county_finishes_the_implementation(people, desk, project)
    the_project_is_evaluated(people, desk, handy, project, Evaluation.Kind.FINAL)
    the_agency_attaches_its_report(people, handy)
    the_county_closes(people, desk, project)
    package = the_county_archives(people, desk, project, celery_worker_process, tmp_path)
    its_checksums_are_right(package)
    the_trace_of_the_need_is_whole(people, desk, need, project)
    the_resident_hears_of_it(handy)


# --- from the need to the approval


def a_resident_reports_a_need(people, walker: Walker) -> Need:
    page = walker.page
    page.goto("/")
    walker.picture("01-sign-in-page")
    walker.follow("Tell us what is lacking")
    for name, place in (
        ("city", people.places.fuzhou),
        ("county", people.places.minhou),
        ("township", people.places.ganzhe),
        ("place", people.places.fulong),
    ):
        # Each choice brings the choices of the next.
        option = page.locator(f"#id_{name} option[value='{place.pk}']")
        expect(option).to_be_attached()
        page.locator(f"#id_{name}").select_option(str(place.pk))
    walker.fill(
        title=TITLE,
        field=Need.Field.ELDERS,
        target_groups=[Need.TargetGroup.LEFT_ELDERS],
        people_affected="35",
        description="几位老人子女在外，中午常常凑合一顿。",
        contact_name="张小红",
        contact_phone="13850001234",
    )
    walker.picture("01-report-form")
    walker.save()
    report = ResidentReport.objects.select_related("need").get()
    expect(page.locator(".receipt")).to_have_text(report.receipt)
    assert (report.need.status, report.need.place) == ("reported", people.places.fulong)
    walker.picture("01-report-received")
    return report.need


def the_clerk_accepts_and_verifies(people, walker: Walker, need: Need) -> None:
    walker.sign_in(people.cast.clerk)
    walker.picture("02-home-clerk")
    walker.go("Needs")
    walker.picture("02-needs")
    walker.page.locator("main").get_by_role("link", name=TITLE).click()
    walker.picture("02-reported-need")
    walker.follow(str(DECISIONS["accept"].label))
    walker.picture("02-accept-form")
    walker.save()
    walker.is_told("The need is registered.")
    walker.press(str(DECISIONS["verify"].label))
    walker.is_told(str(DECISIONS["verify"].done))
    walker.picture("02-verified-need")
    need.refresh_from_db()
    assert need.status == Need.Status.VERIFIED


def the_county_registers_the_project(people, walker: Walker) -> Project:
    walker.sign_in(people.cast.county)
    walker.picture("03-home-county")
    walker.go("Needs")
    walker.page.locator("main").get_by_role("link", name=TITLE).click()
    walker.follow("Generate a project")
    walker.fill(
        name=NAME,
        level=Project.Level.CITY,
        setting=Project.Setting.RURAL,
        starts=people.today.isoformat(),
        ends=(people.today + timedelta(days=300)).isoformat(),
        agency=str(people.cast.agency.agency.pk),
        target_people="60",
        target_services="80",
        goals="办好长者食堂，每周探访独居老人。",
        cost_staff="60000",
        cost_activity="40000",
        cost_materials="20000",
    )
    expect(walker.page.locator("[data-sum=cost]")).to_contain_text("120,000")
    walker.page.get_by_label(people.places.qingqi.name).check()
    expect(walker.page.locator(".villages details[open] summary .hint")).to_contain_text("2")
    walker.picture("03-application-form")
    walker.save()
    expect(walker.page.locator("h1")).to_have_text(NAME)
    project = Project.objects.get(name=NAME)
    assert project.planned_amount == 120000
    walker.picture("03-draft")
    return project


def open_project(walker: Walker, tab: str = "") -> None:
    walker.go("Projects")
    walker.page.locator("main").get_by_role("link", name=NAME).click()
    expect(walker.page.locator("h1")).to_have_text(NAME)
    if tab:
        walker.page.locator(".subnav").get_by_role("link", name=zh(tab), exact=True).click()
        expect(walker.page.locator(".subnav [aria-current]")).to_have_text(zh(tab))


def the_levels_check_and_approve(people, walker: Walker, project: Project) -> None:
    walker.press("Hand up for checking")
    walker.is_told("Handed up for checking")
    walker.press("Pass the county check")
    walker.is_told("Passed the county check")
    walker.sign_in(people.cast.city)
    walker.picture("04-home-city")
    open_project(walker)
    walker.picture("04-city-review")
    walker.press("Pass the city review")
    walker.is_told("Passed the city review")
    walker.press("Approve")
    walker.is_told("Approved")
    walker.picture("04-approved")
    assert status_of(project) == Project.Status.APPROVED


def status_of(project: Project) -> str:
    project.refresh_from_db()
    return project.status


# --- notice and contract


def the_city_gives_public_notice(people, walker: Walker, project: Project) -> PublicNotice:
    walker.follow("Give public notice")
    walker.follow("Issue the public notice")
    walker.fill(phone="0591-87654321")
    walker.picture("05-notice-form")
    walker.save()
    walker.is_told("The notice is issued; everybody can read it from the day on which it starts.")
    walker.picture("05-on-notice")
    assert status_of(project) == Project.Status.NOTICE
    return project.notices.get()


def somebody_objects_and_is_answered(people, desk, handy: Walker, notice: PublicNotice) -> None:
    # The clock moves by the dates of the notice in the database: it begins tomorrow, and is out today.
    PublicNotice.objects.filter(pk=notice.pk).update(starts=people.today - timedelta(days=5))
    handy.page.goto("/")
    handy.follow("Public notices of approved projects")
    handy.picture("05-public-notices")
    handy.page.locator("main").get_by_role("link", name=NAME).click()
    handy.picture("05-public-notice")
    handy.follow("Object to this notice")
    handy.fill(name="林先生", phone="13850001111", text="食堂选址离卫生所太远，请重新考虑。")
    handy.picture("05-objection-form")
    handy.save()
    objection = notice.objections.get()
    expect(handy.page.locator("main")).to_contain_text(objection.receipt)
    handy.picture("05-objection-received")
    open_project(desk, "Notice and contract")
    desk.picture("05-objection-waits")
    desk.follow("Read who objects, and answer")
    desk.page.locator("input[name=outcome][value=not_upheld]").check()
    desk.fill(answer="经实地查看，选址在村部一楼，距卫生所约三百米，已电话答复。")
    desk.picture("05-objection-answer")
    desk.save()
    expect(desk.page.locator(".messages")).to_be_visible()
    objection.refresh_from_db()
    assert objection.is_handled


def the_city_confirms_when_the_notice_is_over(people, walker, notice: PublicNotice) -> None:
    open_project(walker)
    walker.picture("05-notice-runs")
    # And here it is over since yesterday.
    PublicNotice.objects.filter(pk=notice.pk).update(
        starts=people.today - timedelta(days=9), ends=people.today - timedelta(days=1)
    )
    walker.page.reload()
    walker.press("Confirm after the public notice")
    walker.is_told("Confirmed after the public notice")


def the_county_defines_an_indicator_and_records_the_contract(people, walker, project) -> None:
    walker.sign_in(people.cast.county)
    open_project(walker, "Indicators")
    walker.follow("Add an indicator")
    walker.fill(
        name=INDICATOR,
        unit=Indicator.Unit.PEOPLE,
        direction=Indicator.Direction.UP,
        baseline="0",
        target="60",
        dimension=Indicator.Dimension.NONE,
    )
    walker.picture("06-indicator-form")
    walker.save()
    walker.is_told("The indicator is part of the project.")
    open_project(walker, "Notice and contract")
    walker.picture("06-no-contract-yet")
    set_a_purchase_rule(walker)
    open_project(walker, "Notice and contract")
    walker.follow("Record the contract")
    walker.fill(number="侯民购〔2026〕12号", purchaser="闽侯县民政局", method="direct")
    walker.page.locator("#id_scans").set_input_files([pdf("合同第一页"), pdf("合同第二页")])
    walker.picture("06-contract-form")
    walker.save()
    expect(walker.page.locator(".messages")).to_be_visible()
    walker.picture("06-contract")
    assert project.contract.amount == 120000
    assert Attachment.objects.of(project.contract).count() == 2


def set_a_purchase_rule(walker: Walker) -> None:
    """Without one nothing may be commissioned directly, as the page of the project says."""
    walker.follow("All rules")
    walker.picture("06-purchase-rules")
    walker.follow("Set a rule")
    walker.fill(direct_below="500000", tender_from="2000000", document="闽财购〔2026〕5号")
    walker.picture("06-purchase-rule-form")
    walker.save()
    walker.is_told("The purchase rule is set.")


# --- the implementation


def the_agency_assigns_a_lead(people, walker: Walker) -> None:
    walker.sign_in(people.cast.agency)
    walker.picture("07-home-agency")
    open_project(walker)
    walker.picture("07-project-agency")
    walker.follow("Assign a worker")
    walker.fill(worker=str(people.worker.pk), role="lead")
    walker.picture("07-assignment-form")
    walker.save()
    walker.is_told("The worker is assigned.")


def the_county_starts(people, walker: Walker, project: Project) -> None:
    open_project(walker)
    walker.picture("07-before-the-start")
    walker.press("Start implementation")
    walker.is_told("Started implementation")
    assert status_of(project) == Project.Status.RUNNING


def the_city_allocates_money(people, walker: Walker, project: Project) -> None:
    walker.sign_in(people.cast.city)
    open_project(walker)
    walker.follow("Allocate money")
    walker.fill(amount="120000.00")
    walker.picture("08-allocation-form")
    walker.save()
    walker.is_told("The money is allocated.")
    project.refresh_from_db()
    assert project.allocated == 120000


def the_agency_logs_services(people, walker: Walker, project: Project) -> None:
    for number, attendances in enumerate(("28", "31"), start=1):
        open_project(walker)
        walker.follow("Log a service")
        walker.tap("method", "community")
        walker.tap("place", str(people.places.qingqi.pk))
        walker.tap("workers", str(people.worker.pk))
        walker.fill(date=people.today.isoformat(), hours="2", attendances=attendances)
        walker.page.locator("#id_sign_in_sheet").set_input_files(pdf(f"签到表{number}"))
        walker.picture(f"09-service-form-{number}")
        walker.save()
        walker.is_told("The service is logged.")
    walker.picture("09-service")
    assert sorted(project.services.values_list("attendances", flat=True)) == [28, 31]


def the_agency_asks_for_a_change_that_the_county_approves(people, desk, handy, project) -> None:
    ends = project.ends + timedelta(days=30)
    open_project(handy, "Changes")
    handy.picture("10-changes")
    handy.page.get_by_role("link", name=f"{zh('Ask')} {Kind.DATES.label}").click()
    handy.fill(ends=ends.isoformat(), reason="春节期间食堂停办，顺延一个月。")
    handy.picture("10-change-form")
    handy.save()
    handy.is_told("The change is asked for; it is not valid before it is approved.")
    project.refresh_from_db()
    assert project.ends != ends
    desk.sign_in(people.cast.county)
    desk.picture("10-home-county")
    open_project(desk, "Changes")
    desk.follow("Decide")
    desk.picture("10-change-to-decide")
    desk.press("Approve and apply")
    expect(desk.page.locator(".messages")).to_be_visible()
    desk.picture("10-change-approved")
    project.refresh_from_db()
    assert project.ends == ends


def the_agency_reports_a_value(people, walker: Walker) -> None:
    open_project(walker, "Indicators")
    walker.follow("Report a value")
    walker.fill(as_of=people.today.isoformat(), actual="58", source="食堂用餐登记")
    walker.picture("11-value-form")
    walker.save()
    walker.is_told("The value is recorded.")
    walker.picture("11-indicators")


def the_evaluator_visits_and_the_agency_answers(people, desk, handy, project) -> None:
    desk.sign_in(people.cast.evaluator)
    desk.picture("12-home-evaluator")
    open_project(desk, "Evaluation")
    desk.follow("Record a visit")
    desk.fill(site=str(people.places.qingqi.pk), purpose="查看食堂运行与服务记录")
    desk.page.locator("#id_photos").set_input_files([photo()])
    desk.picture("12-visit-form")
    desk.save()
    desk.is_told("The visit is recorded; now add what was found.")
    desk.follow("Add a finding")
    desk.tap("kind", "problem")
    desk.fill(
        severity="minor",
        text="个别签到表没有写日期。",
        what="补齐签到表的日期",
        owner="agency",
        due=(people.today + timedelta(days=14)).isoformat(),
    )
    desk.picture("12-finding-form")
    desk.save()
    expect(desk.page.locator(".finding")).to_be_visible()
    desk.picture("12-visit")
    open_project(handy, "Evaluation")
    handy.picture("12-follow-up-waits")
    handy.page.locator("main").get_by_role("link", name="补齐签到表的日期").click()
    answer = handy.page.locator("details.answer")
    if answer.get_attribute("open") is None:
        answer.locator("summary").click()
    answer.locator("textarea").fill("已逐份补齐并复核。")
    handy.picture("12-follow-up-answer")
    answer.get_by_role("button").click()
    expect(handy.page.locator(".follow-up")).to_contain_text("已逐份补齐并复核。")
    assert not project.visits.get().findings.get().follow_ups.filter(done_on=None).exists()


# --- evaluation


def the_city_draws_up_a_score_sheet(people, walker: Walker) -> None:
    walker.sign_in(people.cast.city)
    walker.go("Evaluation")
    walker.picture("13-evaluations")
    walker.follow("Score sheets")
    walker.picture("13-score-sheets")
    walker.follow("Draw up a sheet")
    walker.fill(name="三社联动项目评分表", kind=ScoreSheet.Kind.BOTH)
    for number, (title, weight) in enumerate(CRITERIA):
        walker.fill(**{f"line-{number}-title": title, f"line-{number}-weight": str(weight)})
    walker.picture("13-score-sheet-form")
    walker.save()
    walker.press("Put in force")
    expect(walker.page.get_by_role("button", name=zh("Take out of force"))).to_be_visible()
    walker.picture("13-score-sheet")
    assert ScoreSheet.objects.get().status == ScoreSheet.Status.ACTIVE


def the_project_is_evaluated(people, desk, handy, project: Project, kind: str) -> None:
    """A panel of two, the agency beside it; the average of 88 and 92 is excellent."""
    name = str(Evaluation.Kind(kind).label)
    opening = {"midterm": "Open the mid-term evaluation", "final": "Open the final evaluation"}
    desk.sign_in(people.cast.city)
    open_project(desk, "Evaluation")
    desk.follow(opening[kind])
    panel = (people.cast.evaluator, people.cast.county)
    desk.fill(
        sheet=str(ScoreSheet.objects.get().pk),
        panel=[str(user.pk) for user in panel],
        due=(people.today + timedelta(days=7)).isoformat(),
    )
    desk.picture(f"14-{kind}-form")
    desk.save()
    desk.is_told("The evaluation is open; its evaluators can score now.")
    desk.picture(f"14-{kind}-open")
    open_project(handy, "Evaluation")
    handy.follow(name)
    handy.follow("Evaluate ourselves")
    score(handy, ("57", "38"), f"15-{kind}-self")
    for user, points in zip(panel, (("53", "35"), ("55", "37")), strict=True):
        desk.sign_in(user)
        open_project(desk, "Evaluation")
        desk.follow(name)
        desk.follow("Fill in the score sheet")
        score(desk, points, f"15-{kind}-score-{user.role}")
    desk.sign_in(people.cast.city)
    open_project(desk, "Evaluation")
    desk.follow(name)
    desk.picture(f"16-{kind}-to-conclude")
    desk.fill(opinion="目标达成良好，资料完整。")
    desk.press("Conclude")
    desk.is_told("The evaluation is concluded.")
    desk.picture(f"16-{kind}-concluded")
    evaluation = project.evaluations.get(kind=kind)
    assert (evaluation.average, evaluation.band) == (90, "excellent")


def score(walker: Walker, points: tuple[str, str], picture_name: str) -> None:
    boxes = walker.page.locator("[data-points]")
    for number, given in enumerate(points):
        boxes.nth(number).fill(given)
    expect(walker.page.locator("[data-sum-of=data-points]")).to_have_text(
        str(sum(int(given) for given in points))
    )
    walker.picture(picture_name)
    walker.press("Hand in")
    expect(walker.page.locator(".messages")).to_be_visible()


def the_county_finishes_the_implementation(people, walker: Walker, project: Project) -> None:
    assert status_of(project) == Project.Status.RUNNING
    assert project.midterm_on == people.today
    walker.sign_in(people.cast.county)
    open_project(walker)
    walker.picture("17-running")
    walker.press("Finish implementation")
    walker.is_told("Finished implementation")
    assert status_of(project) == Project.Status.FINAL_EVALUATION


# --- closing and archive


def the_agency_attaches_its_report(people, walker: Walker) -> None:
    open_project(walker, "Closing and archive")
    walker.picture("18-closing-agency")
    attach(walker, Attachment.Kind.FINAL_REPORT)


def attach(walker: Walker, kind: str) -> None:
    walker.fill(kind=kind)
    walker.page.locator("#id_file").set_input_files(pdf(str(Attachment.Kind(kind).label)))
    walker.press("Attach")
    walker.is_told("The document has been attached.")


def the_county_closes(people, walker: Walker, project: Project) -> None:
    assert status_of(project) == Project.Status.SETTLEMENT
    walker.sign_in(people.cast.county)
    open_project(walker, "Closing and archive")
    walker.picture("18-checklist")
    close = walker.page.get_by_role("button", name=zh("Close the project"))
    expect(close).to_be_disabled()
    attach(walker, Attachment.Kind.SETTLEMENT)
    attach(walker, Attachment.Kind.AUDIT)
    the_money_has_gone_its_way(people, project)
    open_project(walker, "Closing and archive")
    walker.page.locator("#settlement a").click()
    walker.follow("Enter a refund")
    walker.picture("18-refund-form")
    walker.press("Enter a refund")
    walker.is_told("The refund is entered, divided over the sources.")
    walker.picture("18-settlement-form")
    walker.press("State the settlement")
    walker.is_told("The settlement has been stated.")
    open_project(walker, "Closing and archive")
    expect(close).to_be_enabled()
    walker.picture("18-nothing-missing")
    close.click()
    walker.is_told("The project has been closed.")
    assert status_of(project) == Project.Status.CLOSED


def the_money_has_gone_its_way(people, project: Project) -> None:
    """All 120,000 yuan paid and received, and all but 1,500 of them spent."""
    for source in project.sources.all():
        entry = pay_out(source, people.cast).disbursements.get()
        receive(disbursement_id=entry.pk, day=timezone.localdate(), by=people.cast.agency)
    left = Decimal(118500)
    for line in project.budget_lines.all():
        amount = min(left, line.amount)
        left -= amount
        if amount:
            spend(
                project_id=project.pk,
                line_id=line.pk,
                amount=amount,
                day=timezone.localdate(),
                voucher="2018-0001",
                purpose="项目支出",
                by=people.cast.agency,
            )
    assert not left


def the_county_archives(people, walker, project, worker: int, folder: Path) -> Path:
    bar = walker.page.locator("#progress [role=progressbar]")
    with held(worker):
        walker.press("Make the package and archive")
        expect(bar).to_be_visible()
        walker.picture("19-archive-progress")
    link = walker.page.locator("#archive a[href*='/file/']")
    expect(link).to_be_visible(timeout=120_000)
    expect(bar).to_have_count(0)
    walker.picture("19-archived")
    assert status_of(project) == Project.Status.ARCHIVED
    with walker.page.expect_download() as downloading:
        link.click()
    path = folder / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path


def its_checksums_are_right(path: Path) -> None:
    package = ArchivePackage.objects.get()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == package.sha256
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        sums = next(name for name in names if name.endswith("checksums.sha256"))
        top = sums.rpartition("/")[0]
        told = dict(
            reversed(line.split("  ", 1)) for line in opened.read(sums).decode().splitlines()
        )
        assert {f"{top}/{name}" for name in told} == {*names} - {sums}
        for name, digest in told.items():
            assert hashlib.sha256(opened.read(f"{top}/{name}")).hexdigest() == digest, name
        whole = "".join(told)
        for ending in (".csv", ".pdf", ".html"):
            assert ending in whole
        # Both pages of the contract, the photograph of the visit, three closing documents.
        assert sum(name.startswith("attachments/") for name in told) == 6


def the_trace_of_the_need_is_whole(people, walker: Walker, need: Need, project: Project) -> None:
    walker.go("Needs")
    walker.page.locator("main").get_by_role("link", name=TITLE).click()
    walker.picture("20-need-at-the-end")
    walker.follow("Trace")
    walker.picture("20-trace")
    main = walker.page.locator("main")
    expect(main).to_contain_text(zh("No break was found in this chain."))
    chain = walker.page.locator(".chain")
    for text in (
        TITLE,
        str(Project.Status.ARCHIVED.label),
        people.cast.agency.agency.name,
        people.worker.name,
        "12.00",
        "59",
    ):
        expect(chain).to_contain_text(text)
    open_project(walker)
    walker.picture("20-project-archived")
    names = list(project.moves.values_list("name", flat=True))
    assert names == [
        "register",
        "submit",
        "check",
        "review",
        "approve",
        "announce",
        "confirm",
        "start",
        "finish",
        "pass_evaluation",
        "close",
        "archive",
    ]


def the_resident_hears_of_it(walker: Walker) -> None:
    """With her receipt number, and without signing in."""
    walker.open_menu()
    walker.page.get_by_role("button", name=zh("Sign out")).click()
    walker.follow("Tell us what is lacking")
    walker.follow("Ask about a report")
    walker.fill(receipt=ResidentReport.objects.get().receipt)
    walker.save()
    expect(walker.page.locator("main")).to_contain_text(zh("Adopted by a project"))
    walker.picture("20-resident-hears")
