"""The pages of agencies and social workers as people see them, wide and narrow."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import list_agency, make_agency, make_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["page", "phone"])
def window(request):
    return request.getfixturevalue(request.param)


def fits(window) -> bool:
    """Whether nothing sticks out of the window on the right."""
    return window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_agencies(window, sign_in, shoot, cast, places):
    for n in range(25):
        make_agency(places.minhou, name=f"闽侯县榕心社会工作服务中心第{n}分部")
    agency = make_agency(
        places.gulou, name="鼓楼区晨光社会工作服务中心", grade="4A", graded_on=date(2024, 3, 1)
    )
    list_agency(agency, date(2019, 1, 2), date(2019, 7, 1))
    list_agency(agency, date(2026, 1, 2))
    sign_in(window, cast.city)
    for name, path in (
        ("agency-list", reverse("agency_list")),
        ("agency", agency.get_absolute_url()),
        ("agency-empty", reverse("agency_list") + f"?q=无&place={places.gulou.code}&grade=5A"),
    ):
        window.goto(path)
        assert fits(window)
        shoot(window, name)


def test_a_wrong_check_character_is_explained_and_can_be_overridden(
    window, sign_in, shoot, cast, places
):
    sign_in(window, cast.county)
    window.goto(reverse("agency_create"))
    window.get_by_label("名称").fill("闽侯县晨光社会工作服务中心")
    window.get_by_label("统一社会信用代码").fill("52350200 MJB123456N")
    window.get_by_label("登记机关").fill("闽侯县民政局")
    window.get_by_label("法定代表人").fill("林秀芳")
    window.get_by_label("登记日期").fill("2016-05-04")
    shoot(window, "agency-form")
    window.get_by_role("button", name="保存").click()
    expect(window.get_by_text("末位校验码与前面的字符不符")).to_be_visible()
    assert fits(window)
    shoot(window, "agency-form-wrong")
    window.get_by_label("保留该代码的理由").fill("登记证书原件如此")
    window.get_by_role("button", name="保存").click()
    expect(window.get_by_role("heading", name="闽侯县晨光社会工作服务中心")).to_be_visible()


def test_workers(window, sign_in, shoot, cast, places, agency):
    for n in range(25):
        make_worker(places.minhou, agency if n % 3 else None, certified__never=bool(n % 2))
    worker = make_worker(places.minhou, agency, name="林秀芳")
    sign_in(window, cast.county)
    for name, path in (
        ("worker-list", reverse("worker_list")),
        ("worker", worker.get_absolute_url()),
        ("worker-edit", reverse("worker_edit", args=[worker.pk])),
    ):
        window.goto(path)
        assert fits(window)
        shoot(window, name)


def test_a_worker_with_several_faults_keeps_what_was_typed(window, sign_in, shoot, cast, places):
    sign_in(window, cast.county)
    window.goto(reverse("worker_create"))
    window.get_by_label("姓名").fill("林秀芳")
    window.get_by_label("证件号码").fill("350102199003070021")
    window.get_by_label("从业日期").fill("2015-09-01")
    window.get_by_label("证书级别").select_option("senior")
    window.get_by_label("发证日期").fill("2018-06-01")
    window.get_by_role("button", name="保存").click()
    expect(window.get_by_text("末位").first).to_be_visible()
    assert window.get_by_label("姓名").input_value() == "林秀芳"
    assert window.locator(".field.wrong").count() == 3
    assert fits(window)
    shoot(window, "worker-form-wrong")
