"""Money: exact on the way to the database and back, and in sums; rounded only when shown."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from projects.common.money import ZERO, MoneyField, YuanField, total, wan, yuan
from projects.common.templatetags.linkage import wan as shown_in_wan
from projects.common.templatetags.linkage import yuan as shown_in_yuan
from projects.funding.models import Budget
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from tests.factories import make_budget, make_plan

amounts = st.decimals("0.01", "999999999999.99", places=2)
FIELD = MoneyField()


class Stored(TestCase):
    """What goes through the database; a TestCase, so that each example has a clean table."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.place = Place.objects.create(
            code="350000000000", name="福建省", level="province", kind="province"
        )
        cls.plan: ActionPlan = make_plan(cls.place)

    @settings(max_examples=40)
    @given(amounts)
    def test_an_amount_comes_back_as_it_was(self, amount):
        budget = make_budget(self.place, self.plan, amount=amount)
        stored = Budget.objects.get(pk=budget.pk).amount
        assert stored == amount
        assert str(stored) == str(amount.quantize(Decimal("0.01")))
        assert Budget.objects.filter(amount=amount, amount__gte=amount).exists()
        assert not Budget.objects.filter(amount__gt=amount).exists()

    @settings(max_examples=20)
    @given(st.lists(amounts, max_size=6))
    def test_a_sum_in_the_database_is_the_sum(self, several):
        for amount in several:
            make_budget(self.place, self.plan, amount=amount)
        found = Budget.objects.aggregate(sum=total("amount"))["sum"]
        assert found == sum(several, ZERO)
        assert found.as_tuple().exponent == -2

    def test_moving_a_counter_in_the_database_is_exact(self):
        budget = make_budget(self.place, self.plan, amount=Decimal("0.30"))
        for _ in range(3):
            step = Value(Decimal("0.10"), output_field=FIELD)
            Budget.objects.filter(pk=budget.pk).update(allocated=F("allocated") + step)
        budget.refresh_from_db()
        assert budget.remaining == ZERO


@given(amounts)
def test_the_column_holds_whole_fen(amount):
    fen = FIELD.get_prep_value(amount)
    assert isinstance(fen, int)
    assert fen == int(amount.scaleb(2))
    assert FIELD.from_db_value(fen, None, None) == amount


@given(st.decimals("0.001", "1000", places=3).filter(lambda x: x != x.quantize(Decimal("0.01"))))
def test_a_part_of_a_fen_is_refused_never_rounded_away(amount):
    with pytest.raises(ValueError, match="two decimals"):
        yuan(amount)
    with pytest.raises(ValueError, match="two decimals"):
        FIELD.get_prep_value(amount)
    with pytest.raises(ValidationError):
        YuanField().clean(str(amount))
    with pytest.raises(ValidationError):
        FIELD.clean(amount, None)


@given(amounts)
def test_a_form_reads_the_amount_that_a_page_shows(amount):
    assert YuanField().clean(shown_in_yuan(amount)) == amount


@pytest.mark.parametrize(
    "typed", ["", "0", "0.00", "-1", "1.234", "1e400", "NaN", "一千", "1000000000000.01"]
)
def test_what_is_no_amount_of_money_is_refused(typed):
    with pytest.raises(ValidationError):
        YuanField().clean(typed)


@given(amounts)
def test_ten_thousands_are_rounded_half_up_by_less_than_half_a_hundredth(amount):
    assert abs(wan(amount) * 10_000 - amount) <= 50


def test_ten_thousands_as_they_are_shown():
    assert wan(Decimal("20890000.00")) == Decimal("2089.00")
    assert wan(Decimal("50.00")) == Decimal("0.01")
    assert wan(Decimal("49.99")) == ZERO
    assert shown_in_wan(Decimal("20890000.00")) == "2,089.00"
    assert shown_in_wan(None) == "0.00"


def test_no_money_stays_no_money():
    assert FIELD.get_prep_value(None) is None
    assert FIELD.from_db_value(None, None, None) is None
