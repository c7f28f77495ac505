"""Which bank line proves which payment by itself, and what is left to an official."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects.funding.actions import match_bank_line, match_bank_lines, unmatch_bank_line
from projects.funding.candidates import candidates, said_of
from projects.funding.matching import numbers_in, same_name
from projects.funding.models import BankLine, BankUnmatch
from tests.factories import make_budget, make_user
from tests.funding.bank_world import DAY, make_bank_line, make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker(places):
    return make_user("county", place=places.own)


@pytest.fixture
def pay(cast, budget, project, checker):
    """``pay("100.00")``: an approved payment of the own county to the project's agency."""

    def made(amount, **fields):
        where = fields.pop("budget", budget)
        return make_payment(where, project, cast.county, checker, amount, **fields)

    return made


@pytest.fixture
def line(places, project):
    """``line("100.00")``: a line of the own county about a payment to the project's agency."""

    def made(amount, payee=None, **fields):
        holder = fields.pop("holder", places.own)
        payee = project.agency.name if payee is None else payee
        return make_bank_line(holder, amount, payee, **fields)

    return made


def match(places):
    result = match_bank_lines(holder=places.own)
    return result.matched, result.left


def proven(line):
    line.refresh_from_db()
    return line.disbursement


@pytest.mark.parametrize(
    "written",
    ["BF-2018-000123", "拨款ＢＦ－2018－000123号", "bf2018000123", "BF—2018—000123，第一期"],
)
def test_a_number_of_ours_is_found_however_it_is_written(written):
    assert numbers_in("", written) == {"BF-2018-000123"}


@pytest.mark.parametrize("written", ["ABF-2018-000123", "BF-2018-123", "XD-2018-000123", ""])
def test_other_numbers_are_none_of_ours(written):
    assert not numbers_in(written)


def test_names_are_equal_whatever_their_brackets_and_blanks():
    assert same_name("闽侯 阳光（社工）中心") == same_name("闽侯阳光(社工)中心 ")
    assert same_name("闽侯阳光【社工】中心") == same_name("闽侯阳光(社工)中心")
    assert same_name("闽侯阳光社工中心") != same_name("闽侯阳光(社工)中心")


@pytest.mark.parametrize("field", ["reference", "remark"])
def test_our_number_and_the_amount_prove_a_payment_whatever_payee_and_day(places, pay, line, field):
    payment = pay("100.00")
    one = line("100.00", "别的名字", day=DAY + timedelta(days=90), **{field: payment.number})
    assert match(places) == (1, 0)
    assert proven(one) == payment
    assert (one.is_matched_by_hand, one.matched_by) == (False, None)
    assert one.matched_at


def test_a_number_with_another_amount_matches_nothing_and_says_so(places, cast, pay, line):
    payment, twin = pay("100.00"), pay("99.00")
    one = line("99.00", remark=f"附言 {payment.number}")
    assert match(places) == (0, 1)
    by_pk = {found.disbursement.pk: found for found in candidates(one, cast.county)}
    assert "编号相符" in by_pk[payment.pk].reasons[0]
    assert not by_pk[payment.pk].may_match
    assert "另一笔" in "".join(by_pk[twin.pk].reasons)


def test_amount_payee_and_day_prove_a_payment_without_a_number(places, pay, line, project):
    payment = pay("100.00")
    name = project.agency.name
    one = line("100.00", f" {name[:3]} {name[3:]} ", day=DAY + timedelta(days=7))
    pay("100.01")
    assert match(places) == (1, 0)
    assert proven(one) == payment


@pytest.mark.parametrize(
    ("amount", "payee", "days"),
    [("100.01", None, 0), ("100.00", "别的机构", 0), ("100.00", None, 8), ("100.00", "", 0)],
)
def test_what_differs_in_one_thing_is_left(places, pay, line, amount, payee, days):
    pay("100.00")
    line(amount, payee, day=DAY - timedelta(days=days))
    assert match(places) == (0, 1)


def test_the_days_between_are_a_setting(places, pay, line, settings):
    pay("100.00")
    line("100.00", day=DAY + timedelta(days=8))
    assert match(places) == (0, 1)
    settings.BANK_MATCH_DAYS = 8
    assert match(places) == (1, 0)


def test_two_payments_for_one_line_leave_it_with_both_listed(places, cast, pay, line):
    both = {pay("100.00"), pay("100.00", day=DAY + timedelta(days=2))}
    one = line("100.00")
    assert match(places) == (0, 1)
    found = candidates(one, cast.county)
    assert {candidate.disbursement for candidate in found} == both
    assert [candidate.reasons for candidate in found] == [["另一笔拨付也符合。"]] * 2
    assert all(candidate.may_match for candidate in found)


def test_two_lines_for_one_payment_leave_both(places, cast, pay, line):
    pay("100.00")
    one, other = line("100.00"), line("100.00")
    assert match(places) == (0, 2)
    for left in (one, other):
        assert candidates(left, cast.county)[0].reasons == ["另一条银行流水也符合。"]


def test_two_lines_with_the_same_number_leave_both(places, cast, pay, line):
    payment = pay("100.00")
    one = line("100.00", remark=payment.number)
    line("100.00", reference=payment.number)
    assert match(places) == (0, 2)
    assert "也写有" in candidates(one, cast.county)[0].reasons[0]


def test_a_payment_that_a_line_names_is_left_to_that_line(places, pay, line):
    payment = pay("100.00")
    line("99.00", remark=payment.number)
    line("100.00")
    assert match(places) == (0, 2)


def test_a_line_with_two_numbers_proves_neither_and_says_so(places, cast, pay, line):
    first, second = pay("100.00"), pay("50.00")
    one = line("100.00", remark=f"{first.number} {second.number}")
    assert match(places) == (0, 1)
    assert first.number in said_of(one, candidates(one, cast.county))


def test_a_line_with_an_unknown_number_is_not_matched_by_its_amount(places, cast, pay, line):
    pay("100.00")
    one = line("100.00", remark="BF-2017-999999")
    assert match(places) == (0, 1)
    assert "BF-2017-999999" in said_of(one, candidates(one, cast.county))


def test_only_approved_payments_that_stand_are_proven(places, cast, pay, line):
    waits = pay("100.00", status="proposed")
    refused = pay("101.00", status="refused", refusal="不符")
    reversed_ = pay("102.00", status="reversed")
    pay("-102.00", gross=Decimal("-102.00"), reverses=reversed_, reason="错")
    for payment in (waits, refused, reversed_):
        line(str(payment.amount), remark=payment.number)
    assert match(places) == (0, 3)


def test_a_payment_is_proven_once(places, pay, line):
    payment = pay("100.00")
    line("100.00", remark=payment.number)
    assert match(places) == (1, 0)
    line("100.00", remark=payment.number)
    assert match(places) == (0, 1)


def test_payments_of_another_place_are_not_proven(places, cast, pay, line, plan):
    elsewhere = pay("100.00", budget=make_budget(places.fuzhou, plan))
    one = line("100.00", remark=elsewhere.number)
    assert match(places) == (0, 1)
    with pytest.raises(ValidationError):
        match_bank_line(line_id=one.pk, disbursement_id=elsewhere.pk, by=cast.county)


def test_matching_again_finds_what_was_approved_since(places, pay, line, checker):
    payment = pay("100.00", status="proposed")
    one = line("100.00")
    assert match(places) == (0, 1)
    payment.status, payment.checked_by = "approved", checker
    payment.checked_at = payment.created_at
    payment.save()
    assert match(places) == (1, 0)
    assert proven(one) == payment


# --- by hand -----------------------------------------------------------------------------------


def test_an_official_matches_by_hand_what_the_system_leaves(places, cast, pay, line):
    payment = pay("100.00")
    one = line("100.00", "别的名字")
    match_bank_line(line_id=one.pk, disbursement_id=payment.pk, by=cast.county)
    assert proven(one) == payment
    assert (one.is_matched_by_hand, one.matched_by) == (True, cast.county)


def test_what_was_taken_apart_is_not_matched_by_itself_again_but_by_hand(places, cast, pay, line):
    payment = pay("100.00")
    one = line("100.00")
    match(places)
    unmatch_bank_line(line_id=one.pk, reason=" 另一笔款 ", by=cast.county)
    assert proven(one) is None
    record = BankUnmatch.objects.get()
    assert (record.disbursement, record.reason, record.created_by) == (
        payment,
        "另一笔款",
        cast.county,
    )
    assert match(places) == (0, 1)
    assert "拆开" in candidates(one, cast.county)[0].reasons[0]
    match_bank_line(line_id=one.pk, disbursement_id=payment.pk, by=cast.county)
    assert proven(one) == payment


def test_by_hand_the_amounts_are_equal_too(cast, pay, line):
    payment, one = pay("100.00"), line("100.01")
    with pytest.raises(ValidationError, match="金额"):
        match_bank_line(line_id=one.pk, disbursement_id=payment.pk, by=cast.county)


def test_neither_side_is_matched_twice_by_hand(cast, pay, line):
    payment, second = pay("100.00"), pay("100.00")
    one, other = line("100.00"), line("100.00")
    match_bank_line(line_id=one.pk, disbursement_id=payment.pk, by=cast.county)
    for line_id, payment_id in ((one.pk, second.pk), (other.pk, payment.pk)):
        with pytest.raises(ValidationError):
            match_bank_line(line_id=line_id, disbursement_id=payment_id, by=cast.county)


def test_taking_apart_needs_a_reason_and_a_match(cast, pay, line):
    payment, one = pay("100.00"), line("100.00")
    with pytest.raises(ValidationError):
        unmatch_bank_line(line_id=one.pk, reason="错", by=cast.county)
    match_bank_line(line_id=one.pk, disbursement_id=payment.pk, by=cast.county)
    with pytest.raises(ValidationError) as refusal:
        unmatch_bank_line(line_id=one.pk, reason="  ", by=cast.county)
    assert "reason" in refusal.value.message_dict


@pytest.mark.parametrize("name", ["city", "province", "sibling_county", "auditor"])
def test_nobody_else_matches_lines_of_a_place(cast, pay, line, name):
    payment, one = pay("100.00"), line("100.00")
    with pytest.raises(BankLine.DoesNotExist):
        match_bank_line(line_id=one.pk, disbursement_id=payment.pk, by=getattr(cast, name))
