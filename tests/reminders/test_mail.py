"""Each morning's mail: who gets it, once a day, and what it says."""

from datetime import date
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from projects.accounts.models import User
from projects.reminders import actions
from projects.reminders.actions import send_digests
from projects.reminders.models import ATTEMPTS, Digest
from tests.factories import make_need
from tests.simultaneous import at_once

DAY = timezone.localdate()


@pytest.fixture
def clerk(cast, places) -> User:
    """The clerk of 福龙社区 with an address and one need that waits."""
    User.objects.filter(pk=cast.clerk.pk).update(email="clerk@example.org")
    make_need(places.fulong, title="老人活动室", reported_on=date(2018, 3, 1))
    cast.clerk.refresh_from_db()
    return cast.clerk


def test_who_has_an_address_and_something_to_do_gets_one_mail_a_day(clerk):
    assert send_digests() == 1
    assert send_digests() == 0
    (sent,) = mail.outbox
    assert sent.to == ["clerk@example.org"]
    assert "老人活动室" in sent.body
    assert "http://" in sent.body
    assert Digest.objects.get().items == 1


def test_nothing_waits_no_mail(cast):
    User.objects.filter(pk=cast.other_clerk.pk).update(email="other@example.org")
    assert send_digests() == 0
    assert not mail.outbox


def test_who_switched_it_off_gets_none(as_user, clerk):
    as_user(clerk).post(reverse("mail_choice"), {"email": clerk.email})
    assert send_digests() == 0
    as_user(clerk).post(reverse("mail_choice"), {"email": clerk.email, "daily": "on"})
    assert send_digests() == 1


def test_an_inactive_user_gets_none(clerk):
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert send_digests() == 0


def test_wanting_the_mail_needs_an_address(as_user, clerk):
    page = as_user(clerk).post(reverse("mail_choice"), {"email": "", "daily": "on"})
    assert "email" in page.context["mail_form"].errors
    page = as_user(clerk).post(reverse("mail_choice"), {"email": "no address", "daily": "on"})
    assert "no address" in page.text
    clerk.refresh_from_db()
    assert clerk.email == "clerk@example.org"


def test_what_the_server_refuses_is_tried_three_times(clerk, monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(actions, "send_mail", refuse)
    for _number in range(ATTEMPTS + 2):
        assert send_digests() == 0
    digest = Digest.objects.get()
    assert (digest.attempts, digest.sent_at, digest.error) == (ATTEMPTS, None, "gone")


def test_who_comes_while_another_sends_does_not_send(clerk, monkeypatch):
    send = actions.send_mail

    def meanwhile(*args, **kwargs):
        assert send_digests() == 0  # another worker, between the claim and the end of sending
        return send(*args, **kwargs)

    monkeypatch.setattr(actions, "send_mail", meanwhile)
    assert send_digests() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_in_the_same_moment_one_sends(clerk):
    results = at_once([send_digests for _number in range(8)])
    assert sum(results) == 1
    assert len(mail.outbox) == 1


def test_the_page_is_the_users_own_and_few_queries(
    as_user, clerk, cast, places, django_assert_max_num_queries
):
    url = reverse("reminder_list")
    client = as_user(clerk)
    client.get(url)
    with django_assert_max_num_queries(3):  # the user, her choice of mail, all that waits
        page = client.get(url)
    assert [item.title for item in page.context["object_list"]] == ["老人活动室"]
    for number in range(40):
        make_need(places.fulong, title=f"需求{number}")
    with django_assert_max_num_queries(3):
        assert len(client.get(url).context["object_list"]) == 30
    assert as_user(cast.sysadmin).get(url).status_code == 403
    assert not as_user(cast.other_clerk).get(url).context["object_list"]


def test_a_kind_narrows_the_page(as_user, clerk, places):
    make_need(places.fulong, status="reported", title="居民自己说的")
    client = as_user(clerk)
    page = client.get(reverse("reminder_list"), {"kind": "reported_need"})
    assert [item.title for item in page.context["object_list"]] == ["居民自己说的"]
    assert client.get(reverse("reminder_list"), {"kind": "nonsense"}).status_code == 200
