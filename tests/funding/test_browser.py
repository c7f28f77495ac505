"""The pages of money in a browser, wide and narrow."""

from datetime import date
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from projects.funding.actions import allocate
from projects.funding.models import Allocation
from tests.factories import make_budget

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def budget(places, plan):
    return make_budget(places.own, plan, amount=Decimal("100000.00"))


@pytest.mark.parametrize("width", ["page", "phone"])
def test_money_is_allocated_refused_over_budget_and_taken_back(
    request, width, sign_in, shoot, cast, project, budget
):
    page = request.getfixturevalue(width)
    sign_in(page, cast.county)
    page.goto(f"{reverse('allocation_create')}?project={project.pk}")
    page.get_by_label("金额（元）").fill("100000.01")
    page.get_by_label("下达日期").fill("2018-05-02")
    page.get_by_role("button", name="下达").click()
    assert "100,000.00" in page.locator(".field.wrong .error").inner_text()
    shoot(page, "allocation-over-budget")
    page.get_by_label("金额（元）").fill("24,000")
    page.get_by_role("button", name="下达").click()
    page.wait_for_url("**/funding/allocations/*/")
    page.get_by_label("理由").fill("项目填错")
    page.get_by_role("button", name="冲销").click()
    page.get_by_text("项目填错").wait_for()
    amounts = Allocation.objects.order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [Decimal("24000.00"), Decimal("-24000.00")]


@pytest.mark.parametrize("width", ["page", "phone"])
def test_the_pages_of_money_fit_and_can_be_used_by_everybody(
    request, width, sign_in, cast, project, budget
):
    page = request.getfixturevalue(width)
    entry = allocate(
        project_id=project.pk,
        budget_id=budget.pk,
        amount=Decimal("24000.00"),
        day=date(2018, 5, 2),
        by=cast.county,
    )
    sign_in(page, cast.county)
    lists = [reverse("allocation_list"), reverse("budget_list")]
    forms = [reverse("allocation_create"), reverse("budget_edit", args=[budget.pk])]
    for address in [*lists, *forms, entry.get_absolute_url(), budget.get_absolute_url()]:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address
        found = Axe().run(page)
        assert not found.response["violations"], [address, *_where(found)]


def _where(found):
    violations = found.response["violations"]
    return [(v["id"], node["html"]) for v in violations for node in v["nodes"]]
