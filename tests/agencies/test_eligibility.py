"""Whether an agency may be approved or contracted on a day, and why not."""

from datetime import date

import pytest
from django.urls import reverse

from projects.agencies.models import Agency, Inspection
from tests.factories import list_agency, make_agency, make_contract, make_project

DAY = date(2018, 6, 15)


@pytest.fixture
def agency(places) -> Agency:
    return make_agency(
        places.minhou, registered_on=date(2015, 5, 4), grade="4A", graded_on=date(2016, 1, 15)
    )


def inspected(agency: Agency, year: int, result: str) -> Inspection:
    return Inspection.objects.create(
        agency=agency, year=year, result=result, decided_on=date(year + 1, 5, 31)
    )


def said(texts) -> str:
    return " ".join(map(str, texts))


def test_a_registered_graded_and_inspected_agency_is_eligible_without_a_remark(agency):
    inspected(agency, 2017, "pass")
    found = agency.eligibility_on(DAY)
    assert found.is_eligible
    assert not found.remarks


def test_before_its_registration_it_is_not(agency):
    found = agency.eligibility_on(date(2015, 5, 3))
    assert not found.is_eligible
    assert "2015-05-04" in said(found.bars)


def test_a_listing_bars_on_its_days_only(agency):
    inspected(agency, 2017, "pass")
    list_agency(agency, date(2018, 6, 1), date(2018, 6, 16))
    assert not agency.eligibility_on(DAY).is_eligible
    assert agency.eligibility_on(date(2018, 5, 31)).is_eligible
    assert agency.eligibility_on(date(2018, 6, 16)).is_eligible


@pytest.mark.parametrize(
    ("result", "eligible"),
    [("pass", True), ("basic", True), ("fail", False), ("not_taken", False)],
)
def test_the_latest_inspection_decides(agency, result, eligible):
    inspected(agency, 2016, "fail" if eligible else "pass")
    inspected(agency, 2017, result)
    assert agency.eligibility_on(DAY).is_eligible is eligible


def test_an_inspection_decided_later_does_not_change_what_held_on_the_day(agency):
    inspected(agency, 2016, "pass")
    inspected(agency, 2017, "fail")  # decided on 2018-05-31
    assert agency.eligibility_on(date(2018, 5, 30)).is_eligible
    assert not agency.eligibility_on(date(2018, 5, 31)).is_eligible


def test_what_is_missing_but_bars_nobody_is_remarked(agency):
    found = agency.eligibility_on(date(2021, 1, 15))  # five years after the grade
    assert found.is_eligible
    assert len(found.remarks) == 2
    inspected(agency, 2018, "pass")
    assert "2018" in said(agency.eligibility_on(date(2021, 1, 15)).remarks)
    assert "2021-01-15" in said(found.remarks)


def test_the_page_answers_for_the_day_that_was_picked(as_user, cast, agency):
    list_agency(agency, date(2018, 6, 1))
    page = as_user(cast.county).get(agency.get_absolute_url(), {"day": "2018-05-31"})
    assert page.context["eligibility"].is_eligible
    page = as_user(cast.county).get(agency.get_absolute_url(), {"day": "2018-06-01"})
    assert not page.context["eligibility"].is_eligible
    assert (
        as_user(cast.county).get(agency.get_absolute_url(), {"day": "2018-02-30"}).status_code
        == 200
    )


def test_the_contract_page_says_it_for_the_approval_and_the_signing(as_user, cast, agency, plan):
    project = make_project(
        agency.place, agency=agency, plan=plan, status="running", approved_on=date(2018, 3, 20)
    )
    make_contract(project, signed_on=date(2018, 3, 29))
    list_agency(agency, date(2018, 3, 25))
    page = as_user(cast.county).get(reverse("project_contract", args=[project.pk]))
    assert "2018-03-20" in page.text
    assert page.text.count('status-ok">符合条件') == 1
    assert page.text.count('status-bad">不符合条件') == 1
