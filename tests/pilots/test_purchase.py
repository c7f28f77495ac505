"""Purchase rules: who sets them, which one applies, and what they forbid."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.pilots.models import PurchaseMethod, PurchaseRule
from projects.pilots.models.purchase import why_not
from tests.factories import make_rule


def filled(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "year": "2018",
        "direct_below": "200,000",
        "tender_from": "2000000",
        "document": "闽财购〔2018〕5号",
        **changes,
    }


class TestWhichApplies:
    def test_the_nearest_place_above_that_has_one_for_the_year(self, places):
        province = make_rule(places.fujian)
        city = make_rule(places.fuzhou)
        applying = PurchaseRule.objects.applying
        assert applying(places.own, 2018) == city
        county = make_rule(places.own)
        assert applying(places.own, 2018) == county
        assert applying(places.sibling, 2018) == city
        assert applying(places.other, 2018) == province
        assert applying(places.own, 2019) is None

    def test_a_county_on_a_line_of_its_own_skips_the_city_of_its_code(self, places):
        province = make_rule(places.fujian)
        make_rule(places.fuzhou)
        assert PurchaseRule.objects.applying(places.pingtan, 2018) == province


class TestWhatItForbids:
    @pytest.mark.parametrize(
        ("method", "amount", "says"),
        [
            ("direct", "99999.99", ""),
            ("direct", "100000.00", "100,000.00"),
            ("direct", "2000000.00", "100,000.00"),
            ("consultation", "999999.99", ""),
            ("consultation", "1000000.00", "1,000,000.00"),
            ("single_source", "1000000.00", "1,000,000.00"),
            ("open_tender", "1000000.00", ""),
            ("open_tender", "1.00", ""),
        ],
    )
    def test_each_method_at_the_thresholds(self, places, method, amount, says):
        rule = make_rule(places.fujian)
        text = str(
            why_not(method=method, amount=Decimal(amount), place=places.own, year=2018, rule=rule)
        )
        assert says in text if says else text == ""
        assert not says or ("福建省" in text and rule.document in text)  # it names the rule

    @pytest.mark.parametrize("method", PurchaseMethod.values)
    def test_without_a_rule_only_direct_commission_is_refused(self, places, method):
        text = why_not(
            method=method, amount=Decimal("1.00"), place=places.own, year=2018, rule=None
        )
        assert bool(text) == (method == "direct")


class TestPages:
    @pytest.mark.parametrize("role", ["province", "city", "county"])
    def test_officials_set_the_rule_of_their_own_place(self, cast, as_user, role):
        by = getattr(cast, role)
        answer = as_user(by).post(reverse("purchase_rule_create"), filled())
        assert answer.status_code == 302, answer.context["form"].errors
        rule = PurchaseRule.objects.get()
        assert (rule.place, rule.created_by) == (by.place, by)
        assert rule.direct_below == Decimal("200000.00")

    @pytest.mark.parametrize("role", ["clerk", "agency", "evaluator", "auditor"])
    def test_nobody_else_sets_one(self, cast, as_user, role):
        answer = as_user(getattr(cast, role)).post(reverse("purchase_rule_create"), filled())
        assert answer.status_code == 403
        assert not PurchaseRule.objects.exists()

    def test_a_rule_is_corrected_by_its_own_place_only(self, cast, as_user, places):
        rule = make_rule(places.fuzhou)
        address = reverse("purchase_rule_edit", args=[rule.pk])
        assert as_user(cast.county).get(address).status_code == 403
        assert as_user(cast.province).get(address).status_code == 403
        data = filled(version="1", document="榕财采〔2018〕2号")
        assert as_user(cast.city).post(address, data).status_code == 302
        rule.refresh_from_db()
        assert rule.document == "榕财采〔2018〕2号"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"direct_below": "-1"}, "direct_below"),
            ({"tender_from": ""}, "tender_from"),
            ({"document": " "}, "document"),
            ({"year": "18"}, "__all__"),
            ({"direct_below": "3000000"}, "__all__"),
        ],
    )
    def test_what_is_wrong_is_said(self, cast, as_user, changes, field):
        answer = as_user(cast.county).post(reverse("purchase_rule_create"), filled(**changes))
        assert field in answer.context["form"].errors

    def test_a_second_rule_for_the_year_is_refused_in_words(self, cast, as_user, places):
        make_rule(places.own)
        answer = as_user(cast.county).post(reverse("purchase_rule_create"), filled())
        assert "该地该年度已有采购规则" in answer.content.decode()

    def test_sending_the_form_twice_sets_one_rule(self, cast, as_user):
        data = filled()
        for _click in range(2):
            assert (
                as_user(cast.county).post(reverse("purchase_rule_create"), data).status_code == 302
            )
        assert PurchaseRule.objects.count() == 1

    def test_the_list_shows_the_rules_in_three_queries(
        self, cast, as_user, places, django_assert_num_queries
    ):
        for year in range(2000, 2023):
            make_rule(places.own, year=year)
        client = as_user(cast.county)
        client.get(reverse("purchase_rule_list"))  # remembers whether there are example data
        with django_assert_num_queries(3):
            page = client.get(reverse("purchase_rule_list")).content.decode()
        assert "闽侯县" in page

    def test_rules_of_another_place_are_read_but_not_offered_for_editing(
        self, cast, as_user, places
    ):
        rule = make_rule(places.fujian)
        page = as_user(cast.county).get(reverse("purchase_rule_list")).content.decode()
        assert rule.document in page
        assert reverse("purchase_rule_edit", args=[rule.pk]) not in page


def test_the_database_keeps_the_thresholds_in_order(places):
    with pytest.raises(IntegrityError, match="thresholds_are_in_order"), transaction.atomic():
        make_rule(places.own, direct_below=Decimal("2000000.00"))
    make_rule(places.own)
    with pytest.raises(IntegrityError, match="place_and_year"), transaction.atomic():
        make_rule(places.own)
