"""What agencies spend: never more than is paid and planned, and only on what the money permits."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from projects.attachments.models import Attachment
from projects.funding.actions import reverse_expenditure, spend
from projects.funding.models import Expenditure, SpendingRule
from tests.factories import end_project, make_project, picture_bytes
from tests.funding.spending_world import PAID_ON, pay, plan_cost


@pytest.fixture
def staff(project):
    return plan_cost(project)


@pytest.fixture
def source(project, cast):
    """1,000.00 yuan paid by the county."""
    return pay(project, cast)


def enter(project, line, cast, amount="100.00", **changes):
    fields = {
        "project_id": project.pk,
        "line_id": line.pk,
        "amount": Decimal(amount),
        "day": PAID_ON,
        "voucher": "2018-0007",
        "purpose": "五月工资",
        "by": cast.agency,
        **changes,
    }
    return spend(**fields)


def refusal(*args, **changes) -> dict:
    with pytest.raises(ValidationError) as refused:
        enter(*args, **changes)
    assert not Expenditure.objects.exists()
    return refused.value.message_dict


def test_an_expenditure_moves_its_source_and_its_category(project, staff, source, cast):
    (entry,) = enter(project, staff, cast, "400.00", source_id=source.pk, payee="林晓")
    for record in (source, staff):
        record.refresh_from_db()
    assert (source.spent, source.balance, staff.spent) == (
        Decimal("400.00"),
        Decimal("600.00"),
        Decimal("400.00"),
    )
    assert (entry.source, entry.line, entry.created_by) == (source, staff, cast.agency)
    assert entry.number.startswith("ZC-2018-")


def test_in_proportion_makes_one_entry_a_source_under_one_voucher(
    project, staff, source, cast, places
):
    other = pay(project, cast, "2000.00", place=places.fujian, nature="lottery")
    entries = enter(project, staff, cast, "100.00")
    assert {entry.source: entry.amount for entry in entries} == {
        source: Decimal("33.33"),
        other: Decimal("66.67"),
    }
    assert {entry.voucher for entry in entries} == {"2018-0007"}
    staff.refresh_from_db()
    assert staff.spent == Decimal("100.00")


def test_lottery_money_pays_no_management_and_leaves_it_to_the_others(
    project, source, cast, places
):
    management = plan_cost(project, "management")
    lottery = pay(project, cast, "2000.00", place=places.fujian, nature="lottery")
    errors = refusal(project, management, cast, source_id=lottery.pk)
    assert "财综〔2012〕15号" in errors["line"][0]
    entries = enter(project, management, cast, "100.00")
    assert [entry.source for entry in entries] == [source]


def test_a_rule_of_the_payer_says_what_its_money_pays(project, staff, source, cast, places):
    SpendingRule.objects.create(
        place=places.fuzhou,  # the city's rule reaches its county's money
        year=source.budget.year,
        nature=source.budget.nature,
        fields=[project.field],
        categories=["activity"],
        management_percent=0,
        document="榕财社〔2018〕9号",
    )
    assert "榕财社〔2018〕9号" in refusal(project, staff, cast, source_id=source.pk)["line"][0]


def test_management_stays_below_its_ceiling_of_what_the_source_has_paid(
    project, source, cast, places
):
    management = plan_cost(project, "management")
    SpendingRule.objects.create(
        place=places.own,
        year=source.budget.year,
        nature=source.budget.nature,
        fields=[project.field],
        categories=["management"],
        management_percent=5,
        document="侯财社〔2018〕1号",
    )
    assert "50.00" in refusal(project, management, cast, "50.01")["amount"][0]
    (entry,) = enter(project, management, cast, "50.00")
    with pytest.raises(ValidationError):
        enter(project, management, cast, "0.01")
    reverse_expenditure(expenditure_id=entry.pk, reason="记错", by=cast.agency)
    assert enter(project, management, cast, "50.00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "1000.01"}, "amount"),
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-1.00"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"day": PAID_ON - timedelta(days=1)}, "day"),
        ({"day": timezone.localdate() + timedelta(days=1)}, "day"),
        ({"line_id": 0}, "line"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(project, staff, source, cast, changes, field):
    assert field in refusal(project, staff, cast, **changes)


def test_more_than_the_category_was_planned_to_cost_is_refused(project, source, cast):
    line = plan_cost(project, "training", "60.00")
    assert "60.00" in refusal(project, line, cast, "60.01")["amount"][0]
    assert enter(project, line, cast, "60.00")


def test_nothing_is_spent_before_anything_is_paid(project, staff, cast):
    assert "source" in refusal(project, staff, cast)


def test_a_category_of_another_project_is_none_of_this_one(project, source, cast, places):
    sibling = make_project(places.sibling, agency=project.agency, plan=project.plan)
    other = plan_cost(sibling)
    assert "line" in refusal(project, other, cast)


@pytest.mark.parametrize("who", ["county", "province", "auditor", "clerk"])
def test_only_the_agency_enters_what_it_spent(project, staff, source, cast, who):
    with pytest.raises(ValidationError):
        enter(project, staff, cast, by=getattr(cast, who))


@pytest.mark.parametrize(("status", "open_"), [("terminated", True), ("closed", False)])
def test_it_is_entered_until_the_project_is_closed(project, staff, source, cast, status, open_):
    end_project(project, status)
    if open_:
        assert enter(project, staff, cast)
    else:
        with pytest.raises(ValidationError):
            enter(project, staff, cast)


def test_a_reversal_gives_the_money_back_to_source_and_category(project, staff, source, cast):
    (entry,) = enter(project, staff, cast, "400.00")
    back = reverse_expenditure(expenditure_id=entry.pk, reason="发票重复", by=cast.agency)
    assert (back.amount, back.reverses, back.reason) == (Decimal("-400.00"), entry, "发票重复")
    for record in (source, staff):
        record.refresh_from_db()
        assert record.spent == Decimal("0.00")
    for again in (entry, back):
        with pytest.raises(ValidationError):
            reverse_expenditure(expenditure_id=again.pk, reason="再来", by=cast.agency)


def test_a_reversal_says_why(project, staff, source, cast):
    (entry,) = enter(project, staff, cast)
    with pytest.raises(ValidationError) as refused:
        reverse_expenditure(expenditure_id=entry.pk, reason=" ", by=cast.agency)
    assert "reason" in refused.value.message_dict


def test_the_scan_of_the_voucher_stands_with_each_entry(project, staff, source, cast, places):
    pay(project, cast, "2000.00", place=places.fujian)
    scan = SimpleUploadedFile("发票.png", picture_bytes())
    entries = enter(project, staff, cast, files=[scan])
    assert len(entries) == 2
    for entry in entries:
        assert Attachment.objects.of(entry).visible_to(cast.county).get().kind == "voucher"
        assert not Attachment.objects.of(entry).visible_to(cast.clerk).exists()


def test_the_same_submission_again_makes_no_second_entry(project, staff, source, cast):
    key = uuid4()
    first = enter(project, staff, cast, submission_key=key)
    assert enter(project, staff, cast, submission_key=key) == first
    staff.refresh_from_db()
    assert (staff.spent, Expenditure.objects.count()) == (Decimal("100.00"), 1)


def test_a_day_after_the_first_payment_of_another_source_is_paid_by_that_one(
    project, staff, source, cast, places
):
    pay(project, cast, "2000.00", place=places.fujian, day=date(2018, 9, 1))
    entries = enter(project, staff, cast, "900.00", day=date(2018, 6, 1))
    assert [entry.source for entry in entries] == [source]
