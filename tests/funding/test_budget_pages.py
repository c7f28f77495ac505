"""The pages of budget lines: registering one, changing it, what a wrong entry says."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from projects.funding.forms import BudgetForm
from projects.funding.models import Budget, Transfer
from tests.factories import make_allocation, make_budget, make_transfer

pytestmark = pytest.mark.django_db


def line(plan, **changes):
    return {
        "payer": "county",
        "plan": plan.pk,
        "year": 2018,
        "nature": "lottery",
        "document_number": "侯财社〔2018〕5号",
        "document_date": "2018-03-05",
        "amount": "1,000.50",
        "submission": str(uuid4()),
        **changes,
    }


def test_an_official_registers_a_line_of_her_own_place_and_level(as_user, cast, places, plan):
    page = as_user(cast.city).post(reverse("budget_create"), line(plan))
    made = Budget.objects.get()
    assert page.url == made.get_absolute_url()
    assert (made.place, made.level, made.amount) == (places.fuzhou, "city", Decimal("1000.50"))
    assert made.created_by == cast.city


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "0", "above 0"),
        ("amount", "-3", "above 0"),
        ("amount", "1.005", "two decimals"),
        ("amount", "abc", "such as 1200.50"),
        ("amount", "", "Enter the amount"),
        ("year", "18", "such as 2018"),
        ("document_date", "2999-01-01", "future"),
        ("document_number", "", "fill in"),
    ],
)
def test_a_wrong_budget_line_says_so_at_the_field(cast, plan, field, value, words):
    with override("en"):
        form = BudgetForm(line(plan, **{field: value}), user=cast.county)
        assert list(form.errors) == [field]
        assert words in form.errors[field][0]


def test_the_same_line_is_not_registered_twice(as_user, cast, plan):
    client = as_user(cast.county)
    client.post(reverse("budget_create"), line(plan))
    page = client.post(reverse("budget_create"), line(plan, amount="7"))
    assert list(page.context["form"].errors) == ["document_number"]
    assert page.context["form"]["amount"].value() == "7"
    assert Budget.objects.count() == 1


def test_a_double_click_registers_one_line(as_user, cast, plan):
    client, sent = as_user(cast.county), line(plan)
    first, second = (client.post(reverse("budget_create"), sent) for _ in range(2))
    assert first.url == second.url
    assert Budget.objects.count() == 1


def test_the_amount_of_a_line_is_not_the_form_s_to_change(as_user, cast, plan, budget, entry):
    budget.refresh_from_db()
    sent = line(plan, version=budget.version, amount="399.99")
    page = as_user(cast.county).post(reverse("budget_edit", args=[budget.pk]), sent)
    budget.refresh_from_db()
    assert page.status_code == 302
    assert budget.amount == Decimal("1000.00")


def test_an_edit_keeps_what_was_allocated_while_the_form_was_open(
    as_user, cast, plan, project, budget, monkeypatch
):
    """The record is read, then money moves, then the form is saved: the total must not go back."""
    clean = BudgetForm.clean

    def clean_while_a_colleague_allocates(form):
        make_allocation(Budget.objects.get(pk=budget.pk), project, "300.00")
        return clean(form)

    monkeypatch.setattr(BudgetForm, "clean", clean_while_a_colleague_allocates)
    address = reverse("budget_edit", args=[budget.pk])
    sent = line(plan, version=budget.version, nature="general")
    assert as_user(cast.county).post(address, sent).status_code == 302
    budget.refresh_from_db()
    assert (budget.document_number, budget.allocated) == ("侯财社〔2018〕5号", Decimal("300.00"))


def test_two_people_editing_a_line_see_both_versions(as_user, cast, plan, budget):
    client = as_user(cast.county)
    sent = line(plan, version=budget.version)
    assert client.post(reverse("budget_edit", args=[budget.pk]), sent).status_code == 302
    sent["document_number"] = "侯财社〔2018〕6号"
    page = client.post(reverse("budget_edit", args=[budget.pk]), sent)
    assert page.status_code == 409
    assert "侯财社〔2018〕6号" in page.content.decode()
    assert Budget.objects.get().document_number == "侯财社〔2018〕5号"


def test_only_who_pays_edits_a_line(as_user, cast, budget):
    address = reverse("budget_edit", args=[budget.pk])
    expected = {"county": 200, "city": 403, "province": 403, "auditor": 403}
    expected |= {"sibling_county": 404, "agency": 404, "clerk": 404, "sysadmin": 404}
    for name, status in expected.items():
        assert as_user(getattr(cast, name)).get(address).status_code == status, name


def test_the_page_of_a_line_says_who_changed_what_and_leaves_the_running_total_out(
    as_user, cast, plan, budget, entry
):
    client = as_user(cast.county)
    sent = line(plan, version=budget.version, document_date="2018-03-06")
    client.post(reverse("budget_edit", args=[budget.pk]), sent)
    newest = client.get(budget.get_absolute_url()).context["edits"][0]
    assert newest.by == cast.county
    changes = {change.label: (change.before, change.after) for change in newest.changes}
    assert changes["发文日期"][1] == "2018-03-06"
    assert not any("400" in text for change in newest.changes for text in change)


# --- who pays and who holds ------------------------------------------------------------------


def test_the_province_registers_central_money_and_holds_it(as_user, cast, places, plan):
    as_user(cast.province).post(reverse("budget_create"), line(plan, payer="central"))
    made = Budget.objects.get()
    assert (made.level, made.place, made.holder) == ("central", places.fujian, places.fujian)


def test_a_county_registers_a_township_s_money_and_holds_it(as_user, cast, places, plan):
    payer = str(places.baisha.pk)
    as_user(cast.county).post(reverse("budget_create"), line(plan, payer=payer))
    made = Budget.objects.get()
    assert (made.level, made.place, made.holder) == ("township", places.baisha, places.own)


def test_nobody_registers_for_a_level_or_township_that_is_not_hers(as_user, cast, places, plan):
    for user, payer in (
        (cast.county, places.gudong.pk),
        (cast.county, "central"),
        (cast.province, "county"),
    ):
        page = as_user(user).post(reverse("budget_create"), line(plan, payer=payer))
        assert list(page.context["form"].errors) == ["payer"]
    assert "payer" not in BudgetForm(user=cast.city).fields


def test_who_pays_is_kept_by_an_edit_and_closed_once_money_has_left(
    as_user, cast, places, plan, project
):
    township = make_budget(places.baisha, plan, holder=places.own, level="township")
    address = reverse("budget_edit", args=[township.pk])
    client = as_user(cast.county)
    payer = client.get(address).context["form"]["payer"].value()
    client.post(address, line(plan, version=township.version, payer=payer))
    township.refresh_from_db()
    assert (township.level, township.place) == ("township", places.baisha)
    make_allocation(township, project, "1.00")
    form = BudgetForm(instance=Budget.objects.get(), user=cast.county)
    assert form.fields["payer"].disabled


# --- amendments and transfers ----------------------------------------------------------------


def amendment(**changes):
    return {
        "direction": "more",
        "change": "500",
        "document_number": "侯财社〔2018〕30号",
        "document_date": "2018-06-01",
        "reason": "年中追加",
        "submission": str(uuid4()),
        **changes,
    }


def test_an_official_amends_and_the_page_shows_before_and_after(as_user, cast, budget):
    client = as_user(cast.county)
    address = reverse("budget_amend", args=[budget.pk])
    sent = amendment()
    assert client.post(address, sent).url == budget.get_absolute_url()
    client.post(address, sent)  # a double click
    client.post(address, amendment(direction="less", change="200.50"))
    page = client.get(budget.get_absolute_url())
    rows = [(r.amendment.number, r.before, r.after) for r in page.context["amendments"]]
    assert rows == [
        (2, Decimal("1500.00"), Decimal("1299.50")),
        (1, Decimal("1000.00"), Decimal("1500.00")),
    ]


def test_an_amendment_below_what_is_given_says_so_and_keeps_what_was_typed(
    as_user, cast, budget, entry
):
    address = reverse("budget_amend", args=[budget.pk])
    page = as_user(cast.county).post(address, amendment(direction="less", change="600.01"))
    assert "600.00" in page.context["form"].errors["change"][0]
    assert 'value="600.01"' in page.content.decode()
    budget.refresh_from_db()
    assert budget.amount == Decimal("1000.00")


def test_an_official_hands_money_down_sees_it_and_takes_it_back(as_user, cast, places, plan):
    given = make_budget(places.fuzhou, plan, amount=Decimal("1000.00"))
    client = as_user(cast.city)
    sent = {
        "place": places.own.pk,
        "amount": "250",
        "day": "2018-05-02",
        "document_number": "榕财社指〔2018〕9号",
        "submission": str(uuid4()),
    }
    made = [client.post(reverse("budget_transfer", args=[given.pk]), sent) for _ in range(2)]
    transfer = Transfer.objects.get()
    assert {page.url for page in made} == {transfer.get_absolute_url()}
    for user in (cast.city, cast.county, cast.province):
        assert as_user(user).get(transfer.get_absolute_url()).status_code == 200
    # What lies below is not added to what it came from.
    listed = as_user(cast.city).get(reverse("budget_list"))
    assert listed.context["paginator"].sums["held"] == Decimal("1000.00")
    address = reverse("transfer_reverse", args=[transfer.pk])
    assert client.post(address, {"reason": ""}).context["form"].errors["reason"]
    assert client.post(address, {"reason": "指标收回"}).url == transfer.reversal.get_absolute_url()
    given.refresh_from_db()
    assert given.remaining == Decimal("1000.00")


def test_a_line_that_was_handed_down_is_neither_edited_nor_amended(as_user, cast, places, plan):
    handed = make_transfer(make_budget(places.fuzhou, plan), places.own).target
    for name in ("budget_edit", "budget_amend", "budget_transfer"):
        page = as_user(cast.county).get(reverse(name, args=[handed.pk]))
        assert page.url == handed.get_absolute_url(), name


def test_filters_narrow_lines_by_where_they_lie_level_nature_and_year(as_user, cast, places, plan):
    city = make_budget(places.fuzhou, plan, nature="lottery", amount=Decimal("9000.00"))
    handed = make_transfer(city, places.own).target
    county = make_budget(places.own, plan, nature="general", year=2019)
    client = as_user(cast.province)
    for query, found in (
        ({"level": "city"}, {city, handed}),
        ({"place": places.own.code}, {handed, county}),
        ({"nature": "lottery", "holder": places.own.code}, {handed}),
        ({"year": "2019"}, {county}),
        ({"plan": plan.pk}, {city, handed, county}),
    ):
        page = client.get(reverse("budget_list"), query)
        assert set(page.context["object_list"]) == found, query


# --- a place's money -------------------------------------------------------------------------


def test_a_place_s_page_says_what_lies_there_what_went_down_and_what_projects_got(
    as_user, cast, places, plan, project
):
    city = make_budget(places.fuzhou, plan, nature="lottery", amount=Decimal("9000.00"))
    handed = make_transfer(city, places.own, "5000.00").target
    make_allocation(city, project, "1000.00")
    make_allocation(handed, project, "2000.00")
    client = as_user(cast.city)
    found = client.get(reverse("place_money", args=[places.fuzhou.code])).context["found"]
    whole = found.whole
    assert (whole.amount, whole.transferred, whole.held) == (
        Decimal("9000.00"),
        Decimal("5000.00"),
        Decimal("4000.00"),
    )
    assert (whole.allocated, whole.remaining) == (Decimal("1000.00"), Decimal("3000.00"))
    assert found.handed_down == [handed]
    assert [row["sum_allocated"] for row in found.projects] == [Decimal("1000.00")]
    below = client.get(reverse("place_money", args=[places.own.code])).context["found"]
    assert [(g.level, g.held) for g in below.groups] == [("city", Decimal("5000.00"))]
    assert [row["sum_allocated"] for row in below.projects] == [Decimal("2000.00")]


def test_a_place_s_page_shows_one_year_and_the_newest_first(as_user, cast, places, plan, budget):
    make_budget(places.own, plan, year=2019)
    client, address = as_user(cast.county), reverse("place_money", args=[places.own.code])
    for asked, shown in (("", 2019), ("2018", 2018), ("x", 2019)):
        found = client.get(address, {"year": asked}).context["found"]
        assert (found.year, {line.year for line in found.whole.lines}) == (shown, {shown})


def test_a_place_s_page_takes_as_many_queries_with_many_lines_as_with_one(
    as_user, cast, places, plan, project
):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("place_money", args=[places.fuzhou.code]))
        return len(queries)

    client = as_user(cast.city)
    make_allocation(
        make_transfer(make_budget(places.fuzhou, plan), places.own).budget, project, "1.00"
    )
    count()  # fills the cache of choices
    few = count()
    for _ in range(5):
        line = make_transfer(make_budget(places.fuzhou, plan), places.own).budget
        make_allocation(line, project, "1.00")
    assert count() == few


def test_a_place_without_money_says_what_to_do(as_user, cast, places):
    page = as_user(cast.county).get(reverse("place_money", args=[places.own.code]))
    assert reverse("budget_create") in page.content.decode()
