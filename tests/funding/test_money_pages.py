"""The pictures of money: a project's and a plan's. Picture, table and lists say the same."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.common.templatetags.linkage import wan, yuan
from projects.funding.models import Budget, Expenditure, Source
from projects.pilots.models import Project
from tests.factories import make_allocation, make_budget, make_contract, make_project
from tests.funding.spending_world import pay, plan_cost
from tests.reports.money_world import spent

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(project, places, cast) -> Project:
    """A project of the own county with 700.00 of the province and 300.00 of the county, all paid."""
    pay(project, cast, "700.00", place=places.fujian, nature="lottery")
    pay(project, cast, "300.00")
    return project


def spend(project, amount: str, day: date = date(2018, 6, 3)) -> Expenditure:
    source, line = project.sources.last(), plan_cost(project)
    Source.objects.filter(pk=source.pk).update(spent=Decimal(amount))
    line.spent = Decimal(amount)
    line.save()
    return Expenditure.objects.create(
        number="ZC-T-1",
        source=source,
        line=line,
        amount=line.spent,
        day=day,
        voucher="1",
        purpose="稿费",
    )


# --- a project -------------------------------------------------------------------------------


def money_page(client, project):
    return client.get(reverse("project_money", args=[project.pk]))


def test_the_picture_of_a_project_and_its_table_show_the_same_figures(as_user, cast, paid):
    spend(paid, "120.50")
    page = money_page(as_user(cast.county), paid)
    money, text = page.context["money"], page.content.decode()
    bars = {str(bar.label): bar for bar in money.bars.bars}
    stages = ("allocated", "contracted", "paid", "spent", "returned", "balance")
    drawn = [bar.amount for bar in list(bars.values())[-len(stages) :]]
    assert drawn == [getattr(money.total, stage) for stage in stages]
    assert drawn == [Decimal(one) for one in ("1000", "1000", "1000", "120.50", "0", "879.50")]
    for row in money.levels:
        for stage in stages:
            assert yuan(getattr(row.amounts, stage)) in text
    for line in money.lines.lines:
        assert line.amounts[-1] == getattr(money.total, line.key, Decimal(1000))


def test_each_picture_has_a_title_a_description_and_no_inline_style(as_user, cast, paid):
    for url in (reverse("project_money", args=[paid.pk]), reverse("money_matrix")):
        text = as_user(cast.county).get(url).content.decode()
        pictures = re.findall(r'<svg [^>]*aria-labelledby="(\S+) (\S+)"', text)
        assert pictures
        for title, description in pictures:
            assert re.search(f'<title id="{title}">[^<]+</title>', text)
            assert re.search(f'<desc id="{description}">[^<]+</desc>', text)
        assert "style=" not in text


def test_the_description_of_the_bars_names_every_piece(as_user, cast, paid):
    text = money_page(as_user(cast.province), paid).content.decode()
    described = re.search(r'<desc id="stages-d">([^<]+)', text).group(1)
    for row in money_page(as_user(cast.province), paid).context["money"].levels:
        assert f"{row.label} {wan(row.amounts.paid)}" in described


def test_a_page_of_money_takes_the_same_queries_however_much_there_is(
    as_user, cast, places, plan, agency, paid
):
    client = as_user(cast.county)
    small = make_project(places.own, agency=agency, plan=plan, status="running")
    money_page(client, small)
    counts = []
    for project in (small, paid):
        for number in range(4 * (project == paid)):
            pay(paid, cast, f"{number + 1}.00")
        with CaptureQueriesContext(connection) as queries:
            money_page(client, project)
        counts.append(len(queries))
    assert max(counts) <= 14, counts


@pytest.mark.parametrize("role", ["county", "agency", "auditor"])
def test_a_project_without_money_says_what_comes_next(as_user, cast, places, plan, agency, role):
    project = make_project(places.own, agency=agency, plan=plan, status="running")
    page = money_page(as_user(getattr(cast, role)), project)
    first = page.context["next_steps"][0]
    assert first.text in page.content.decode()
    assert bool(first.url) == (role == "county")


def test_the_county_is_led_to_divide_the_contract_only_once_money_is_allocated(
    as_user, cast, project, budget
):
    make_contract(project)
    client = as_user(cast.county)
    before = [step.text for step in money_page(client, project).context["next_steps"]]
    make_allocation(budget, project, "100.00")
    after = [step.text for step in money_page(client, project).context["next_steps"]]
    assert len(before) == len(after) == 1
    assert before != after


def test_tranches_add_up_to_what_the_sources_bear(as_user, cast, paid):
    rows = money_page(as_user(cast.county), paid).context["money"].tranches
    assert sum(row.amount for row in rows) == paid.contract.committed
    assert [(row.paid, row.state) for row in rows] == [(Decimal(1000), "paid")]


# --- a plan ----------------------------------------------------------------------------------


def matrix_of(client, **query):
    return client.get(reverse("money_matrix"), query).context["matrix"]


def test_the_matrix_adds_up_level_by_level_nature_by_nature_and_place_by_place(
    as_user, cast, places, paid, plan
):
    pay(paid, cast, "55.55", place=places.fuzhou, nature="earmarked")
    found = matrix_of(as_user(cast.province))
    for rows in (
        found.levels,
        found.places,
        [p for row in found.levels for p in row.parts.values()],
    ):
        for stage in ("budget", "allocated", "contracted", "paid", "spent", "balance"):
            whole = sum(getattr(row.amounts, stage) for row in rows)
            assert whole == getattr(found.total, stage), stage
    assert found.total.paid == Decimal("1055.55")
    assert [row.key for row in found.levels] == ["province", "city", "county"]


def test_money_handed_down_is_counted_once_by_who_pays_and_where_it_lies(
    as_user, cast, places, plan
):
    line = make_budget(places.fujian, plan, amount=Decimal("1000.00"))
    Budget.objects.filter(pk=line.pk).update(transferred=Decimal("400.00"))
    make_budget(places.fujian, plan, holder=places.own, parent=line, amount=Decimal("400.00"))
    client = as_user(cast.province)
    payer, holder = matrix_of(client), matrix_of(client, by="holder")
    assert payer.total.budget == holder.total.budget == Decimal("1000.00")
    assert [(row.key, row.amounts.budget) for row in payer.levels] == [("province", 1000)]
    assert {row.key: row.amounts.budget for row in holder.levels} == {
        "province": 600,
        "county": 400,
    }


def test_a_reader_sees_only_the_money_of_her_scope(as_user, cast, places, paid, plan, agency):
    other = make_project(places.other, agency=agency, plan=plan, status="running")
    pay(other, cast, "5000.00")
    assert matrix_of(as_user(cast.province)).total.paid == Decimal(6000)
    for role in ("city", "county", "auditor", "agency"):
        found = matrix_of(as_user(getattr(cast, role)))
        whole = role == "auditor" or role == "agency"
        assert found.total.paid in ((Decimal(1000), Decimal(6000)) if whole else (Decimal(1000),))
    county = matrix_of(as_user(cast.county))
    assert county.total.budget == Budget.objects.get(holder=places.own).amount  # not the province's
    assert matrix_of(as_user(cast.sibling_county)).total.paid == 0


def test_an_agency_sees_no_budget_lines(as_user, cast, paid):
    page = as_user(cast.agency).get(reverse("money_matrix"))
    assert page.context["matrix"].total.budget == 0
    assert not page.context["shows_budget"]
    assert reverse("budget_list") not in page.content.decode()


def test_a_figure_leads_to_records_that_make_it_up(as_user, cast, places, paid, plan):
    pay(paid, cast, "55.55", place=places.fuzhou, nature="earmarked")
    for source, amount in zip(paid.sources.order_by("pk"), ("7.00", "3.03", "0.50"), strict=True):
        spent(source, amount)
    client = as_user(cast.province)
    for query in ({}, {"by": "holder"}, {"place": places.fuzhou.code}, {"year": "2018"}):
        levels = client.get(reverse("money_matrix"), query).context["levels"]
        followed = 0
        for row in [*levels, *(part for level in levels for part in level.parts)]:
            for stage, amount, url in row.cells:
                if stage in ("budget", "allocated", "paid", "spent") and amount:
                    rows = client.get(url).context["object_list"]
                    made_of = (one.held if stage == "budget" else one.amount for one in rows)
                    assert sum(made_of) == amount, (query, stage, url)
                    followed += 1
        assert followed


def test_a_city_opens_onto_its_places_and_pingtan_is_none_of_them(
    as_user, cast, places, plan, agency
):
    for place in (places.fuzhou, places.own, places.pingtan):
        make_budget(place, plan, amount=Decimal("10.00"))
    client = as_user(cast.province)
    assert [row.key for row in matrix_of(client).places] == [
        places.fuzhou.code,
        places.pingtan.code,
    ]
    inside = matrix_of(client, place=places.fuzhou.code)
    assert [row.key for row in inside.places] == [places.fuzhou.code, places.own.code]
    assert inside.name == "福州市"
    page = client.get(reverse("money_matrix"), {"place": places.fuzhou.code})
    assert page.context["place_url"] == reverse("place_money", args=[places.fuzhou.code])


def test_a_place_above_the_reader_has_no_page_for_her(as_user, cast, places, paid):
    page = as_user(cast.county).get(reverse("money_matrix"), {"place": places.fujian.code})
    assert (page.context["matrix"].total.paid, page.context["place_url"]) == (700, "")


def test_years_of_payment_are_told_apart(as_user, cast, places, plan):
    make_budget(places.own, plan, year=2018, amount=Decimal("10.00"))
    make_budget(places.own, plan, year=2019, amount=Decimal("7.00"))
    client = as_user(cast.county)
    assert matrix_of(client).years == [2018, 2019]
    assert matrix_of(client, year="2019").total.budget == Decimal("7.00")
    assert matrix_of(client, year="nonsense").total.budget == Decimal("17.00")


def test_the_matrix_takes_its_figures_in_two_queries(as_user, cast, places, paid, plan):
    client = as_user(cast.province)
    for number in range(12):
        pay(paid, cast, f"{number + 1}.00")
    client.get(reverse("money_matrix"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("money_matrix"))
    assert len(queries) <= 5, [query["sql"] for query in queries]


def test_a_plan_that_does_not_exist_is_not_found_and_a_strange_place_has_no_money(
    as_user, cast, paid
):
    client = as_user(cast.county)
    assert client.get(reverse("money_matrix"), {"plan": "999999"}).status_code == 404
    page = client.get(reverse("money_matrix"), {"place": "nowhere"})
    assert page.status_code == 200
    assert not page.context["matrix"].levels


def test_a_plan_without_money_says_what_to_do(as_user, cast, plan):
    text = as_user(cast.county).get(reverse("money_matrix")).content.decode()
    assert reverse("budget_create") in text


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        ("province", {"money_matrix", "budget_list", "allocation_list"}),
        ("auditor", {"money_matrix", "budget_list", "allocation_list"}),
        ("agency", {"money_matrix", "allocation_list"}),
    ],
)
def test_the_pages_of_money_are_offered_as_far_as_they_are_open(as_user, cast, plan, role, open_to):
    page = as_user(getattr(cast, role)).get(reverse("money_matrix"))
    nav = page.content.decode().split('<nav class="subnav"')[1].split("</nav>")[0]
    for name in ("money_matrix", "budget_list", "allocation_list"):
        assert (reverse(name) in nav) == (name in open_to), name
