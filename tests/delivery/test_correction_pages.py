"""Pages of corrections: the form of the agency, the county's decision, what each of them reads."""

import pytest
from django.urls import reverse

from projects.delivery.models import Correction
from tests.delivery.months_world import make_asked, make_confirmed, make_submitted, typed
from tests.factories import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(project, worker):
    return make_service(project, worker, process="张某的家事")


@pytest.fixture
def month(record, project, cast):
    return make_confirmed(project, cast.agency, cast.county)


@pytest.fixture
def asked(record, month, cast):
    return make_asked(record, cast.agency)


def test_the_agency_corrects_in_the_form_in_which_the_service_was_logged(
    as_user, cast, record, month
):
    client, address = as_user(cast.agency), reverse("service_correct", args=[record.pk])
    assert address in client.get(record.get_absolute_url()).content.decode()
    assert address in client.get(month.get_absolute_url()).content.decode()
    page = client.get(address)
    assert "张某" not in page.content.decode()
    assert "reason" in client.post(address, typed(page, attendances=24)).context["form"].errors
    nothing = client.post(address, typed(page, reason="重复"))
    assert nothing.context["form"].non_field_errors()
    data = typed(page, attendances=24, reason="重复计数一人。")
    answer = client.post(address, data)
    made = Correction.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.before, made.after) == ({"attendances": 25}, {"attendances": 24})
    # The second click.
    assert client.post(address, data).url == record.get_absolute_url()
    assert Correction.objects.count() == 1
    assert address not in client.get(record.get_absolute_url()).content.decode()


def test_a_service_of_a_confirmed_month_is_not_edited_past_the_county(as_user, cast, record, month):
    client = as_user(cast.agency)
    address = reverse("service_edit", args=[record.pk])
    assert address not in client.get(record.get_absolute_url()).content.decode()
    assert "申请更正" in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("made", [None, make_submitted])
def test_only_services_of_a_confirmed_month_have_the_form(as_user, cast, record, project, made):
    if made:
        made(project, cast.agency)
    client, address = as_user(cast.agency), reverse("service_correct", args=[record.pk])
    assert address not in client.get(record.get_absolute_url()).content.decode()
    assert client.get(address).url == record.get_absolute_url()


def test_the_county_reads_what_changes_and_why_and_accepts_it(as_user, cast, asked, record):
    client = as_user(cast.county)
    page = client.get(asked.get_absolute_url())
    (side,) = page.context["sides"]
    assert (side.before, side.after) == ("25", "24")
    assert asked.reason in page.content.decode()
    answer = client.post(reverse("correction_confirm", args=[asked.pk]), follow=True)
    assert "更正已生效" in answer.content.decode()
    record.refresh_from_db()
    assert record.attendances == 24
    assert "−1" in client.get(asked.report.get_absolute_url()).content.decode()


def test_a_refusal_needs_words_which_the_agency_reads(as_user, cast, asked):
    address = reverse("correction_refuse", args=[asked.pk])
    as_user(cast.county).post(address, {"refusal": " "})
    asked.refresh_from_db()
    assert asked.is_open
    as_user(cast.county).post(address, {"refusal": "签到表确为二十五人。"})
    page = as_user(cast.agency).get(asked.get_absolute_url())
    assert "签到表确为二十五人。" in page.content.decode()


def test_the_list_has_what_waits_first_and_is_narrowed(as_user, cast, asked):
    client, address = as_user(cast.county), reverse("correction_list")
    for query, found in (({}, 1), ({"status": "asked"}, 1), ({"status": "refused"}, 0)):
        assert len(client.get(address, query).context["object_list"]) == found
    month = {"month": asked.report_id, "since": "2018-05", "until": "2018-05"}
    assert client.get(address, month).context["object_list"][0] == asked
    assert client.get(address, {"since": "2018-06"}).context["paginator"].count == 0
    assert not as_user(cast.sibling_county).get(address).context["object_list"]
    assert address in client.get(reverse("month_list")).content.decode()
