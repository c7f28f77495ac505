"""The planned cost of a project, by category."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.pilots.models import BudgetLine, Project
from tests.factories import make_project

pytestmark = pytest.mark.django_db
COSTS = {
    "cost_staff": "12,000.50",
    "note_staff": "两名专职",
    "cost_activity": "8000",
    "cost_tax": "0",
}


@pytest.fixture
def registered(as_user, cast, fill) -> Project:
    answer = as_user(cast.county).post(reverse("project_create"), {**fill(), **COSTS})
    assert answer.status_code == 302
    return Project.objects.get()


def test_it_is_entered_with_the_application_and_adds_up(registered):
    lines = {line.category: (line.amount, line.note) for line in registered.budget_lines.all()}
    assert lines == {
        "staff": (Decimal("12000.50"), "两名专职"),
        "activity": (Decimal("8000.00"), ""),
        "tax": (Decimal("0.00"), ""),
    }
    assert registered.planned_amount == Decimal("20000.50")


def test_an_edit_replaces_it(registered, as_user, cast, fill):
    address = reverse("project_edit", args=[registered.pk])
    data = {**fill(), "version": registered.version, "cost_staff": "9000", "cost_training": "1.01"}
    assert as_user(cast.county).post(address, data).status_code == 302
    lines = dict(registered.budget_lines.values_list("category", "amount"))
    assert lines == {"staff": Decimal("9000.00"), "training": Decimal("1.01")}


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"cost_staff": "-1"}, "cost_staff", "计划金额不能小于 0。"),
        ({"cost_staff": "0.001"}, "cost_staff", "金额精确到分"),
        ({"cost_staff": "很多"}, "cost_staff", "请填写以元为单位的金额"),
        ({"note_staff": "两名专职"}, "cost_staff", "请填写该说明对应的金额。"),
        ({"cost_staff": "9" * 15}, "cost_staff", "金额过大"),
    ],
)
def test_what_is_wrong_is_said_at_its_box_and_nothing_is_lost(
    typed, field, said, as_user, cast, fill
):
    page = as_user(cast.county).post(reverse("project_create"), {**fill(), **typed})
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert said[:6] in form.errors[field][0]
    assert form["name"].value() == "闽侯县银龄守望项目"
    assert not Project.objects.exists()


def test_the_database_holds_one_line_a_category_and_none_below_zero(places, agency, plan):
    project = make_project(places.own, agency=agency, plan=plan)
    BudgetLine.objects.create(project=project, category="staff", amount=Decimal(1))
    for category, amount in (("staff", 2), ("tax", -1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetLine.objects.create(project=project, category=category, amount=Decimal(amount))


@pytest.mark.parametrize(("role", "reads"), [("county", True), ("agency", True), ("clerk", False)])
def test_it_stands_on_the_page_of_the_project_for_whoever_reads_money(
    role, reads, registered, as_user, cast
):
    for name in ("project", "project_application"):
        page = as_user(getattr(cast, role)).get(reverse(name, args=[registered.pk]))
        assert ("20,000.50" in page.content.decode()) == reads
