"""Partner departments: the province keeps the list, the county names them on its projects."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.pilots.models import PartnerDepartment, Partnership
from tests.factories import make_partnership, make_project


@pytest.fixture
def league(db) -> PartnerDepartment:
    return PartnerDepartment.objects.get_or_create(
        name="共青团", defaults={"short_name": "共青团", "position": 20}
    )[0]


def part(department, **changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "department": department.pk,
        "contribution": "选派青年志愿者",
        "contact_unit": "闽侯团县委",
        "since": "2018-04-01",
        **changes,
    }


def entry(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "name": "退役军人事务部门",
        "short_name": "退役军人",
        "position": "90",
        "is_active": "on",
        **changes,
    }


@pytest.mark.django_db
def test_the_usual_departments_are_there_from_the_start():
    names = set(PartnerDepartment.objects.values_list("short_name", flat=True))
    assert names >= {"民政", "共青团", "司法", "教育", "卫健", "妇联", "残联"}


def test_the_province_adds_a_department_and_counties_are_offered_it(cast, project, as_user):
    as_user(cast.province).post(reverse("department_create"), entry())
    made = PartnerDepartment.objects.get(short_name="退役军人")
    page = as_user(cast.county).get(reverse("partnership_create", args=[project.pk]))
    assert made in page.context["form"].fields["department"].queryset


def test_a_name_that_is_taken_is_said_at_its_field(cast, league, as_user):
    answer = as_user(cast.province).post(reverse("department_create"), entry(name="共青团"))
    assert set(answer.context["form"].errors) == {"name"}


def test_a_department_that_is_switched_off_stays_on_projects_and_is_not_offered(
    cast, project, league, as_user
):
    kept = make_partnership(project, league)
    url = reverse("department_edit", args=[league.pk])
    data = entry(name="共青团", short_name="共青团", version="1")
    del data["is_active"]
    assert as_user(cast.province).post(url, data).status_code == 302
    county = as_user(cast.county)
    form = county.get(reverse("partnership_create", args=[project.pk])).context["form"]
    assert league not in form.fields["department"].queryset
    edit = county.get(reverse("partnership_edit", args=[kept.pk])).context["form"]
    assert league in edit.fields["department"].queryset
    assert "共青团" in county.get(project.get_absolute_url()).content.decode()


def test_the_county_puts_a_department_on_its_project_and_ends_its_part(
    cast, project, league, as_user
):
    client = as_user(cast.county)
    client.post(reverse("partnership_create", args=[project.pk]), part(league))
    made = project.partnerships.get()
    assert (made.department, made.created_by) == (league, cast.county)
    url = reverse("partnership_edit", args=[made.pk])
    early = client.post(url, part(league, ended_on="2018-03-01", version="1"))
    assert set(early.context["form"].errors) == {"ended_on"}
    client.post(url, part(league, ended_on="2018-09-01", version="1"))
    made.refresh_from_db()
    assert made.ended_on == date(2018, 9, 1)
    assert "选派青年志愿者" in client.get(project.get_absolute_url()).content.decode()


def test_a_department_is_on_a_project_once(cast, project, league, as_user):
    make_partnership(project, league)
    answer = as_user(cast.county).post(
        reverse("partnership_create", args=[project.pk]), part(league)
    )
    assert set(answer.context["form"].errors) == {"department"}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_partnership(project, league)


def test_the_partners_of_a_project_that_is_over_no_longer_change(
    cast, places, agency, plan, league, as_user
):
    over = make_project(places.own, agency=agency, plan=plan, status="terminated")
    as_user(cast.county).post(reverse("partnership_create", args=[over.pk]), part(league))
    assert not Partnership.objects.exists()


def test_the_list_of_projects_narrows_to_a_department(cast, project, league, as_user, places, plan):
    make_partnership(project, league)
    make_project(places.own, agency=cast.agency.agency, plan=plan)
    answer = as_user(cast.county).get(reverse("project_list"), {"department": league.pk})
    assert list(answer.context["object_list"]) == [project]
