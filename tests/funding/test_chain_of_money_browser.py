"""Money from the budget to the settlement, in a browser: who enters what, and that it adds up.

The province, two officials of the county and the agency sign in and find their way by the menu and
the buttons; the agency uses a phone. What is no money (project, contract, evaluation) is simply there.
"""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from projects.attachments.models import Attachment
from projects.common.templatetags.linkage import yuan
from projects.funding.models import Amendment, Budget, Disbursement, Expenditure, Settlement
from tests.factories import (
    PASSWORD,
    end_project,
    make_budget,
    make_cast,
    make_contract,
    make_places,
    make_plan,
    make_project,
    make_user,
    make_worker,
    picture_bytes,
)
from tests.funding.ledger_world import plan_costs
from tests.walker import Walker, zh

pytestmark = [pytest.mark.browser, pytest.mark.worker]

NAME = "青岐村长者食堂项目"
SPENT, RETURNED = "15000.50", "104999.50"
# Allocated, contracted, paid, spent, returned, balance in the end.
STAGES = [Decimal(one) for one in ("120000", "120000", "120000", SPENT, RETURNED, "0")]


@pytest.fixture
def people(transactional_db) -> SimpleNamespace:
    """A running project with a contract of 120,000 yuan; the county has 40,000 of its own for it."""
    places = make_places()
    cast = make_cast(places, password=PASSWORD)
    second = make_user("county", place=places.own, name="复核员", password=PASSWORD)
    plan = make_plan(places.fujian)
    project = make_project(
        places.own,
        agency=cast.agency.agency,
        plan=plan,
        status="running",
        lead=make_worker(places.own, cast.agency.agency),
        name=NAME,
    )
    plan_costs(project)
    contract = make_contract(project)
    make_budget(places.own, plan, amount=Decimal("40000.00"))
    return SimpleNamespace(
        cast=cast, places=places, second=second, plan=plan, project=project, contract=contract
    )


@pytest.fixture
def desk(page, shoot) -> Walker:
    return Walker(page, shoot, "chain-of-money")


@pytest.fixture
def handy(phone, shoot) -> Walker:
    return Walker(phone, shoot, "chain-of-money")


def test_the_chain_of_money(people, desk, handy, celery_worker_process):
    line = the_province_registers_and_amends_a_budget(people, desk)
    the_province_hands_money_down(people, desk, line)
    the_county_allocates(people, desk)
    the_county_divides_the_contract_and_plans_the_tranches(people, desk)
    entry = one_official_proposes_and_may_not_approve(people, desk)
    another_official_approves(people, desk, entry)
    the_agency_confirms_the_receipt(people, handy, entry)
    the_agency_spends(people, handy)
    people.project.refresh_from_db()
    end_project(people.project, "settlement")
    the_rest_is_proposed_and_approved_at_once(people, desk)
    what_is_left_goes_back(people, desk)
    the_settlement_is_stated(people, desk)
    three_pages_and_the_report_show_the_same(people, desk)


def open_project(walker: Walker) -> None:
    walker.go("Projects")
    walker.page.locator("main").get_by_role("link", name=NAME).click()


def open_money(walker: Walker) -> None:
    """The page of the project's money."""
    open_project(walker)
    walker.page.locator(".subnav").get_by_role("link", name=zh("Money"), exact=True).click()
    expect(walker.page.locator(".subnav [aria-current]").first).to_have_text(zh("Money"))


# --- from the budget to the project


def the_province_registers_and_amends_a_budget(people, walker: Walker) -> Budget:
    walker.sign_in(people.cast.province)
    walker.go("Money")
    walker.follow("Budget lines")
    walker.follow("Register a budget line")
    walker.fill(
        year="2018",
        nature=Budget.Nature.GENERAL,
        document_number="闽财社〔2018〕12号",
        document_date="2018-03-01",
        amount="300000.00",
    )
    walker.picture("01-budget-form")
    walker.save()
    walker.is_told("The budget line is registered.")
    line = Budget.objects.get(document_number="闽财社〔2018〕12号")
    walker.follow("Amend the amount")
    walker.fill(
        direction="less",
        change="20000",
        document_number="闽财社〔2018〕30号",
        document_date="2018-06-01",
        reason="年中调减",
    )
    walker.picture("01-amendment-form")
    walker.save()
    walker.is_told("The budget line is amended.")
    assert Amendment.objects.get().change == -20000
    line.refresh_from_db()
    assert line.amount == 280000
    return line


def the_province_hands_money_down(people, walker: Walker, line: Budget) -> None:
    walker.follow("Hand down")
    walker.fill(
        place=str(people.places.own.pk), amount="280000.01", document_number="闽财社〔2018〕31号"
    )
    walker.save()  # a fen more than there is
    expect(walker.page.locator("#id_amount_error")).to_contain_text("280,000.00")
    walker.fill(amount="80000")
    walker.picture("02-transfer-form")
    walker.save()
    walker.is_told("The money is handed down.")
    child = Budget.objects.get(parent=line)
    assert (child.amount, child.holder, child.place) == (80000, people.places.own, line.place)


def the_county_allocates(people, walker: Walker) -> None:
    walker.sign_in(people.cast.county)
    for line in Budget.objects.held_by(people.cast.county):
        open_project(walker)
        walker.follow("Allocate money")
        walker.fill(budget=str(line.pk), amount=str(line.remaining))
        walker.picture(f"03-allocation-form-{line.level}")
        walker.save()
        walker.is_told("The money is allocated.")
    people.project.refresh_from_db()
    assert people.project.allocated == 120000


# --- contract and tranches


def the_county_divides_the_contract_and_plans_the_tranches(people, walker: Walker) -> None:
    open_money(walker)
    walker.picture("04-money-before-the-contract-is-divided")
    walker.follow("Divide the contract")
    walker.picture("04-division")
    walker.save()  # what is proposed: each source by what was allocated of it
    walker.is_told("Saved.")
    assert contracted(people) == {"province": 80000, "county": 40000}
    open_money(walker)
    walker.follow("Write the tranche plan")
    walker.fill(percent_1="50", milestone_1="signing", planned_on_1="2018-04-05")
    walker.fill(percent_2="40", milestone_2="final", planned_on_2="2019-04-05")
    walker.save()
    expect(walker.page.locator("main form.entry")).to_contain_text("100")
    expect(walker.page.locator("#id_percent_1")).to_have_value("50")
    assert not hasattr(people.contract, "tranche_plan")
    walker.fill(percent_2="50")
    walker.picture("04-tranche-plan")
    walker.save()
    walker.is_told("Saved.")


def contracted(people) -> dict[str, Decimal]:
    return dict(people.project.sources.values_list("budget__level", "contracted"))


# --- paying: two people


def to_what_is_due(walker: Walker) -> None:
    walker.go("Money")
    with translation.override("zh-hans"):
        name = translation.pgettext("money", "Due")
    walker.page.locator(".subnav").get_by_role("link", name=name, exact=True).click()


def one_official_proposes_and_may_not_approve(people, walker: Walker) -> Disbursement:
    to_what_is_due(walker)
    walker.picture("05-due")
    row = walker.page.locator("tbody tr", has_text="40,000.00")
    row.get_by_role("link", name=zh("Propose alone")).click()
    walker.picture("05-proposal-form")
    walker.save()
    walker.is_told("The payment is proposed. Another official approves it.")
    entry = Disbursement.objects.get()
    assert (entry.amount, entry.created_by) == (40000, people.cast.county)
    why = zh(
        "You proposed this payment yourself. Another official of %(place)s approves or refuses it."
    )
    page = walker.page
    expect(page.locator("main")).to_contain_text(why % {"place": people.places.own})
    approve = page.locator("form", has=page.locator("input[name=verdict]"))
    expect(approve).to_have_count(0)
    walker.picture("05-own-proposal")
    # Nor by a request that no button of hers sends.
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    form = {"csrfmiddlewaretoken": token, "verdict": "approve"}
    page.request.post(f"{page.url}check/", form=form)
    entry.refresh_from_db()
    assert (entry.status, entry.checked_by) == ("proposed", None)
    assert paid(people) == 0
    return entry


def another_official_approves(people, walker: Walker, entry: Disbursement) -> None:
    walker.sign_in(people.second)
    to_what_is_due(walker)
    walker.follow(NAME)
    walker.picture("06-proposal-to-check")
    approve = walker.page.locator("form", has=walker.page.locator("input[value=approve]"))
    approve.get_by_role("button").click()
    walker.is_told("The payment is approved.")
    entry.refresh_from_db()
    assert (entry.status, entry.checked_by) == ("approved", people.second)
    assert paid(people) == 40000


def paid(people) -> Decimal:
    return people.project.sources.sums()["paid"]


# --- the agency, on a phone


def the_agency_confirms_the_receipt(people, walker: Walker, entry: Disbursement) -> None:
    walker.sign_in(people.cast.agency)
    walker.picture("07-home-agency")
    walker.go("Money")
    walker.follow("Disbursements")
    walker.picture("07-disbursements")
    walker.follow(entry.number)
    walker.picture("07-payment")
    walker.press("The money has come in")
    walker.is_told("The receipt is confirmed.")
    entry.refresh_from_db()
    assert (entry.received_on, entry.received_by) == (timezone.localdate(), people.cast.agency)


def the_agency_spends(people, walker: Walker) -> None:
    open_money(walker)
    walker.picture("08-money")
    walker.follow("Enter an expenditure")
    staff = people.project.budget_lines.get(category="staff")
    walker.tap("line", str(staff.pk))
    walker.fill(amount="40000.01", voucher="记-0012", purpose="六月至九月工资")
    walker.save()  # a fen more than was paid
    expect(walker.page.locator(".notice-bad").first).to_be_visible()
    expect(walker.page.locator("#id_voucher")).to_have_value("记-0012")
    assert not Expenditure.objects.exists()
    walker.fill(amount=SPENT)
    walker.page.locator("#id_scans").set_input_files(
        [{"name": "凭证.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes("JPEG")}]
    )
    walker.picture("08-expenditure-form")
    walker.save()
    walker.is_told("The expenditure is entered.")
    walker.picture("08-expenditure")
    entry = Expenditure.objects.get()
    assert (entry.amount, entry.source.budget.level) == (Decimal(SPENT), "province")
    assert Attachment.objects.of(entry).count() == 1


# --- many at once


def the_rest_is_proposed_and_approved_at_once(people, walker: Walker) -> None:
    """Three shares: the county's of both tranches, the province's of the last one."""
    to_what_is_due(walker)  # as the second official
    tick_all(walker, "input[name=key][form=propose]", 3)
    walker.picture("09-due-ticked")
    walker.press("Propose the ticked ones …")
    confirm(walker, "Propose %(yuan)s yuan", "09-bulk-proposal")
    assert Disbursement.objects.proposed().count() == 3
    assert paid(people) == 40000
    walker.sign_in(people.cast.county)
    to_what_is_due(walker)
    tick_all(walker, "input[name=key]", 3)
    walker.press("Approve the ticked ones …")
    confirm(walker, "Approve %(yuan)s yuan", "09-bulk-approval")
    assert paid(people) == 120000
    makers = set(Disbursement.objects.values_list("created_by", "checked_by"))
    first, second = people.cast.county.pk, people.second.pk
    assert makers == {(first, second), (second, first)}


def tick_all(walker: Walker, boxes: str, count: int) -> None:
    found = walker.page.locator(boxes)
    expect(found).to_have_count(count)
    for box in found.all():
        box.check()


def confirm(walker: Walker, button: str, picture: str) -> None:
    """The confirmation shows 80,000.00 in all, and by level, nature and project."""
    main = walker.page.locator("main")
    expect(main.locator("tfoot td", has_text="80,000.00")).to_have_count(3)
    expect(main.locator("tbody tr", has_text=NAME)).to_contain_text("80,000.00")
    walker.picture(picture)
    walker.press(zh(button) % {"yuan": "80,000.00"})
    expect(walker.page.locator(".messages")).to_contain_text("3")


# --- the end


def what_is_left_goes_back(people, walker: Walker) -> None:
    open_money(walker)
    walker.follow("Open the settlement")
    walker.picture("10-settlement-with-a-balance")
    walker.follow("Enter a refund")
    expect(walker.page.locator("#id_amount")).to_have_value(re.compile("^104,?999.50$"))
    walker.picture("10-refund-form")
    walker.save()
    walker.is_told("The refund is entered, divided over the sources.")
    returned = dict(people.project.sources.values_list("budget__level", "returned"))
    assert returned == {"province": Decimal("64999.50"), "county": 40000}


def the_settlement_is_stated(people, walker: Walker) -> None:
    form = walker.page.locator("#statement")
    walker.fill(opinion=Settlement.Opinion.UNQUALIFIED)
    form.get_by_role("button").click()
    expect(form.locator(".wrong")).to_contain_text(zh("Name who audited the settlement."))
    walker.fill(auditor="福建中审会计师事务所")
    form.get_by_role("button").click()
    walker.is_told("The settlement has been stated.")
    walker.picture("11-settlement")
    settlement = Settlement.objects.get()
    assert (settlement.paid, settlement.balance) == (120000, 0)
    assert settlement.opinion == "unqualified"


def three_pages_and_the_report_show_the_same(people, walker: Walker) -> None:
    shown = [yuan(amount) for amount in STAGES]
    walker.sign_in(people.cast.province)
    open_money(walker)
    totals = walker.page.locator("table.stages tfoot td")
    assert totals.locator("small").all_inner_texts() == shown
    walker.picture("12-money-of-the-project")
    walker.follow("Open the settlement")
    assert walker.page.locator("table.figures tfoot td").all_inner_texts() == shown
    walker.go("Money")
    walker.picture("12-matrix")
    whole = walker.page.locator("table.stages").first.locator("tfoot td small")
    assert whole.all_inner_texts() == ["320,000.00", *shown]
    assert the_report(walker) == [32.0, *(float(amount / 10_000) for amount in STAGES)]


def the_report(walker: Walker) -> list[float]:
    """The amounts of the total line of `funds` in 万元, as downloaded."""
    walker.go("Reports")
    walker.follow("Make a report")
    walker.tap("report", "funds")
    walker.fill(as_of=timezone.localdate().isoformat())
    walker.picture("12-report-form")
    walker.save()
    download = walker.page.get_by_role("link", name=zh("Download Excel"))
    expect(download).to_be_visible(timeout=60_000)
    walker.picture("12-report")
    with walker.page.expect_download() as downloading:
        walker.follow("Download Excel")
    sheet = CalamineWorkbook.from_path(downloading.value.path()).get_sheet_by_index(0)
    total = next(row for row in sheet.to_python() if "合计" in re.sub(r"\s", "", str(row[0])))
    return [cell for cell in total if isinstance(cell, float | int)][:7]
