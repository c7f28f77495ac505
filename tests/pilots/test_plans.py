"""Action plans: who makes and changes them, what their quotas must be, and what is still missing."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.pilots.gaps import gap_list, imbalances
from projects.pilots.models import ActionPlan, Quota
from projects.places.models import Place
from projects.reports.definitions.coverage import coverage
from tests.factories import make_plan, make_project, make_user, merge_meilie

DAY = date(2018, 12, 31)


def rows(*quotas, stored: int = 0) -> dict:
    """What the rows of the quotas send: (level, place, rural, number) each."""
    data = {"quotas-TOTAL_FORMS": str(len(quotas)), "quotas-INITIAL_FORMS": str(stored)}
    for index, (level, place, rural, number, *remove) in enumerate(quotas):
        data[f"quotas-{index}-level"] = level
        data[f"quotas-{index}-place"] = str(place.pk) if place else ""
        data[f"quotas-{index}-number"] = str(number)
        if rural:
            data[f"quotas-{index}-rural"] = "on"
        if remove:
            data[f"quotas-{index}-DELETE"] = "on"
    return data


def filled(*quotas, stored: int = 0, **changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "code": "fujian-2027",
        "name": "2027年三社联动行动计划",
        "year": "2027",
        "starts": "2027-01-01",
        "ends": "2027-12-31",
        "target_projects": "10",
        "target_rural": "4",
        "target_amount": "1,000,000",
        **rows(*quotas, stored=stored),
        **changes,
    }


def quotas_of(plan) -> set:
    return {(q.level, q.place_id, q.rural, q.number) for q in plan.quotas.all()}


# ---- making and changing


def test_the_province_makes_a_plan_with_its_quotas(cast, places, as_user):
    answer = as_user(cast.province).post(
        reverse("plan_create"),
        filled(
            ("province", None, False, 10),
            ("", places.fuzhou, False, 6),
            ("", places.pingtan, False, 4),
            ("", None, True, 4),
            ("", None, False, ""),
        ),
    )
    plan = ActionPlan.objects.get(code="fujian-2027")
    assert answer.url == plan.get_absolute_url()
    assert (plan.place, plan.created_by) == (places.fujian, cast.province)
    assert plan.target_amount == Decimal("1000000.00")
    assert quotas_of(plan) == {
        ("province", None, False, 10),
        ("", places.fuzhou.pk, False, 6),
        ("", places.pingtan.pk, False, 4),
        ("", None, True, 4),
    }


@pytest.mark.parametrize("who", ["city", "county", "clerk", "agency", "evaluator", "auditor"])
def test_nobody_else_makes_or_changes_a_plan(cast, plan, as_user, who):
    client = as_user(getattr(cast, who))
    assert client.post(reverse("plan_create"), filled()).status_code == 403
    assert client.post(reverse("plan_edit", args=[plan.pk]), filled()).status_code == 403
    assert not ActionPlan.objects.filter(code="fujian-2027").exists()


def test_another_provinces_official_does_not_change_the_plan(plan, places, as_user):
    jiangxi = Place.objects.create(
        code="360000000000", name="江西省", level="province", kind="province"
    )
    stranger = as_user(make_user("province", place=jiangxi))
    assert stranger.get(reverse("plan", args=[plan.pk])).status_code == 200
    assert stranger.post(reverse("plan_edit", args=[plan.pk]), filled()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "2026-12-31"}, "ends"),
        ({"code": "fujian-2018"}, "code"),
        ({"code": "福建"}, "code"),
        ({"year": "20270"}, "year"),
        ({"target_projects": "0"}, "target_projects"),
        ({"target_projects": "99999999999"}, "target_projects"),
        ({"target_amount": "viel"}, "target_amount"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, plan, as_user, changes, field):
    answer = as_user(cast.province).post(reverse("plan_create"), filled(**changes))
    assert set(answer.context["form"].errors) == {field}


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "100001"])
def test_a_wrong_quota_is_said_in_its_row_and_nothing_typed_is_lost(cast, places, as_user, number):
    quotas = (("city", places.fuzhou, True, number), ("", None, False, 10))
    answer = as_user(cast.province).post(reverse("plan_create"), filled(*quotas))
    form = answer.context["form"]
    assert [set(row.errors) for row in form.quotas] == [{"number"}, set()]
    assert form.quotas[0]["number"].value() == number
    assert form["name"].value() == "2027年三社联动行动计划"
    assert not ActionPlan.objects.exists()


def test_a_row_with_a_choice_but_no_number_is_not_dropped_silently(cast, places, as_user):
    quotas = (("city", places.fuzhou, False, ""),)
    answer = as_user(cast.province).post(reverse("plan_create"), filled(*quotas))
    assert set(answer.context["form"].quotas[0].errors) == {"number"}


@pytest.mark.parametrize("inside", [True, False])
def test_a_kind_of_quota_stands_once_in_a_plan(cast, plan, places, as_user, inside):
    place = places.fuzhou if inside else None
    quotas = (("city", place, True, 3), ("city", place, True, 4))
    answer = as_user(cast.province).post(reverse("plan_create"), filled(*quotas))
    assert set(answer.context["form"].quotas[1].errors) == {"number"}
    Quota.objects.create(plan=plan, level="city", place=place, rural=True, number=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.create(plan=plan, level="city", place=place, rural=True, number=4)


def test_a_place_that_is_no_city_of_the_province_is_refused(cast, places, as_user):
    quotas = (("", places.minhou, False, 3),)
    answer = as_user(cast.province).post(reverse("plan_create"), filled(*quotas))
    assert set(answer.context["form"].quotas[0].errors) == {"place"}


def test_an_edit_changes_adds_and_takes_out_quotas_and_keeps_the_code(cast, plan, places, as_user):
    keeps = Quota.objects.create(plan=plan, level="city", number=3)
    Quota.objects.create(plan=plan, place=places.fuzhou, number=5)
    quotas = (
        ("city", None, False, 7),
        ("", places.fuzhou, False, 5, "remove"),
        ("", places.sanming, False, 2),
    )
    data = filled(*quotas, stored=2, version="1", code="another")
    answer = as_user(cast.province).post(reverse("plan_edit", args=[plan.pk]), data)
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert (plan.code, plan.version) == ("fujian-2018", 2)
    assert quotas_of(plan) == {("city", None, False, 7), ("", places.sanming.pk, False, 2)}
    keeps.refresh_from_db()
    assert [old.number for old in keeps.history.all()] == [7, 3]
    assert Quota.history.filter(history_type="-", place=places.fuzhou).exists()


def test_two_edits_of_one_version_show_both_and_change_no_quota(cast, plan, as_user):
    client, url = as_user(cast.province), reverse("plan_edit", args=[plan.pk])
    client.post(url, filled(("city", None, False, 7), version="1"))
    late = client.post(url, filled(("city", None, False, 9), version="1", name="另一个名称"))
    assert late.status_code == 409
    assert quotas_of(plan) == {("city", None, False, 7)}
    assert late.context["form"].quotas[0]["number"].value() == "9"


def test_a_new_plan_is_offered_at_once(cast, plan, as_user, django_capture_on_commit_callbacks):
    client = as_user(cast.county)
    client.get(reverse("project_list"))
    with django_capture_on_commit_callbacks(execute=True):
        as_user(cast.province).post(reverse("plan_create"), filled())
    assert "2027年三社联动行动计划" in client.get(reverse("project_list")).content.decode()


# ---- sums


def quota(number, level="", place=None, rural=False) -> Quota:
    return Quota(level=level, place=place, rural=rural, number=number)


def test_quotas_that_add_up_are_not_complained_about(places):
    plan = ActionPlan(target_projects=10, target_rural=4)
    fuzhou, sanming = places.fuzhou, places.sanming
    levels = [quota(6, "city"), quota(4, "county")]
    cities = [quota(7, place=fuzhou), quota(3, place=sanming)]
    by_city = [quota(4, "city", fuzhou), quota(2, "city", sanming)]
    assert imbalances(plan, [*levels, *cities, *by_city, quota(4, rural=True)]) == []
    assert imbalances(plan, []) == []


@pytest.mark.parametrize(
    "wrong",
    [
        [quota(6, "city"), quota(3, "county")],
        [quota(9)],
        [quota(3, rural=True)],
    ],
)
def test_quotas_that_do_not_add_up_are_named(wrong):
    assert len(imbalances(ActionPlan(target_projects=10, target_rural=4), wrong)) == 1


def test_cities_that_do_not_add_up_to_a_level_are_named_on_the_plans_page(
    cast, plan, places, as_user
):
    plan.quotas.create(level="city", number=6)
    plan.quotas.create(level="city", place=places.fuzhou, number=5)
    page = as_user(cast.province).get(reverse("plan", args=[plan.pk])).content.decode()
    assert "名额分配与计划数不一致" in page


# ---- gaps


@pytest.fixture
def ran(places, cast, plan):
    """A running rural county pilot in 闽侯, a draft city pilot in 鼓楼, nothing elsewhere."""
    make_project(
        places.minhou,
        agency=cast.agency.agency,
        plan=plan,
        status="running",
        level="county",
        setting="rural",
    )
    make_project(places.gulou, agency=cast.agency.agency, plan=plan, level="city", setting="urban")


def gaps(user, plan, today=DAY):
    return gap_list(user=user, plan=plan, today=today)


def test_the_gap_list_names_the_counties_without_a_project(ran, cast, plan):
    found = {city.name: city for city in gaps(cast.province, plan).cities}
    fuzhou, sanming = found["福州市"], found["三明市"]
    assert [(county.name, waits) for county, waits in fuzhou.named] == [("鼓楼区", True)]
    assert [(county.name, waits) for county, waits in sanming.named] == [("梅列区", False)]
    assert list(found) == ["福州市", "三明市", "平潭综合实验区"]


def test_a_quota_says_what_is_approved_registered_and_open(ran, cast, plan, places):
    for level, place, rural, number in [
        ("county", None, False, 3),
        ("", None, True, 1),
        ("", places.fuzhou, False, 2),
        ("city", places.sanming, False, 1),
    ]:
        plan.quotas.create(level=level, place=place, rural=rural, number=number)
    lines = [
        (line.quota.number, line.approved, line.registered, line.open)
        for line in gaps(cast.province, plan).quotas
    ]
    assert lines == [(3, 1, 0, 2), (1, 1, 0, 0), (2, 1, 1, 1), (1, 0, 0, 1)]


def test_a_pilot_that_was_terminated_before_it_started_opens_its_quota_again(cast, plan, places):
    plan.quotas.create(level="county", number=1)
    project = make_project(
        places.minhou, agency=cast.agency.agency, plan=plan, status="approved", level="county"
    )
    assert gaps(cast.province, plan).quotas[0].open == 0
    project.status, project.terminated_on = "terminated", date(2018, 5, 1)
    project.save()
    assert gaps(cast.province, plan).quotas[0].open == 1


def test_each_official_sees_the_lines_of_her_places(ran, cast, plan, places):
    plan.quotas.create(level="county", number=3)
    plan.quotas.create(place=places.fuzhou, number=2)
    plan.quotas.create(place=places.sanming, number=2)
    plan.quotas.create(place=places.pingtan, number=1)

    def seen(user):
        found = gaps(user, plan)
        lines = [(line.quota.place, line.is_whole) for line in found.quotas]
        return lines, [county.name for city in found.cities for county in city.counties]

    assert seen(cast.city) == ([(places.fuzhou, True)], ["鼓楼区", "闽侯县"])
    assert seen(cast.county) == ([(places.fuzhou, False)], ["闽侯县"])
    assert seen(cast.pingtan_city) == ([(places.pingtan, True)], ["平潭县"])
    assert len(seen(cast.province)[0]) == 4


def test_the_gap_list_and_the_coverage_report_are_one_reading(ran, cast, plan):
    table = coverage(user=cast.province, plan=plan, as_of=DAY)
    found = gaps(cast.province, plan)
    assert (found.covered, found.counties) == (table.total["covered"], table.total["counties"])
    uncovered = {r["place"] for r in table.rows if r["level"] == "county" and not r["covered"]}
    assert {county.code for city in found.cities for county in city.missing} == uncovered


def test_counties_are_those_of_the_day(ran, cast, plan, places):
    merge_meilie(places)
    plan.ends = date(2021, 12, 31)
    plan.save()
    names = {
        day.year: [c.name for city in gaps(cast.province, plan, day).cities for c in city.missing]
        for day in (date(2020, 12, 31), date(2021, 12, 31))
    }
    assert "梅列区" in names[2020]
    assert "三元区" in names[2021]
    assert "梅列区" not in names[2021]


def test_before_a_plan_begins_every_county_is_a_gap(cast, places):
    plan = make_plan(places.fujian, starts=date(2030, 1, 1), ends=date(2030, 12, 31))
    found = gaps(cast.province, plan, date(2029, 6, 1))
    assert (found.covered, found.counties) == (0, 4)


def test_the_plans_page_asks_a_constant_number_of_questions(cast, plan, places, as_user):
    client, url = as_user(cast.province), reverse("plan", args=[plan.pk])

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    plan.quotas.create(level="county", number=3)
    make_project(places.minhou, agency=cast.agency.agency, plan=plan, status="running")
    before = asked()
    for place in (places.fuzhou, places.sanming, places.pingtan):
        plan.quotas.create(place=place, number=2)
        for county in (places.gulou, places.minhou, places.meilie):
            make_project(county, agency=cast.agency.agency, plan=plan, status="running")
    assert asked() == before


def test_the_gap_list_is_a_file_that_excel_reads(ran, cast, plan, as_user):
    plan.quotas.create(level="county", number=3)
    answer = as_user(cast.province).get(reverse("plan_gaps", args=[plan.pk]))
    text = answer.content.decode()
    assert text.startswith("\ufeff名额分配")
    assert "福建省,县级试点,,3,1,0,2" in text
    assert "三明市,梅列区,350402000000,否," in text
    assert "福州市,闽侯县,350121000000,是," in text


def test_who_serves_reads_the_plan_without_the_gaps(ran, cast, plan, as_user):
    for user in (cast.agency, cast.clerk, cast.evaluator):
        client = as_user(user)
        page = client.get(reverse("plan", args=[plan.pk]))
        assert page.status_code == 200
        assert page.context["gaps"] is None
        assert client.get(reverse("plan_gaps", args=[plan.pk])).status_code == 403
