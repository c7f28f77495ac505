"""The kinds of page in a real browser, at both widths: reachable by everybody, nothing runs over."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from projects.needs.models import Need
from projects.pilots.models import Project
from projects.places.models import Place
from tests.factories import (
    make_allocation,
    make_budget,
    make_move,
    make_project,
    make_report_run,
    make_service,
)

pytestmark = pytest.mark.browser

PAGES = {
    "home": ("province", lambda: reverse("home")),
    "home-county": ("county", lambda: reverse("home")),
    "home-clerk": ("clerk", lambda: reverse("home")),
    "compare": ("province", lambda: reverse("compare")),
    "project": (
        "county",
        lambda: reverse("project", args=[Project.objects.get(status="running").pk]),
    ),
    "place": ("city", lambda: reverse("place", args=[Place.objects.get(name="闽侯县").pk])),
    "list": ("province", lambda: reverse("project_list")),
    "empty-list": ("province", lambda: reverse("project_list") + "?q=没有这个项目"),
    "form": ("clerk", lambda: reverse("need_create")),
    "reports": ("province", lambda: reverse("report_run_list")),
    "report-form": ("province", lambda: reverse("report_run_create")),
}


@pytest.fixture
def filled(transactional_db, places, cast, plan, project, worker, agency) -> None:
    """A running project with something in every part, one that waits, and a county not covered."""
    make_allocation(make_budget(places.own, plan), project, "30000.00")
    make_allocation(make_budget(places.fujian, plan), project, "70000.00")
    make_service(project, worker)
    make_move(project, cast.county)
    waiting = make_project(places.sibling, agency=agency, plan=plan, status="approval")
    make_move(waiting, cast.sibling_county, to_status="approval")
    make_report_run(plan, places.fujian, cast.province)


@pytest.fixture(params=["page", "phone"])
def window(request) -> Page:
    """A page at desktop width, then one at phone width."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_nothing_runs_over(name, filled, window, sign_in, cast, shoot):
    role, address = PAGES[name]
    sign_in(window, getattr(cast, role))
    response = window.goto(address())
    assert response is not None
    assert response.ok
    shoot(window, name)
    found = Axe().run(window, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert serious == []
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert window.evaluate(over) == 0


def test_a_county_on_the_map_is_reached_by_keyboard_and_opens_its_page(
    filled, page, sign_in, cast, places
):
    sign_in(page, cast.province)
    page.goto(reverse("home"))
    county = page.get_by_role("link", name="闽侯县（福州市）")
    county.focus()
    expect(county).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="闽侯县", level=1)).to_be_visible()


def test_the_arrows_go_through_a_map_that_is_one_stop_and_each_county_says_its_figure(
    filled, page, sign_in, cast
):
    sign_in(page, cast.province)
    page.goto(reverse("compare"))
    stop = page.locator("[data-map] a[tabindex='0']")
    said = page.locator("[data-map-said]")
    expect(stop).to_have_count(1)
    stop.focus()
    first = stop.get_attribute("aria-label")
    expect(said).to_contain_text(first)
    page.keyboard.press("ArrowRight")
    expect(said).not_to_contain_text(first)
    expect(stop).to_be_focused()
    expect(said).to_contain_text(stop.get_attribute("aria-label"))


def test_the_first_tap_says_the_figure_and_the_link_beside_it_opens_the_county(
    filled, phone, sign_in, cast, places
):
    sign_in(phone, cast.sibling_county)
    phone.goto(reverse("compare"))
    phone.locator(f"[data-map] a[data-county='{places.gulou.code}'] path").tap()
    expect(phone.locator("[data-map-said]")).to_contain_text("鼓楼区（福州市）")
    phone.get_by_role("link", name="打开该县").tap()
    expect(phone.get_by_role("heading", name="鼓楼区", level=1)).to_be_visible()


def test_the_map_can_be_read_as_a_table(filled, phone, sign_in, cast):
    sign_in(phone, cast.province)
    phone.goto(reverse("home"))
    phone.get_by_text("以表格查看").tap()
    row = phone.get_by_role("row", name="鼓楼区")
    expect(row).to_be_visible()
    expect(row).to_contain_text("未覆盖")


def test_the_chain_leads_from_the_project_to_the_need(filled, page, sign_in, cast, project):
    sign_in(page, cast.county)
    page.goto(project.get_absolute_url())
    need: Need = project.needs.get()
    page.get_by_role("link", name=need.title).click()
    expect(page.get_by_role("heading", name=need.title)).to_be_visible()


def test_what_waits_is_opened_from_the_home_page(filled, page, sign_in, cast):
    sign_in(page, cast.province)
    page.goto(reverse("home"))
    waiting = Project.objects.get(status="approval")
    page.get_by_role("link", name=waiting.name).click()
    expect(page.get_by_role("button", name="批准")).to_be_visible()
