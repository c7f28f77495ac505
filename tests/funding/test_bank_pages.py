"""The pages of bank statements: what each person sees, filters, matching by hand, and the other side."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.funding.actions import match_bank_lines
from projects.funding.models import BankUnmatch
from projects.imports import actions as imports
from projects.imports.models import Upload
from tests.factories import make_budget
from tests.funding.bank_world import DAY, make_bank_line, make_payment
from tests.imports.sheets import xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(cast, budget, project):
    return make_payment(budget, project, cast.county, cast.city, "100.00")


@pytest.fixture
def line(places, project):
    return make_bank_line(places.own, "100.00", project.agency.name, bank_number="SN0001")


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path, settings):
    settings.FILES_DIR = tmp_path


def listed(client, **query):
    return set(client.get(reverse("bank_line_list"), query).context["object_list"])


def test_the_place_and_those_above_it_see_its_lines(as_user, cast, line):
    for name in ("county", "city", "province", "auditor"):
        assert listed(as_user(getattr(cast, name))) == {line}, name
        assert as_user(getattr(cast, name)).get(line.get_absolute_url()).status_code == 200
    for name in ("sibling_county", "other_city", "sibling_auditor"):
        assert listed(as_user(getattr(cast, name))) == set(), name
        assert as_user(getattr(cast, name)).get(line.get_absolute_url()).status_code == 404
    for name in ("clerk", "agency", "evaluator", "sysadmin"):
        assert as_user(getattr(cast, name)).get(reverse("bank_line_list")).status_code == 403


def test_filters_narrow_by_payment_place_days_amount_and_words(
    as_user, cast, places, payment, line, project
):
    matched = make_bank_line(places.own, "7.50", "春雨", reference=payment.number, day=DAY)
    matched.disbursement, matched.matched_by = payment, cast.county
    matched.matched_at, matched.is_matched_by_hand = timezone.now(), True
    matched.save()
    above = make_bank_line(places.fuzhou, "1.00", "市级", day=DAY - timedelta(days=40))
    client = as_user(cast.city)
    for query, found in (
        ({"proof": "unmatched"}, {line, above}),
        ({"proof": "matched"}, {matched}),
        ({"proof": "hand"}, {matched}),
        ({"place": places.own.code}, {line, matched}),
        ({"since": DAY.isoformat()}, {line, matched}),
        ({"until": (DAY - timedelta(days=1)).isoformat()}, {above}),
        ({"amount": "7.50"}, {matched}),
        ({"q": "SN0001"}, {line}),
        ({"q": payment.number}, {matched}),
        ({"q": "春雨", "sort": "-amount"}, {matched}),
        ({"amount": "7.505"}, set()),
        ({"proof": "nonsense"}, set()),
    ):
        assert listed(client, **query) == found, query


def test_the_sum_line_says_how_much_is_without_a_payment(as_user, cast, places, line):
    make_bank_line(places.own, "20.25", "乙")
    page = as_user(cast.county).get(reverse("bank_line_list"))
    assert page.context["paginator"].sums["unmatched"] == Decimal("120.25")
    assert "120.25" in page.content.decode()


def test_the_page_of_a_line_lists_what_it_may_prove_best_first_and_says_why_not(
    as_user, cast, budget, project, places, payment, line
):
    later = make_payment(
        budget, project, cast.county, cast.city, "100.00", day=DAY + timedelta(days=30)
    )
    near = make_payment(budget, project, cast.county, cast.city, "99.00")
    page = as_user(cast.county).get(line.get_absolute_url())
    found = page.context["candidates"]
    assert [one.disbursement for one in found] == [payment, later, near]
    assert [one.may_match for one in found] == [True, True, False]
    html = page.content.decode()
    assert "相隔 30 天" in html
    assert "99.00" in html
    assert html.count(reverse("bank_line_match", args=[line.pk])) == 2
    others = as_user(cast.city).get(line.get_absolute_url()).content.decode()
    assert reverse("bank_line_match", args=[line.pk]) not in others


def test_an_official_matches_and_takes_apart_with_a_reason(as_user, cast, payment, line):
    client = as_user(cast.county)
    address = reverse("bank_line_match", args=[line.pk])
    assert client.get(address).status_code == 405
    assert client.post(address, {"disbursement": payment.pk}).url == line.get_absolute_url()
    line.refresh_from_db()
    assert (line.disbursement, line.is_matched_by_hand) == (payment, True)
    assert payment.number in client.get(line.get_absolute_url()).content.decode()
    apart = reverse("bank_line_unmatch", args=[line.pk])
    page = client.post(apart, {"reason": ""})
    assert page.context["form"].errors["reason"]
    assert client.post(apart, {"reason": "不是这一笔"}).status_code == 302
    line.refresh_from_db()
    assert line.disbursement is None
    assert BankUnmatch.objects.get().created_by == cast.county
    assert "不是这一笔" in client.get(line.get_absolute_url()).content.decode()


@pytest.mark.parametrize("chosen", ["", "x", "-1", "9" * 30, "999999"])
def test_a_payment_that_is_none_changes_nothing(as_user, cast, line, chosen):
    address = reverse("bank_line_match", args=[line.pk])
    assert as_user(cast.county).post(address, {"disbursement": chosen}).status_code == 302
    line.refresh_from_db()
    assert line.disbursement is None


def test_a_button_matches_again(as_user, cast, payment, line):
    page = as_user(cast.county).post(reverse("bank_match_again"), follow=True)
    assert "新对上 1 条" in page.content.decode()
    line.refresh_from_db()
    assert line.disbursement == payment


def test_payments_without_a_line_are_listed_once_their_days_are_over(
    as_user, cast, places, plan, budget, project, payment, line
):
    def pay(amount, **fields):
        return make_payment(
            fields.pop("budget", budget), project, cast.county, cast.city, amount, **fields
        )

    match_bank_lines(holder=places.own)
    today = timezone.localdate()
    paid = pay("50.00", day=today - timedelta(days=7))
    planned = pay("30.00", status="proposed")
    pay("40.00", day=today - timedelta(days=6))
    pay("41.00", status="refused", refusal="不符")
    pay("42.00", status="reversed")
    pay("60.00", budget=make_budget(places.fuzhou, plan))
    page = as_user(cast.county).get(reverse("unproven_list"))
    assert set(page.context["object_list"]) == {paid, planned}
    sums = page.context["paginator"].sums
    assert (sums["paid"], sums["planned"]) == (Decimal("50.00"), Decimal("30.00"))
    only = as_user(cast.county).get(reverse("unproven_list"), {"status": "proposed"})
    assert set(only.context["object_list"]) == {planned}
    assert as_user(cast.agency).get(reverse("unproven_list")).status_code == 403
    assert not as_user(cast.sibling_county).get(reverse("unproven_list")).context["object_list"]


def test_a_statement_is_sent_in_checked_confirmed_and_matched_through_the_pages(
    as_user, cast, payment, django_capture_on_commit_callbacks
):
    client = as_user(cast.county)
    assert "模板" in client.get(reverse("upload_create", args=["bank"])).content.decode()
    content = xlsx(
        [
            ["交易日期", "支出金额", "收款人", "流水号", "附言"],
            [DAY.isoformat(), "100.00", "任意", "SN1", payment.number],
        ]
    )
    sent = {"spreadsheet": SimpleUploadedFile("流水.xlsx", content), "keep": "no"}
    assert client.post(reverse("upload_create", args=["bank"]), sent).status_code == 302
    upload = Upload.objects.get()
    imports.check_upload(job_id=upload.check_job_id)
    assert client.post(reverse("upload_write", args=[upload.pk])).status_code == 302
    upload.refresh_from_db()
    imports.write_upload(job_id=upload.write_job_id)
    page = client.get(upload.get_absolute_url()).content.decode()
    assert "1 条流水与拨付对上" in page
    assert reverse("bank_line_list") in page
    assert listed(client, proof="matched", q=payment.number)


@pytest.mark.parametrize("name", ["bank_line_list", "unproven_list"])
def test_an_empty_list_says_what_to_do(as_user, cast, name):
    page = as_user(cast.county).get(reverse(name)).content.decode()
    assert 'class="empty"' in page
    assert reverse("upload_create", args=["bank"]) in page
