"""Logging a service on a phone, as one does outdoors: tiles, steppers, one hand."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from projects.delivery.models import ServiceRecord
from projects.pilots.models import Site
from tests.factories import make_assignment, make_case, make_group, make_service, make_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ready(places, agency, project):
    """Two sites and two workers to tap."""
    Site.objects.create(project=project, place=places.qingqi)
    make_assignment(project, make_worker(places.own, agency, name="苏志强"), role="worker")
    return f"{reverse('service_create')}?project={project.pk}"


def test_a_service_is_logged_by_tapping_and_another_one_follows(
    phone, sign_in, shoot, cast, ready, worker
):
    sign_in(phone, cast.agency)
    phone.goto(ready)
    phone.locator("label.tile", has_text="小组").tap()
    phone.get_by_label("日期").fill("2018-09-30")
    phone.get_by_role("button", name="增加半小时").tap()
    for _ in range(3):
        phone.get_by_role("button", name="增加一人次").tap()
    phone.get_by_role("button", name="减少一人次").tap()
    phone.locator("label.tile", has_text="青岐村").tap()
    phone.locator("label.tile", has_text="苏志强").tap()
    phone.locator("label.tile", has_text=worker.name).tap()
    shoot(phone, "service-form")
    phone.get_by_role("button", name="存并再记").tap()
    phone.wait_for_url("**place=**")
    record = ServiceRecord.objects.get()
    assert (str(record.hours), record.attendances, len(record.workers)) == ("1.5", 2, 2)
    assert phone.locator("label.tile", has_text="青岐村").locator("input").is_checked()
    assert phone.locator("label.tile", has_text="苏志强").locator("input").is_checked()
    assert phone.get_by_label("参加人次").input_value() == ""


def test_what_is_wrong_is_said_on_top_and_at_the_field_and_leads_there(
    phone, sign_in, shoot, cast, ready
):
    sign_in(phone, cast.agency)
    phone.goto(ready)
    phone.get_by_label("简要记录").fill("第 9 节")
    phone.get_by_role("button", name="保存", exact=True).tap()
    notice = phone.locator(".notice-bad")
    notice.wait_for()
    assert {link.strip() for link in notice.locator("a").all_inner_texts()} >= {"服务方法", "地点"}
    assert phone.get_by_label("简要记录").input_value() == "第 9 节"
    notice.get_by_role("link", name="地点").tap()
    assert phone.locator("#id_place").evaluate("e => e === document.activeElement")
    shoot(phone, "service-form-wrong")


@pytest.mark.parametrize("width", ["page", "phone"])
def test_the_pages_of_services_fit_and_can_be_used_by_everybody(
    request, width, sign_in, cast, ready, project, worker
):
    page = request.getfixturevalue(width)
    record = make_service(project, worker)
    sign_in(page, cast.agency)
    case, group = make_case(project, worker), make_group(project, worker)
    lists = ("service_list", "case_list", "group_list", "service_create", "case_create")
    verbs = ("group_edit", "group_close", "group_member_add")
    pages = [
        ready,
        *(one.get_absolute_url() for one in (record, case, group)),
        *(reverse(name) for name in lists),
        *(f"{reverse(name)}?project={project.pk}" for name in ("case_create", "group_create")),
        *(reverse(name, args=[case.pk]) for name in ("case_edit", "case_close")),
        *(reverse(name, args=[group.pk]) for name in verbs),
    ]
    for address in pages:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address
        found = Axe().run(page)
        assert not found.response["violations"], [address, *_where(found)]


def _where(found):
    violations = found.response["violations"]
    return [(v["id"], node["html"]) for v in violations for node in v["nodes"]]
