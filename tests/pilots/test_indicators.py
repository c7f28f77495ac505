"""What a project is measured by: who defines it, who reports it, and when it is on track."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.pilots.actions.indicators import record_value
from projects.pilots.models import Indicator, IndicatorValue
from projects.pilots.tracking import standing
from tests.factories import make_indicator, make_value
from tests.simultaneous import at_once

DAY = date(2018, 6, 30)


@pytest.fixture
def indicator(project) -> Indicator:
    return make_indicator(project)


def record(indicator, by, **changes):
    given = {
        "as_of": DAY,
        "actual": Decimal(50),
        "parts": {"female": 30, "male": 20},
        "source": "服务记录",
    }
    return record_value(indicator=indicator, by=by, **(given | changes))


def definition(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "name": "结对帮扶的留守儿童",
        "unit": "people",
        "direction": "up",
        "baseline": "0",
        "target": "1,200",
        "dimension": "sex",
        **changes,
    }


def report(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "as_of": "2018-06-30",
        "actual": "50",
        "part_female": "30",
        "part_male": "20",
        "part_unknown": "",
        "source": "服务记录",
        **changes,
    }


# ---- defining


def test_the_county_defines_indicators_until_the_project_starts(build, cast, as_user):
    draft = build("draft")
    url = reverse("indicator_create", args=[draft.pk])
    assert as_user(cast.county).post(url, definition()).status_code == 302
    made = draft.indicators.get()
    assert (made.target, made.created_by) == (Decimal(1200), cast.county)


def test_after_the_start_indicators_no_longer_change(project, indicator, cast, as_user):
    client = as_user(cast.county)
    answer = client.post(reverse("indicator_create", args=[project.pk]), definition(), follow=True)
    assert "项目已经开始" in answer.content.decode()
    client.post(reverse("indicator_edit", args=[indicator.pk]), definition(version="1"))
    indicator.refresh_from_db()
    assert (project.indicators.count(), indicator.target) == (1, Decimal(200))


def test_an_indicator_is_taken_out_of_a_draft_only(build, project, indicator, cast, as_user):
    drafted = make_indicator(build("draft"))
    client = as_user(cast.county)
    for one in (drafted, indicator):
        client.post(reverse("indicator_remove", args=[one.pk]))
    assert list(Indicator.objects.all()) == [indicator]
    assert Indicator.history.filter(id=drafted.pk, history_type="-").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": "0"}, "target"),
        ({"direction": "down"}, "target"),
        ({"unit": "percent", "target": "101"}, "target"),
        ({"baseline": "-1"}, "baseline"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    build, cast, as_user, changes, field
):
    url = reverse("indicator_create", args=[build("draft").pk])
    answer = as_user(cast.county).post(url, definition(**changes))
    form = answer.context["form"]
    assert set(form.errors) == {field}
    assert form["target"].value() == changes.get("target", "1,200")


def test_a_name_is_used_once_a_project(build, cast, as_user):
    draft = build("draft")
    url = reverse("indicator_create", args=[draft.pk])
    as_user(cast.county).post(url, definition())
    again = as_user(cast.county).post(url, definition())
    assert "name" in again.context["form"].errors
    with pytest.raises(IntegrityError), transaction.atomic():
        make_indicator(draft, name=definition()["name"])


def test_the_database_holds_a_target_that_lies_ahead(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_indicator(project, target=Decimal(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_indicator(project, direction="down")


# ---- reporting


def test_the_agency_reports_a_value_with_its_parts(indicator, cast, as_user):
    url = reverse("indicator_value_create", args=[indicator.pk])
    assert as_user(cast.agency).post(url, report()).status_code == 302
    value = indicator.values.get()
    assert (value.actual, value.parts, value.created_by, value.version) == (
        Decimal(50),
        {"female": "30", "male": "20"},
        cast.agency,
        1,
    )


def test_the_same_form_sent_twice_makes_one_value(indicator, cast, as_user):
    url, data = reverse("indicator_value_create", args=[indicator.pk]), report()
    client = as_user(cast.agency)
    assert {client.post(url, data).status_code for _ in range(2)} == {302}
    assert indicator.values.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"part_male": "19"}, "actual"),
        ({"actual": "50.5", "part_male": "20.5"}, "actual"),
        ({"actual": "1", "part_female": "0.5", "part_male": "0.5"}, "part_female"),
        ({"as_of": "2018-01-01"}, "as_of"),
        ({"as_of": (timezone.localdate() + timedelta(days=1)).isoformat()}, "as_of"),
        ({"source": ""}, "source"),
        ({"actual": ""}, "actual"),
    ],
)
def test_a_value_that_cannot_be_is_said_at_its_field(indicator, cast, as_user, changes, field):
    url = reverse("indicator_value_create", args=[indicator.pk])
    answer = as_user(cast.agency).post(url, report(**changes))
    assert set(answer.context["form"].errors) == {field}
    assert not indicator.values.exists()


def test_without_parts_the_whole_of_a_count_is_not_known(indicator, cast):
    assert record(indicator, cast.agency, parts=None).parts == {"unknown": "50"}


def test_a_percentage_needs_no_parts_and_stays_within_100(project, cast):
    rate = make_indicator(project, unit="percent", target=Decimal(90))
    assert record(rate, cast.agency, parts=None, actual=Decimal("62.5")).parts == {}
    with pytest.raises(ValidationError) as refusal:
        record(rate, cast.agency, as_of=date(2018, 7, 31), actual=Decimal(101))
    assert set(refusal.value.message_dict) == {"actual"}


@pytest.mark.parametrize("status", ["draft", "approved", "closed", "terminated"])
def test_values_are_recorded_from_the_start_to_the_settlement(build, cast, status):
    indicator = make_indicator(build(status))
    with pytest.raises(ValidationError):
        record(indicator, cast.agency)
    assert not indicator.values.exists()


def test_a_second_value_of_a_day_is_refused_unless_it_replaces_the_first(indicator, cast):
    first = record(indicator, cast.agency)
    with pytest.raises(ValidationError) as refusal:
        record(indicator, cast.agency, actual=Decimal(60), parts=None)
    assert set(refusal.value.message_dict) == {"as_of"}
    again = record(indicator, cast.evaluator, actual=Decimal(60), parts=None, replace=True)
    assert (again.pk, again.actual, again.version) == (first.pk, Decimal(60), 2)
    assert [(old.actual, old.history_user) for old in again.history.all()] == [
        (Decimal(60), cast.evaluator),
        (Decimal(50), cast.agency),
    ]


def test_a_correction_keeps_the_value_before_and_shows_it(indicator, cast, as_user):
    value = record(indicator, cast.agency)
    client = as_user(cast.agency)
    url = reverse("indicator_value_edit", args=[value.pk])
    data = report(actual="52", part_male="22", version="1")
    assert client.post(url, data).status_code == 302
    value.refresh_from_db()
    assert (value.actual, value.version, value.as_of) == (Decimal(52), 2, DAY)
    page = client.get(reverse("project_indicators", args=[indicator.project_id]))
    assert "更正前：50" in page.content.decode()


def test_two_corrections_of_one_version_show_both_and_lose_neither(indicator, cast, as_user):
    value = record(indicator, cast.agency)
    client = as_user(cast.agency)
    url = reverse("indicator_value_edit", args=[value.pk])
    client.post(url, report(actual="52", part_male="22", version="1"))
    late = client.post(url, report(actual="55", part_male="25", version="1"))
    assert late.status_code == 409
    value.refresh_from_db()
    assert value.actual == Decimal(52)


def test_the_agency_does_not_correct_what_a_survey_recorded(indicator, cast, as_user):
    value = make_value(indicator, cast.evaluator)
    url = reverse("indicator_value_edit", args=[value.pk])
    as_user(cast.agency).post(url, report(actual="99", part_male="69", version="1"))
    value.refresh_from_db()
    assert value.actual == Decimal(50)


@pytest.mark.django_db(transaction=True)
def test_many_values_of_one_day_at_once_make_one(indicator, cast):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")
    calls = [lambda: record(indicator, cast.agency) for _ in range(20)]
    results = at_once(calls)
    assert sum(isinstance(result, IndicatorValue) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 19
    assert indicator.values.count() == 1


# ---- on track or not


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "actual", "track"),
    [
        # 100 of 400 days have passed: a quarter of the way is due.
        ("up", 0, 200, 50, "on_track"),
        ("up", 0, 200, 45, "on_track"),
        ("up", 0, 200, "44.99", "behind"),
        ("up", 0, 200, 200, "reached"),
        ("up", 0, 200, 230, "reached"),
        ("up", 100, 200, 110, "behind"),
        ("down", 80, 40, 70, "on_track"),
        ("down", 80, 40, 72, "behind"),
        ("down", 80, 40, 40, "reached"),
        ("down", 80, 40, 90, "behind"),
    ],
)
def test_on_track_is_nine_tenths_of_the_way_due(
    project, direction, baseline, target, actual, track
):
    project.started_on = date(2018, 4, 1)
    project.ends = date(2018, 4, 1) + timedelta(days=400)
    indicator = Indicator(
        direction=direction, baseline=Decimal(baseline), target=Decimal(target), project=project
    )
    value = IndicatorValue(as_of=date(2018, 7, 10), actual=Decimal(actual), indicator=indicator)
    stands = standing(indicator, value, project)
    assert (stands.due, stands.track) == (Decimal("0.25"), track)


def test_after_the_planned_end_the_whole_way_is_due(project, indicator):
    late = IndicatorValue(indicator=indicator, as_of=project.ends + timedelta(days=90), actual=150)
    stands = standing(indicator, late, project)
    assert (stands.due, stands.expected, stands.track) == (1, Decimal(200), "behind")


# ---- the page


def test_the_page_says_in_words_how_an_indicator_stands(project, indicator, cast, as_user):
    make_value(indicator, cast.agency, actual=Decimal(1), parts={"unknown": "1"})
    page = as_user(cast.county).get(reverse("project_indicators", args=[project.pk]))
    assert "滞后" in page.content.decode()


def test_the_page_asks_a_constant_number_of_questions(project, cast, as_user):
    client, url = as_user(cast.agency), reverse("project_indicators", args=[project.pk])

    def asked(count: int) -> int:
        for number in range(count):
            one = make_indicator(project)
            make_value(one, cast.agency, as_of=date(2018, 5, 1) + timedelta(days=number))
            make_value(one, cast.agency, as_of=date(2018, 7, 1) + timedelta(days=number))
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        return len(queries)

    assert asked(1) == asked(12)
