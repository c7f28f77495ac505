"""Yearly inspections: once a year, by the registering authority, never before the year has ended."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from projects.agencies.models import Inspection
from tests.factories import make_agency


@pytest.fixture
def agency(places):
    return make_agency(places.minhou)


def url(agency) -> str:
    return reverse("agency_inspection_create", args=[agency.pk])


TYPED = {"year": "2017", "result": "pass", "decided_on": "2018-05-31"}


def test_the_registering_authority_records_a_year(as_user, cast, agency):
    page = as_user(cast.county).post(url(agency), TYPED, follow=True)
    one = agency.inspections.get()
    assert (one.year, one.result, one.created_by) == (2017, "pass", cast.county)
    assert "2018-05-31" in page.text


def test_a_year_is_recorded_once(as_user, cast, agency):
    as_user(cast.county).post(url(agency), TYPED)
    page = as_user(cast.county).post(url(agency), TYPED | {"result": "fail"})
    assert "year" in page.context["inspection_form"].errors
    assert agency.inspections.get().result == "pass"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"year": "1999"}, "year"),
        ({"year": str(timezone.localdate().year)}, "year"),
        ({"year": "x"}, "year"),
        ({"result": ""}, "result"),
        ({"decided_on": "2017-12-31"}, "decided_on"),
        ({"decided_on": "2099-01-01"}, "decided_on"),
    ],
)
def test_a_fault_is_named_at_its_field(as_user, cast, agency, typed, wrong):
    page = as_user(cast.county).post(url(agency), TYPED | typed)
    assert wrong in page.context["inspection_form"].errors
    assert not agency.inspections.exists()


def test_the_database_refuses_a_second_result_and_an_early_one(agency):
    def make(**fields):
        with transaction.atomic():
            Inspection.objects.create(
                **{
                    "agency": agency,
                    "year": 2017,
                    "result": "pass",
                    "decided_on": date(2018, 5, 31),
                }
                | fields
            )

    make()
    with pytest.raises(IntegrityError, match="one_inspection_a_year"):
        make()
    with pytest.raises(IntegrityError, match="inspection_is_decided_after_its_year"):
        make(year=2019)


def test_an_agency_that_fails_is_not_said_to_be_unfinished():
    with translation.override("zh-hans"):
        assert Inspection.Result.FAIL.label == "不合格"
