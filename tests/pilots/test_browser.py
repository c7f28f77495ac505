"""The pages of needs and projects in a real browser: at desk and phone width, and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from projects.needs.models import Need
from projects.pilots.models import Project
from tests.conftest import DESKTOP, opened_page
from tests.factories import make_contract, make_need, make_project, make_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(places, plan, agency, worker) -> dict[str, str]:
    """A page of each kind, by name."""
    need = make_need(places.fulong)
    make_need(places.baishacun)
    checked = make_project(places.own, agency=agency, plan=plan, status="county_check")
    draft = make_project(places.own, agency=agency, plan=plan, status="draft")
    running = make_project(places.own, agency=agency, plan=plan, status="running", lead=worker)
    assignment = running.assignments.get()
    return {
        "need_list": reverse("need_list"),
        "need_create": reverse("need_create"),
        "need": need.get_absolute_url(),
        "need_edit": reverse("need_edit", args=[need.pk]),
        "project_list": reverse("project_list"),
        "project_create": f"{reverse('project_create')}?need={need.pk}",
        "project_edit": reverse("project_edit", args=[draft.pk]),
        "project_check": checked.get_absolute_url(),
        "assignment_list": reverse("assignment_list"),
        "assignment_create": reverse("assignment_create", args=[running.pk]),
        "assignment": assignment.get_absolute_url(),
        "assignment_edit": reverse("assignment_edit", args=[assignment.pk]),
    }


@pytest.mark.parametrize("width", ["page", "phone"])
def test_every_page_fits_its_width_and_has_no_serious_fault_of_access(
    request, cast, pages, sign_in, shoot, width
):
    opened = request.getfixturevalue(width)
    sign_in(opened, cast.county)
    for name, address in pages.items():
        opened.goto(address)
        shoot(opened, f"pilots-{name}")
        overhang = opened.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overhang == 0, f"{name} is wider than the screen"
        if width == "page":
            continue  # the same elements in another order: the phone's are looked at
        faults = [
            f"{name}: {fault['id']} {[node['target'] for node in fault['nodes']]}"
            for fault in Axe().run(opened).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert not faults


def test_a_project_is_generated_from_two_needs_without_any_script(
    browser, live_server, cast, places, plan, agency, sign_in
):
    first = make_need(places.fulong, people_affected=30)
    second = make_need(places.baishacun, people_affected=16)
    with opened_page(browser, live_server.url, **DESKTOP, java_script_enabled=False) as page:
        sign_in(page, cast.county)
        page.goto(reverse("need_list"))
        for need in (first, second):
            page.check(f"input[name=need][value='{need.pk}']")
        page.click("text=从勾选的需求生成项目")
        assert page.input_value("[name=target_people]") == "46"
        page.fill("[name=name]", "闽侯县银龄守望项目")
        page.select_option("[name=level]", "county")
        page.fill("[name=starts]", "2018-05-20")
        page.fill("[name=ends]", "2018-05-01")
        page.select_option("[name=agency]", str(agency.pk))
        page.fill("[name=target_services]", "60")
        page.fill("[name=goals]", "独居老人白天有人照看。")
        page.get_by_role("button", name="保存").click()
        assert "计划结束须晚于计划开始" in page.content()
        page.fill("[name=ends]", "2019-05-19")
        page.get_by_role("button", name="保存").click()
        project = Project.objects.get()
        assert page.url.endswith(project.get_absolute_url())
        assert project.sites.count() == 2
        assert set(Need.objects.values_list("status", flat=True)) == {"adopted"}


def test_on_a_phone_a_need_is_registered_and_on_another_the_project_is_returned(
    phone, cast, places, plan, agency, sign_in
):
    sign_in(phone, cast.clerk)
    phone.goto(reverse("need_list"))
    phone.click("text=登记需求")
    phone.fill("[name=title]", "留守儿童放学后无人照看")
    phone.select_option("[name=field]", "children")
    phone.get_by_label("留守儿童").check()
    phone.fill("[name=people_affected]", "0")
    phone.fill("[name=description]", "走访发现多户家庭放学后无人照看孩子。")
    phone.get_by_role("button", name="保存").click()
    assert "涉及人数至少为 1。" in phone.content()
    assert phone.input_value("[name=title]") == "留守儿童放学后无人照看"
    phone.fill("[name=people_affected]", "46")
    phone.get_by_role("button", name="保存").click()
    need = Need.objects.get()
    assert phone.url.endswith(need.get_absolute_url())

    project = make_project(
        places.own, agency=agency, plan=plan, status="county_check", needs=(need,)
    )
    sign_in(phone, cast.county)
    phone.goto(project.get_absolute_url())
    phone.click("summary:has-text('退回修改')")
    phone.fill("#reason-return", "服务对象人数与需求登记不一致")
    phone.click(".ask-box button")
    phone.wait_for_load_state()
    project.refresh_from_db()
    assert project.status == "returned"
    assert "服务对象人数与需求登记不一致" in phone.content()


def test_a_start_without_a_lead_is_explained_before_and_after_the_click(
    page, cast, places, plan, agency, sign_in
):
    project = make_project(places.own, agency=agency, plan=plan, status="contracting")
    make_contract(project)
    worker = make_worker(places.own, agency)
    sign_in(page, cast.county)
    page.goto(project.get_absolute_url())
    assert "请先指派一名持证的主责社工" in page.inner_text(".acts")
    page.click("button:has-text('开始实施')")
    page.wait_for_load_state()
    assert "请先指派一名持证的主责社工" in page.inner_text(".messages")

    page.goto(reverse("assignment_create", args=[project.pk]))
    page.select_option("[name=worker]", str(worker.pk))
    page.select_option("[name=role]", "lead")
    page.get_by_role("button", name="保存").click()
    page.click("button:has-text('开始实施')")
    page.wait_for_load_state()
    project.refresh_from_db()
    assert project.status == "running"
