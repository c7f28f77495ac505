"""Scoring on a phone: the sum follows the thumbs, and the page can be read by everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from projects.evaluation.models import FilledSheet
from tests.evaluating import make_filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_sheet_is_filled_in_by_tapping_and_its_sum_follows(
    phone, sign_in, shoot, cast, evaluation, evaluators
):
    make_filled(evaluation, cast.agency, "58", "39")
    sign_in(phone, evaluators[0])
    phone.goto(reverse("evaluation_fill", args=[evaluation.pk]))
    first, second = evaluation.sheet.criteria.all()
    phone.get_by_label(first.title, exact=True).fill("52.5")
    phone.get_by_label(second.title, exact=True).fill("39")
    for _ in range(3):  # stops at the weight, 40
        phone.get_by_role("button", name="加一分").nth(1).tap()
    assert phone.locator("[data-sum-of]").inner_text() == "92.5"
    shoot(phone, "score-sheet")
    found = Axe().run(phone).response["violations"]
    assert not found, [(problem["id"], len(problem["nodes"])) for problem in found]
    phone.get_by_role("button", name="提交", exact=True).tap()
    phone.wait_for_url(f"**{evaluation.get_absolute_url()}")
    assert FilledSheet.objects.get(panelist__user=evaluators[0]).total == 92.5
