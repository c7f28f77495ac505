"""A month as people walk it: the agency on a phone, the county's official at her desk.

Each finds the way by what waits on the own home page and by the links of the pages.
"""

import pytest
from playwright.sync_api import expect

from projects.delivery.models import Correction, ServiceRecord
from tests.delivery.months_world import make_month
from tests.walker import Walker, zh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_month_from_its_first_service_to_a_correction(
    phone, page, shoot, sign_in, cast, project, worker
):
    month = make_month(project)
    agency, county = Walker(phone, shoot, "month"), Walker(page, shoot, "month")
    sign_in(phone, cast.agency)
    sign_in(page, cast.county)
    the_agency_logs_and_submits(agency, project, worker)
    the_county_returns_it(county, month)
    the_agency_puts_it_right(agency, month)
    the_county_confirms_it(county, month)
    the_agency_asks_for_a_correction(agency)
    the_county_accepts_it(county)
    both_read_what_changed_since(agency, county, month)


def does(walker: Walker, verb: str) -> None:
    """Takes from the home page what waits."""
    walker.page.goto("/")
    walker.picture(f"home-{verb.split()[0].lower()}")
    task = walker.page.locator(".tasks a", has_text=zh(verb, "task"))
    task.first.click()


def the_agency_logs_and_submits(agency: Walker, project, worker) -> None:
    does(agency, "Submit the services of")
    agency.picture("1-empty")
    agency.follow("Log a service")
    agency.tap("method", ServiceRecord.Method.GROUP)
    agency.tap("place", str(project.places.get().pk))
    agency.tap("workers", str(worker.pk))
    agency.fill(date="2018-05-10", hours="2", attendances="26")
    agency.save()
    agency.is_told("The service is logged.")
    agency.picture("2-service")
    agency.page.locator("main").get_by_role("link", name="2018年5月").click()
    agency.picture("2-month")
    agency.press("Submit to the county")
    agency.is_told("The month is submitted; its services stay as they are now.")


def the_county_returns_it(county: Walker, month) -> None:
    does(county, "Confirm the services of")
    county.picture("3-submitted")
    county.page.locator("summary", has_text=zh("Return")).click()
    county.fill(comment="签到表只有二十五人，请核对。")
    county.picture("3-returning")
    county.press("Return to the agency")
    county.is_told("The month is returned to the agency.")


def the_agency_puts_it_right(agency: Walker, month) -> None:
    does(agency, "Submit the services of")
    expect(agency.page.locator(".notice-bad")).to_contain_text("签到表只有二十五人")
    agency.picture("4-returned")
    agency.page.locator("main .rows").get_by_role("link", name="2018-05-10").click()
    agency.follow("Correct")
    agency.fill(attendances="25")
    agency.save()
    agency.page.locator("main").get_by_role("link", name="2018年5月").click()
    agency.press("Submit to the county")
    agency.is_told("The month is submitted; its services stay as they are now.")


def the_county_confirms_it(county: Walker, month) -> None:
    does(county, "Confirm the services of")
    county.picture("5-again")
    county.press("Confirm the month")
    county.is_told("The month is confirmed.")
    month.refresh_from_db()
    assert (month.status, month.attendances) == ("confirmed", 25)


def the_agency_asks_for_a_correction(agency: Walker) -> None:
    agency.page.reload()
    agency.follow("Ask for a correction")
    agency.fill(attendances="24", reason="签到表上有一人签了两次。")
    agency.picture("6-asking")
    agency.save()
    agency.is_told("The county is asked; until it decides the record stays as it is.")
    agency.picture("6-asked")


def the_county_accepts_it(county: Walker) -> None:
    does(county, "Decide the correction of")
    expect(county.page.locator("main")).to_contain_text("签到表上有一人签了两次。")
    county.picture("7-correction")
    county.press("Accept and apply")
    county.is_told("The correction is made; the month says beside its counts what changed since.")
    county.picture("7-accepted")
    assert Correction.objects.get().status == "confirmed"
    assert ServiceRecord.objects.get().attendances == 24


def both_read_what_changed_since(agency: Walker, county: Walker, month) -> None:
    for walker in (agency, county):
        walker.page.goto(month.get_absolute_url())
        figures = walker.page.locator("section[aria-labelledby=h-figures]")
        expect(figures.locator("tfoot").first).to_contain_text("25")
        expect(figures.locator("tfoot").last).to_contain_text("−1")
        expect(figures.locator("tfoot tr").last).to_contain_text("24")
        walker.picture("8-since")
