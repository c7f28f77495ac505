"""The telephone of a resident who reported a need: masked, opened with a reason, deleted on request."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from projects.audit.models import Access
from projects.needs.actions import contacts
from projects.needs.models import ResidentReport
from tests.factories import make_report

pytestmark = pytest.mark.django_db

WHY = {"reason": "电话核实需求"}


@pytest.fixture
def report(places):
    return make_report(places.fulong)


@pytest.fixture
def address(report):
    return reverse("need_contact", args=[report.need_id])


def test_the_clerk_opens_it_with_a_reason_and_the_log_says_so(as_user, cast, report, address):
    client = as_user(cast.clerk)
    assert address in client.get(report.need.get_absolute_url()).content.decode()
    page = client.post(address, WHY)
    for told in ("张小红", "13850001234"):
        assert told in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    logged = Access.objects.get()
    assert (logged.owner, logged.about, logged.what, logged.user) == (
        *(report, report.receipt, "contact", cast.clerk),
    )


@pytest.mark.parametrize("reason", ["", "  ", "看看"])
def test_without_a_reason_nothing_is_shown_and_nothing_logged(as_user, cast, address, reason):
    page = as_user(cast.clerk).post(address, {"reason": reason}).content.decode()
    assert "13850001234" not in page
    assert "事由" in page
    assert not Access.objects.exists()


def test_nobody_else_opens_it_and_a_link_opens_nothing(as_user, cast, report, address):
    for user in (cast.county, cast.city, cast.province, cast.auditor):
        assert as_user(user).post(address, WHY).status_code == 403
        assert address not in as_user(user).get(report.need.get_absolute_url()).content.decode()
        with pytest.raises(ValidationError):
            contacts.open_contact(need_id=report.need_id, by=user, **WHY)
    assert as_user(cast.clerk).get(address, WHY).status_code == 405
    assert not Access.objects.exists()


def test_where_the_log_cannot_be_written_nothing_is_read(cast, report, monkeypatch):
    def fail(**words):
        raise RuntimeError("disk full")

    monkeypatch.setattr(contacts, "record_access", fail)
    with pytest.raises(RuntimeError):
        contacts.open_contact(need_id=report.need_id, by=cast.clerk, **WHY)


def test_the_clerk_deletes_it_in_the_form_and_the_receipt_stays(as_user, cast, report, address):
    client = as_user(cast.clerk)
    edit = reverse("need_accept", args=[report.need_id])
    form = client.get(edit).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(edit, data)
    assert ResidentReport.objects.get().contact_phone == "13850001234", "it stays unless ticked"
    report.need.refresh_from_db()
    edit = reverse("need_edit", args=[report.need_id])
    client.post(edit, {**data, "version": report.need.version, "forget_contact": "on"})
    left = ResidentReport.objects.get()
    assert (left.contact_name, left.contact_phone, left.receipt) == ("", "", report.receipt)
    assert "forget_contact" not in client.get(edit).context["form"].fields
    assert "没有可查阅的内容" in client.post(address, WHY).content.decode()
    assert not Access.objects.exists()


def test_who_does_not_see_it_is_not_asked_whether_to_delete_it(as_user, cast, report):
    report.need.status = "registered"
    report.need.save()
    page = as_user(cast.county).get(reverse("need_edit", args=[report.need_id]))
    assert "forget_contact" not in page.context["form"].fields
