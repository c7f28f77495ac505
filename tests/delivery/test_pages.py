"""The pages of service records: what each person sees, and how many queries a list takes."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.delivery.models import ServiceRecord
from tests.factories import (
    make_beneficiary,
    make_case,
    make_group,
    make_project,
    make_service,
    make_worker,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(project, worker):
    return make_service(project, worker, note="两位老人答应下周同去量血压")


@pytest.mark.parametrize("name", ["agency", "county", "clerk", "evaluator"])
def test_the_list_takes_three_queries_however_long_it_is(as_user, cast, project, worker, name):
    for _ in range(30):
        make_service(project, worker)
    client = as_user(getattr(cast, name))
    address = reverse("service_list") + f"?method=group&project={project.pk}&sort=-attendances"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 3, [query["sql"] for query in queries]


def test_the_sum_line_adds_attendances_over_all_pages(as_user, cast, project, worker):
    for _ in range(25):
        make_service(project, worker, attendances=100)
    page = as_user(cast.county).get(reverse("service_list"))
    assert page.context["paginator"].sums["attendances"] == 2500
    assert "2,500" in page.content.decode()


def test_filters_narrow_by_method_place_day_and_words(
    as_user, cast, places, project, worker, record
):
    client = as_user(cast.province)
    case = make_service(
        project,
        worker,
        method="case",
        date=date(2018, 6, 1),
        field="elders",
        case=make_case(project, worker),
    )
    ServiceRecord.objects.filter(pk=record.pk).update(group=make_group(project, worker), session=1)
    record.refresh_from_db()
    for query, found in (
        ({"method": "case"}, [case]),
        ({"since": "2018-06-01"}, [case]),
        ({"until": "2018-05-31"}, [record]),
        ({"since": "2018-05-10", "until": "2018-05-10"}, [record]),
        ({"place": places.own.code}, [case, record]),
        ({"place": places.sibling.code}, []),
        ({"q": record.number}, [record]),
        ({"field": "elders"}, [case]),
        ({"lead": worker.name}, [case, record]),
        ({"lead": "nobody"}, []),
        ({"case": case.case_id}, [case]),
        ({"group": record.group_id}, [record]),
        ({"q": project.name}, [case, record]),
        ({"project": project.pk}, [case, record]),
        ({"since": "nonsense"}, []),
    ):
        page = client.get(reverse("service_list"), query)
        assert list(page.context["object_list"]) == found, query


def test_everybody_sees_only_the_services_of_their_places_or_agency(as_user, cast, record):
    seeing = ("agency", "county", "city", "province", "auditor", "evaluator")
    blind = ("sibling_county", "other_city", "other_agency", "sibling_evaluator", "pingtan_city")
    for name in seeing + blind:
        client = as_user(getattr(cast, name))
        status = 200 if name in seeing else 404
        assert client.get(record.get_absolute_url()).status_code == status, name
        listed = client.get(reverse("service_list")).context["object_list"]
        assert list(listed) == ([record] if name in seeing else []), name
    assert as_user(cast.sysadmin).get(reverse("service_list")).status_code == 403


def test_the_note_is_read_by_the_agency_alone(as_user, cast, record):
    for name in ("agency", "county", "city", "province", "auditor", "evaluator"):
        html = as_user(getattr(cast, name)).get(record.get_absolute_url()).content.decode()
        assert (record.note in html) == (name == "agency"), name


def test_only_the_agency_of_the_project_corrects(as_user, cast, record):
    address = reverse("service_edit", args=[record.pk])
    expected = {"agency": 200, "county": 403, "province": 403, "evaluator": 403, "auditor": 403}
    expected |= {"sibling_agency": 404, "sibling_county": 404, "sysadmin": 404}
    for name, status in expected.items():
        assert as_user(getattr(cast, name)).get(address).status_code == status, name


def test_methods_are_counted_apart_and_attendances_together(places, agency, plan, project, worker):
    make_service(project, worker, method="case", attendances=1)
    make_service(project, worker, method="group", attendances=12)
    make_service(project, worker, method="group", attendances=13)
    make_service(project, worker, method="lecture", attendances=80, date=date(2018, 7, 1))
    other = make_project(places.own, agency=agency, plan=plan, status="running")
    make_service(other, worker, method="community")
    counts = ServiceRecord.objects.filter(project=project).by_method()
    assert (counts.case, counts.group, counts.community, counts.others) == (1, 2, 0, 1)
    assert (counts.total, counts.attendances, counts.latest) == (4, 106, date(2018, 7, 1))


def test_the_page_of_a_record_shows_all_that_it_holds(
    as_user, cast, places, agency, project, worker
):
    helper = make_worker(places.own, agency, name="苏志强")
    group = make_group(project, worker)
    record = make_service(
        project,
        worker,
        helper,
        group=group,
        session=3,
        field="elders",
        starts_at=time(9),
        ends_at=time(11),
        people=20,
        groups=["left_elders"],
        volunteers=4,
        volunteer_hours=8,
        rated=18,
        satisfied=17,
    )
    came = make_beneficiary(agency, places.fulong)
    record.beneficiaries.add(came)
    for name in ("agency", "county"):
        html = as_user(getattr(cast, name)).get(record.get_absolute_url()).content.decode()
        words = [group.name, "第 3 节", "老年人", "09:00–11:00", "20 人", "留守老人", worker.name]
        for said in [*words, helper.name, "合计 8.0 小时", "有效评价 18 份，满意 17 份"]:
            assert said in html, (name, said)
        assert (came.number in html) == (name == "agency")


def test_what_is_written_of_residents_is_read_by_the_agency_alone(as_user, cast, project, worker):
    texts = {
        "process": "她说起儿子",
        "outcome": "愿意再来",
        "follow_up": "周三家访",
        "supervisor_opinion": "注意保密",
    }
    record = make_service(project, worker, **texts)
    for name in ("agency", "county", "city", "province", "auditor", "evaluator", "clerk"):
        page = as_user(getattr(cast, name)).get(record.get_absolute_url())
        if page.status_code == 404:
            continue
        html = page.content.decode()
        for text in texts.values():
            assert (text in html) == (name == "agency"), (name, text)
