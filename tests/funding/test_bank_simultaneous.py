"""Imports and officials at once: each line once, each payment proven once, and nobody blocks for ever."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.funding.actions import match_bank_line, match_bank_lines
from projects.funding.imports import BankImporter
from projects.funding.models import BankLine
from projects.imports.importing import receive, write
from tests.factories import make_budget, make_user
from tests.funding.bank_world import make_bank_line, make_payment
from tests.imports.sheets import xlsx
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)

HEADERS = ["交易日期", "支出金额", "收款人", "交易流水号", "拨付编号"]
LINES = 30


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


@pytest.fixture
def payments(cast, places, plan, project):
    """Payments of 1.00, 2.00, … of the own county."""
    budget = make_budget(places.own, plan)
    return [
        make_payment(budget, project, cast.county, cast.city, f"{number}.00")
        for number in range(1, LINES + 1)
    ]


def statement(payments, agency):
    rows = [
        [one.day.isoformat(), str(one.amount), agency, f"N{one.pk}", one.number] for one in payments
    ]
    return xlsx([HEADERS, *rows])


def import_of(content, user):
    return lambda: write(receive(content, BankImporter(user)), good_rows_only=False)


def proofs():
    """How many lines prove each payment."""
    return Counter(
        BankLine.objects.exclude(disbursement=None).values_list("disbursement", flat=True)
    )


def test_the_same_statement_10_times_at_once_is_there_once_and_proves_each_payment(
    cast, places, payments, project
):
    others = [make_user("county", place=places.own) for _n in range(9)]
    content = statement(payments, project.agency.name)
    outcomes = at_once([import_of(content, user) for user in [cast.county, *others]])
    assert sorted(outcome.new for outcome in outcomes) == [0] * 9 + [LINES]
    assert BankLine.objects.count() == LINES
    assert proofs() == {one.pk: 1 for one in payments}


def test_statements_that_overlap_in_another_order_do_not_block_each_other(cast, payments, project):
    halves = [payments, payments[::-1], payments[10:], payments[: LINES - 10]]
    contents = [statement(half, project.agency.name) for half in halves]
    at_once([import_of(content, cast.county) for content in contents for _n in range(3)])
    assert BankLine.objects.count() == LINES
    assert proofs() == {one.pk: 1 for one in payments}


def test_one_payment_is_proven_by_one_of_20_lines_matched_by_hand_at_once(cast, places, payments):
    lines = [make_bank_line(places.own, "1.00", f"收款人{number}") for number in range(20)]
    results = at_once(
        [
            lambda line=line: match_bank_line(
                line_id=line.pk, disbursement_id=payments[0].pk, by=cast.county
            )
            for line in lines
        ]
    )
    assert sum(isinstance(result, BankLine) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 19
    assert proofs() == {payments[0].pk: 1}


def test_an_import_and_officials_at_once_prove_each_payment_once(cast, places, payments, project):
    lines = [make_bank_line(places.own, str(one.amount), "别的名字") for one in payments]
    content = statement(payments, project.agency.name)
    by_hand = [
        lambda line=line, one=one: match_bank_line(
            line_id=line.pk, disbursement_id=one.pk, by=cast.county
        )
        for line, one in zip(lines, payments, strict=True)
    ]
    again = [lambda: match_bank_lines(holder=places.own)] * 5
    at_once([*by_hand, import_of(content, cast.county), *again])
    assert proofs() == {one.pk: 1 for one in payments}
    assert BankLine.objects.count() == 2 * LINES
