"""Pages of months: what is due, what waits for whom, and the buttons of each."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.delivery.models import MonthReport
from tests.delivery.months_world import JULY, JUNE, MAY, make_confirmed, make_month, make_submitted
from tests.factories import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def months(project, worker, cast):
    """June returned… each stage once: May confirmed, June submitted, July late."""
    make_service(project, worker)
    make_service(project, worker, date=JUNE, attendances=30)
    make_service(project, worker, date=JULY, attendances=7)
    return {
        "may": make_confirmed(project, cast.agency, cast.county, MAY),
        "june": make_submitted(project, cast.agency, JUNE),
        "july": make_month(project, JULY),
    }


def shown(page):
    return [
        (row.month.month, row.services, row.came, row.stage) for row in page.context["object_list"]
    ]


def test_the_list_shows_what_was_submitted_and_of_open_months_how_they_stand(
    as_user, cast, months, project, worker
):
    make_service(project, worker, date=date(2018, 7, 31), attendances=3)
    make_service(project, worker, date=date(2018, 8, 1), attendances=99)
    rows = shown(as_user(cast.agency).get(reverse("month_list")))
    assert rows == [(7, 2, 10, "late"), (6, 1, 30, "submitted"), (5, 1, 25, "confirmed")]


def test_what_waits_for_the_county_is_on_top_of_its_list(as_user, cast, months):
    page = as_user(cast.county).get(reverse("month_list"))
    assert [row[0] for row in shown(page)] == [6, 7, 5]
    text = page.content.decode()
    assert "1 个待审核" in text
    assert "1 个逾期" in text
    assert text.count('type="checkbox"') == 1
    assert not as_user(cast.sibling_county).get(reverse("month_list")).context["object_list"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("to_submit", [7]), ("late", [7]), ("submitted", [6]), ("confirmed", [5]), ("returned", [])],
)
def test_the_list_is_narrowed_to_where_months_stand(as_user, cast, months, status, expected):
    page = as_user(cast.county).get(reverse("month_list"), {"status": status})
    assert [row[0] for row in shown(page)] == expected


def test_the_list_is_narrowed_to_months_as_browsers_write_them(as_user, cast, months):
    page = as_user(cast.county).get(reverse("month_list"), {"since": "2018-06", "until": "2018-06"})
    assert [row[0] for row in shown(page)] == [6]


def test_a_month_that_is_not_over_is_under_way_and_cannot_be_submitted(as_user, cast, project):
    today = timezone.localdate()
    month = make_month(project, today.replace(day=1))
    type(project).objects.update(ends=today + timedelta(days=400))
    page = as_user(cast.agency).get(month.get_absolute_url())
    assert "进行中" in page.content.decode()
    assert reverse("month_submit", args=[month.pk]) not in page.content.decode()


def test_the_agency_submits_from_the_page_of_the_month(as_user, cast, months):
    july, client = months["july"], as_user(cast.agency)
    page = client.get(july.get_absolute_url())
    assert page.context["total"]["attendances"] == 7
    answer = client.post(reverse("month_submit", args=[july.pk]), follow=True)
    assert "本月已报送" in answer.content.decode()
    july.refresh_from_db()
    assert july.status == "submitted"


def test_a_month_without_a_service_asks_why(as_user, cast, project):
    month, client = make_month(project), as_user(cast.agency)
    assert 'name="explanation"' in client.get(month.get_absolute_url()).content.decode()
    address = reverse("month_submit", args=[month.pk])
    assert "请用一句话说明原因" in client.post(address, follow=True).content.decode()
    client.post(address, {"explanation": "台风停课。"})
    month.refresh_from_db()
    assert (month.status, month.explanation) == ("submitted", "台风停课。")
    assert "台风停课。" in as_user(cast.county).get(month.get_absolute_url()).content.decode()


def test_the_county_confirms_or_returns_from_the_page_of_the_month(as_user, cast, months):
    june, client = months["june"], as_user(cast.county)
    text = client.get(june.get_absolute_url()).content.decode()
    assert 'value="1-30-2.0"' in text
    wrong = client.post(reverse("month_confirm", args=[june.pk]), {"seen": "9-9-9.0"}, follow=True)
    assert "请再核对一次" in wrong.content.decode()
    client.post(reverse("month_return", args=[june.pk]), {"comment": "6 月 1 日人次有误"})
    text = as_user(cast.agency).get(june.get_absolute_url()).content.decode()
    assert "6 月 1 日人次有误" in text
    as_user(cast.agency).post(reverse("month_submit", args=[june.pk]))
    client.post(reverse("month_confirm", args=[june.pk]), {"seen": "1-30-2.0"})
    june.refresh_from_db()
    assert june.status == "confirmed"
    assert june.moves.count() == 4


def test_who_cannot_take_the_step_sees_no_button(as_user, cast, months):
    for who in ("province", "city", "auditor", "evaluator"):
        for month in months.values():
            text = as_user(getattr(cast, who)).get(month.get_absolute_url()).content.decode()
            assert 'method="post"' not in text.partition("<main")[2], who


def test_many_months_are_confirmed_from_one_page_that_shows_their_sums(
    as_user, cast, months, project, worker
):
    july = months["july"]
    as_user(cast.agency).post(reverse("month_submit", args=[july.pk]))
    client = as_user(cast.county)
    keys = [f"{months['june'].pk}:1-30-2.0", f"{july.pk}:1-7-2.0", "x:1", f"{months['may'].pk}:"]
    page = client.post(reverse("month_bulk"), {"key": keys})
    assert page.context["total"] == {"records": 2, "attendances": 37, "hours": 4}
    assert MonthReport.objects.filter(status="submitted").count() == 2
    assert "请再核对一次" in _confirmed(client, [keys[0], f"{july.pk}:1-8-2.0"])
    assert MonthReport.objects.filter(status="submitted").count() == 2
    assert "已审核通过 2 个月份" in _confirmed(client, keys[:2])
    assert not MonthReport.objects.filter(status="submitted")


def _confirmed(client, keys):
    answer = client.post(reverse("month_bulk"), {"key": keys, "sums": "1"}, follow=True)
    return answer.content.decode()


def test_nothing_ticked_leads_back_to_the_list(as_user, cast):
    answer = as_user(cast.county).post(reverse("month_bulk"), {"key": ["", "--"]})
    assert answer.url == reverse("month_list")
