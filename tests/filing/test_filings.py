"""From the county to the city to the province: who may do what when, and what is refused in which words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from projects.filing.actions import (
    call_round,
    confirm_filing,
    lock_round,
    make_table,
    return_filing,
    submit_filing,
)
from projects.filing.models import Filing, FilingStep, Round
from projects.places.models import Place
from projects.reminders.waiting import waiting_for
from projects.reports.actions import make_run
from tests.filing.conftest import NAMES, handed_up, tabled

pytestmark = pytest.mark.django_db


def confirmed(filing, by) -> Filing:
    return confirm_filing(filing_id=filing.pk, by=by, seen=filing.sha256)


def test_a_round_gives_each_county_and_city_of_its_last_day_a_draft(round_, places):
    filings = {one.place: one for one in Filing.objects.select_related("place", "city")}
    counties = set(Place.objects.counties().administered())
    assert set(filings) == counties | {places.fuzhou, places.sanming}
    assert {one.status for one in filings.values()} == {"draft"}
    assert filings[places.minhou].city == places.fuzhou
    assert filings[places.minhou].due == round_.county_due
    # What reports on its own files to the province, when cities do.
    assert filings[places.pingtan].city is None
    assert filings[places.pingtan].due == filings[places.fuzhou].due == round_.city_due


def test_the_same_table_of_the_same_period_is_called_for_once(round_, cast, as_user):
    asked = {"report": "coverage", "plan": round_.plan_id, "when": "year:2018-12-31"}
    page = as_user(cast.province).post(
        "/filing/rounds/new/", asked | {"county_due": "2019-01-10", "city_due": "2019-01-20"}
    )
    assert "when" in page.context["form"].errors
    assert Round.objects.count() == 1


def test_only_the_province_calls_for_a_table(cast, plan):
    with pytest.raises(ValidationError):
        call_round(
            by=cast.city,
            report="coverage",
            plan=plan,
            period="year",
            until=date(2018, 12, 31),
            county_due=date(2019, 1, 10),
            city_due=date(2019, 1, 20),
        )


def test_a_table_is_made_for_the_place_and_the_period_and_keeps_its_fingerprint(at, cast, places):
    filing = handed_up(at.minhou, cast.county)
    run = filing.run
    assert (run.place, run.as_of) == (places.minhou, date(2018, 12, 31))
    assert (filing.status, filing.sha256) == ("submitted", run.sha256)
    step = FilingStep.objects.get()
    assert (step.to_status, step.by, step.run) == ("submitted", cast.county, run)


def test_a_table_with_a_period_of_its_own_is_made_of_the_period_of_the_round(cast, plan):
    called = call_round(
        by=cast.province,
        report="services",
        plan=plan,
        period="quarter",
        until=date(2018, 9, 30),
        county_due=date(2018, 10, 10),
        city_due=date(2018, 10, 20),
    )
    filing = tabled(called.filings.get(place=cast.county.place), cast.county)
    assert filing.run.table["parameters"]["since"] == "2018-07-01"


def test_nothing_is_handed_up_without_a_table_or_without_a_name(at, cast):
    with pytest.raises(ValidationError):
        submit_filing(filing_id=at.minhou.pk, by=cast.county, **NAMES)
    filing = tabled(at.minhou, cast.county)
    with pytest.raises(ValidationError) as refusal:
        submit_filing(filing_id=filing.pk, by=cast.county, **NAMES | {"reviewer": "  "})
    assert set(refusal.value.message_dict) == {"reviewer"}
    assert at.minhou.status == "draft"


def test_what_is_handed_up_is_made_anew_only_after_it_was_returned(at, cast):
    filing = handed_up(at.minhou, cast.county)
    with pytest.raises(ValidationError):
        make_table(filing_id=filing.pk, by=cast.county)
    return_filing(filing_id=filing.pk, by=cast.city, comment="漏报一个项目")
    again = handed_up(at.minhou, cast.county)
    assert (again.status, again.comment, again.run_id > filing.run_id) == ("submitted", "", True)
    moved = [(step.to_status, step.comment) for step in again.steps.all()]
    assert moved == [("submitted", ""), ("returned", "漏报一个项目"), ("submitted", "")]


def test_a_return_says_what_is_to_be_put_right(at, cast):
    filing = handed_up(at.minhou, cast.county)
    with pytest.raises(ValidationError) as refusal:
        return_filing(filing_id=filing.pk, by=cast.city, comment=" ")
    assert set(refusal.value.message_dict) == {"comment"}


def test_a_city_waits_for_its_counties_or_says_why_it_goes_on(at, cast):
    confirmed(handed_up(at.minhou, cast.county), cast.city)
    city = tabled(at.fuzhou, cast.city)
    with pytest.raises(ValidationError) as refusal:
        submit_filing(filing_id=city.pk, by=cast.city, **NAMES)
    (words,) = refusal.value.message_dict["reason"]
    assert at.gulou.place.name in words
    assert at.minhou.place.name not in words
    assert "平潭" not in words  # reports on its own
    city = submit_filing(filing_id=city.pk, by=cast.city, reason="台风停电，另行补报", **NAMES)
    assert city.status == "submitted"
    assert city.reason == "台风停电，另行补报"
    assert at.gulou.place.name in city.steps.get().comment


def test_a_confirmed_county_is_not_returned_under_the_table_that_its_city_made_of_it(at, cast):
    county = confirmed(handed_up(at.minhou, cast.county), cast.city)
    handed_up(at.fuzhou, cast.city, reason="其余补报")
    with pytest.raises(ValidationError):
        return_filing(filing_id=county.pk, by=cast.city, comment="改")
    return_filing(filing_id=at.fuzhou.pk, by=cast.province, comment="缺闽侯")
    assert return_filing(filing_id=county.pk, by=cast.city, comment="改").status == "returned"


def test_who_looked_at_another_table_does_not_confirm_this_one(at, cast):
    filing = handed_up(at.minhou, cast.county)
    with pytest.raises(ValidationError):
        confirm_filing(filing_id=filing.pk, by=cast.city, seen="0" * 64)
    assert at.minhou.status == "submitted"


def test_the_level_above_decides_and_nobody_else(at, cast):
    filing = handed_up(at.minhou, cast.county)
    for stranger in (
        cast.county,
        cast.province,
        cast.sibling_county,
        cast.other_city,
        cast.auditor,
    ):
        with pytest.raises(ValidationError):
            confirmed(filing, stranger)
    assert confirmed(filing, cast.city).decided_by == cast.city


def test_whoever_handed_it_up_does_not_confirm_it_in_another_post(at, cast, places):
    filing = handed_up(at.minhou, cast.county)
    cast.county.role, cast.county.place = "city", places.fuzhou
    cast.county.save()
    moved = type(cast.county).objects.get(pk=cast.county.pk)
    with pytest.raises(ValidationError):
        confirmed(filing, moved)


def test_the_province_locks_what_is_confirmed_and_nothing_else(at, cast, round_):
    confirmed(handed_up(at.minhou, cast.county), cast.city)
    assert lock_round(round_id=round_.pk, by=cast.province) == 1
    assert at.minhou.status == "locked"
    assert at.gulou.status == "draft"
    for action, told in ((return_filing, {"comment": "改"}), (confirm_filing, {"seen": ""})):
        with pytest.raises(ValidationError):
            action(filing_id=at.minhou.pk, by=cast.city, **told)
    with pytest.raises(ValidationError):
        lock_round(round_id=round_.pk, by=cast.province)


def test_each_level_is_told_what_it_has_to_hand_up_and_to_check(at, cast):
    handed_up(at.minhou, cast.county)

    def told(user, queue):
        found = waiting_for(user, date(2019, 1, 15)).everything
        return {item.target: item.is_overdue for item in found if item.queue == queue}

    assert told(cast.sibling_county, "filing") == {at.sibling.pk: True}
    assert told(cast.county, "filing") == {}
    assert told(cast.city, "filing") == {at.fuzhou.pk: False}
    assert told(cast.city, "filing_check") == {at.minhou.pk: False}
    assert told(cast.province, "filing_check") == {}


def test_a_table_that_could_not_be_made_is_made_again(at, cast):
    made = make_table(filing_id=at.minhou.pk, by=cast.county)
    with pytest.raises(ValidationError):  # the first is still on its way
        make_table(filing_id=made.pk, by=cast.county)
    type(made.run.job).objects.filter(pk=made.run.job_id).update(status="failed")
    again = make_table(filing_id=made.pk, by=cast.county)
    make_run(job_id=again.run.job_id)
    assert submit_filing(filing_id=made.pk, by=cast.county, **NAMES).status == "submitted"
