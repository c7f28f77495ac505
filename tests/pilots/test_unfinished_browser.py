"""Saving as one goes in a real browser: the page is closed, the session ends, a second device goes on."""

import time

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from projects.common.models import FormDraft
from projects.pilots.models import Project
from tests.conftest import DESKTOP, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def saved(page: Page) -> None:
    expect(page.locator(".draft-said")).to_contain_text("保存")
    expect(page.locator(".draft-said")).to_contain_text("已于")


def until_saved_as(title: str, page: Page) -> None:
    """What is saved while a page is left is sent while the next one is fetched."""
    patience = time.monotonic() + 15
    while FormDraft.objects.get().title != title and time.monotonic() < patience:
        page.wait_for_timeout(200)
    assert FormDraft.objects.get().title == title


@pytest.fixture
def begun(needs, plan, agency):
    """``begun(page)``: opens the form and types the first lines of an application."""

    def begin(page: Page) -> None:
        page.goto(f"{reverse('project_create')}?need={needs[0].pk}&need={needs[1].pk}")
        page.fill("[name=name]", "银龄守望项目")
        page.fill("[name=goals]", "独居老人白天有人照看。")
        page.fill("[name=cost_staff]", "12,000")
        page.fill("[name=cost_activity]", "8000.50")

    return begin


def test_a_closed_page_loses_nothing_and_the_list_leads_back_to_it(
    browser, live_server, cast, sign_in, begun, agency, shoot
):
    with opened_page(browser, live_server.url, **DESKTOP) as page:
        sign_in(page, cast.county)
        begun(page)
        saved(page)
        assert page.inner_text("[data-sum]") == "20,000.50"
        page.close()
    assert not Project.objects.exists()
    # Another device: nothing is shared but the account.
    with opened_page(browser, live_server.url, **DESKTOP) as page:
        sign_in(page, cast.county)
        page.goto(reverse("project_list"))
        page.click("text=银龄守望项目")
        assert page.input_value("[name=goals]") == "独居老人白天有人照看。"
        assert page.input_value("[name=cost_staff]") == "12,000"
        shoot(page, "application-restored")
        page.select_option("[name=level]", "county")
        page.select_option("[name=field]", "elders")
        page.fill("[name=starts]", "2018-05-20")
        page.fill("[name=ends]", "2019-05-19")
        page.select_option("[name=agency]", str(agency.pk))
        page.fill("[name=target_services]", "60")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**/projects/*/")
    project = Project.objects.get()
    assert str(project.planned_amount) == "20000.50"
    assert not FormDraft.objects.exists()


def test_what_was_typed_in_the_last_moment_before_closing_is_saved_too(
    browser, live_server, cast, sign_in, begun
):
    with opened_page(browser, live_server.url, **DESKTOP) as page:
        sign_in(page, cast.county)
        begun(page)
        saved(page)
        page.fill("[name=name]", "最后一刻")
        page.goto(reverse("home"))
        until_saved_as("最后一刻", page)


def test_a_form_saved_while_it_is_left_does_not_bring_back_who_left(page, cast, sign_in, begun):
    sign_in(page, cast.county)
    begun(page)
    saved(page)
    with transaction.atomic():
        FormDraft.objects.select_for_update().get()  # the last save now waits
        page.fill("[name=name]", "最后一刻")
        page.goto(reverse("home"))
        sign_in(page, cast.city)
    until_saved_as("最后一刻", page)
    page.goto(reverse("home"))
    expect(page.locator(".who")).to_contain_text(cast.city.name)


def test_an_expired_session_keeps_what_is_typed_until_one_has_signed_in_again(
    page, cast, sign_in, begun
):
    sign_in(page, cast.county)
    begun(page)
    saved(page)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("[name=name]", "签退之后写的")
    expect(page.locator(".draft-said")).to_contain_text("登录已失效")
    page.get_by_role("button", name="保存", exact=True).click()
    assert page.input_value("[name=name]") == "签退之后写的", "the form is not sent into the void"
    # She signs in again, here by opening the page anew.
    sign_in(page, cast.county)
    page.goto(page.url)
    assert page.input_value("[name=name]") == "签退之后写的"
    saved(page)
    assert FormDraft.objects.get().title == "签退之后写的"


def test_signed_in_again_in_another_window_the_page_goes_on(page, cast, sign_in, begun):
    sign_in(page, cast.county)
    begun(page)
    saved(page)
    page.context.clear_cookies()
    page.fill("[name=name]", "签退之后写的")
    expect(page.locator(".draft-said")).to_contain_text("登录已失效")
    sign_in(page, cast.county)
    other = page.context.new_page()
    other.goto(reverse("project_drafts"))  # brings a token of its own
    other.close()
    page.fill("[name=name]", "继续写")
    saved(page)
    assert FormDraft.objects.get().title == "继续写"


def test_on_a_phone_save_for_later_leads_to_the_unfinished_applications(
    phone, cast, sign_in, begun, shoot
):
    sign_in(phone, cast.county)
    begun(phone)
    phone.get_by_role("button", name="暂存").click()
    phone.wait_for_url(f"**{reverse('project_drafts')}")
    shoot(phone, "unfinished")
    phone.get_by_role("link", name="继续填写").click()
    assert phone.input_value("[name=name]") == "银龄守望项目"


def test_without_script_the_button_saves(browser, live_server, cast, sign_in, needs, plan):
    with opened_page(browser, live_server.url, java_script_enabled=False) as page:
        sign_in(page, cast.county)
        page.goto(f"{reverse('project_create')}?need={needs[0].pk}")
        page.fill("[name=name]", "没有脚本")
        page.get_by_role("button", name="暂存").click()
        assert page.url.endswith(reverse("project_drafts"))
        assert "没有脚本" in page.content()
