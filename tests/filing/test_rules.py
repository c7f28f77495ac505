"""Rounds that are called by rule: once a period, once however many were missed, beside calls by hand."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from projects.common.roles import Role
from projects.filing.actions import call_round
from projects.filing.calling import call_due_rounds, change_rule
from projects.filing.models import Filing, Round, RoundRule
from tests.factories import make_plan, make_round_rule, make_user
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db


def moment(year: int, month: int, day: int, hour: int = 7) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001 - made aware


def due_on(rule: RoundRule, at: datetime) -> RoundRule:
    """The rule as it was before its occasion at ``at``."""
    RoundRule.objects.filter(pk=rule.pk).update(next_at=at)
    return rule


@pytest.fixture
def rule(cast, plan):
    """After each quarter, since the end of June 2018."""
    return due_on(make_round_rule(plan, cast.province), moment(2018, 7, 1))


def by_hand(rule: RoundRule, by, until: date = date(2018, 6, 30)) -> Round:
    due = {"county_due": until + timedelta(days=10), "city_due": until + timedelta(days=20)}
    asked = {"report": rule.report, "plan": rule.plan, "period": rule.period}
    return call_round(by=by, until=until, **asked, **due)


def called() -> list[tuple[date, date, date]]:
    rows = Round.objects.order_by("since")
    return list(rows.values_list("since", "until", "county_due"))


def test_a_period_is_called_for_on_the_morning_after_it_and_once(rule, cast, places):
    assert call_due_rounds(now=moment(2018, 7, 1) - timedelta(seconds=1)) == 0
    assert call_due_rounds(now=moment(2018, 7, 1)) == 1
    assert call_due_rounds(now=moment(2018, 7, 2)) == 0
    assert called() == [(date(2018, 4, 1), date(2018, 6, 30), date(2018, 7, 11))]
    draft = Filing.objects.get(place=places.fuzhou)
    assert (draft.due, draft.round.created_by) == (date(2018, 7, 21), cast.province)
    rule.refresh_from_db()
    assert rule.next_at == moment(2018, 10, 1)
    assert rule.history.count() == 1  # beat changes nothing


def test_what_was_missed_is_caught_up_once_with_the_days_counted_from_then(rule):
    assert call_due_rounds(now=moment(2019, 2, 20)) == 1
    assert called() == [(date(2018, 10, 1), date(2018, 12, 31), date(2019, 3, 2))]
    assert call_due_rounds(now=moment(2019, 4, 1)) == 1


def test_what_was_called_by_hand_is_not_called_again(rule, cast):
    by_hand(rule, cast.province)
    assert call_due_rounds(now=moment(2018, 7, 1)) == 0
    assert call_due_rounds(now=moment(2018, 10, 1)) == 1
    assert Round.objects.count() == 2


def test_a_rule_that_is_off_or_whose_plan_is_over_calls_for_nothing(rule, cast):
    told = {"rule_id": rule.pk, "by": cast.province, "county_days": 5, "city_days": 8}
    change_rule(**told, is_on=False)
    assert call_due_rounds(now=moment(2018, 7, 1)) == 0
    change_rule(**told, is_on=True)
    rule.refresh_from_db()
    assert rule.next_at > timezone.now()  # what it missed meanwhile stays missed
    due_on(rule, moment(2020, 4, 1))
    assert call_due_rounds(now=moment(2020, 4, 1)) == 0
    rule.refresh_from_db()
    assert (rule.is_over, rule.next_at) == (True, moment(2020, 7, 1))


def test_after_its_maker_has_left_another_of_the_province_calls_and_without_one_it_waits(
    rule, cast, places
):
    cast.province.is_active = False
    cast.province.save()
    assert call_due_rounds(now=moment(2018, 7, 1)) == 0
    successor = make_user(Role.PROVINCE, place=places.fujian)
    assert call_due_rounds(now=moment(2018, 7, 3)) == 1
    assert Round.objects.get().created_by == successor


def test_why_a_round_could_not_be_called_stands_on_the_page(cast, places, as_user):
    lasting = make_plan(places.fujian, ends=date(2099, 12, 31))
    rule = due_on(make_round_rule(lasting, cast.province), moment(2090, 1, 1))
    assert call_due_rounds(now=moment(2090, 1, 1)) == 0  # a day that has not come yet
    rule.refresh_from_db()
    assert rule.next_at == moment(2090, 4, 1)
    assert rule.refused
    assert rule.refused in as_user(cast.province).get("/filing/rounds/rules/").content.decode()


def test_the_province_sets_and_changes_rules_by_the_form(cast, plan, places, as_user):
    client, address = as_user(cast.province), "/filing/rounds/rules/new/"
    lasting = make_plan(places.fujian, starts=date(2018, 1, 1), ends=date(2099, 12, 31))
    asked = {"report": "coverage", "plan": lasting.pk, "period": "half"}
    asked |= {"county_days": 10, "city_days": 15}
    for wrong, field in (
        ({"plan": plan.pk}, "plan"),  # it is over
        ({"county_days": 0}, "county_days"),
        ({"city_days": 9}, "city_days"),
        ({"city_days": 91}, "city_days"),
    ):
        assert set(client.post(address, asked | wrong).context["form"].errors) == {field}
    assert client.post(address, asked).status_code == 302
    assert set(client.post(address, asked).context["form"].errors) == {"period"}
    rule = RoundRule.objects.get()
    assert (rule.created_by, rule.is_on) == (cast.province, True)
    edited = {"county_days": 12, "city_days": 20, "version": 1}
    address = f"/filing/rounds/rules/{rule.pk}/edit/"
    assert client.post(address, edited).status_code == 302
    rule.refresh_from_db()
    assert (rule.report, rule.county_days, rule.is_on) == ("coverage", 12, False)
    assert client.post(address, edited).status_code == 409
    change, _set = client.get(address).context["edits"]
    assert {one.after for one in change.changes} == {"12", "20", "否"}
    assert "已停用" in client.get("/filing/rounds/rules/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_many_beats_and_a_call_by_hand_at_once_make_one_round(rule, cast):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")

    def hand() -> int:
        try:
            return bool(by_hand(rule, cast.province))
        except IntegrityError:  # the page asks its form again, which then says so
            return 0

    beats = [lambda: call_due_rounds(now=moment(2018, 7, 1))] * 5
    assert sum(at_once([*beats, *[hand] * 5])) == 1
    assert Round.objects.count() == 1
    drafts = Filing.objects.values_list("place", flat=True)
    assert len(drafts) == len(set(drafts)) > 0
