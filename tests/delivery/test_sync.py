"""Entries that a phone sends when the line is back: sent twice they make one record, and nothing is lost."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.delivery.models import ServiceRecord
from projects.delivery.views import phone
from tests.delivery.test_logging import address, site, told
from tests.factories import end_project, picture_bytes
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db
__all__ = ["site", "told"]

SYNC = reverse("service_sync")


@pytest.fixture
def entry(project, told):
    """One entry as a phone keeps it."""
    fields = {name: value for name, value in told.items() if name != "submission"}
    return {**fields, "key": str(uuid4()), "project": project.pk}


def send(client, entry, **headers):
    return client.post(SYNC, entry, content_type="application/json", headers=headers)


def test_an_entry_makes_one_record_and_the_same_again_gives_that_one(as_user, cast, entry):
    client = as_user(cast.agency)
    first, again = send(client, entry), send(client, entry)
    record = ServiceRecord.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["state"], again.json()["state"]) == ("made", "same")
    for answer in (first, again):
        assert answer.json()["number"] == record.number
        assert answer.json()["url"] == record.get_absolute_url()
    assert (record.attendances, record.note) == (12, entry["note"])
    assert record.created_by == cast.agency
    assert str(record.submission_key) == entry["key"]


def test_the_same_key_with_another_body_is_refused_and_names_the_record(as_user, cast, entry):
    client = as_user(cast.agency)
    send(client, entry)
    other = send(client, entry | {"attendances": "13"})
    record = ServiceRecord.objects.get()
    assert other.status_code == 409
    assert other.json()["number"] == record.number
    assert record.attendances == 12


def test_a_key_that_somebody_else_used_says_nothing_of_her_record(as_user, cast, entry, project):
    send(as_user(cast.agency), entry)
    ServiceRecord.objects.update(created_by=cast.sibling_agency)
    answer = send(as_user(cast.agency), entry)
    assert answer.status_code == 409
    assert "number" not in answer.json()


def test_the_hash_is_of_the_fields_in_one_fixed_form(as_user, cast, entry, project, worker, site):
    body = [
        ["attendances", ["12"]],
        ["date", ["2018-09-30"]],
        ["hours", ["1.5"]],
        ["method", ["group"]],
        ["note", ["第 9 节，\n主题“我的一天”。"]],
        ["place", [str(site.pk)]],
        ["project", [str(project.pk)]],
        ["workers", [str(worker.pk)]],
    ]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    expected = hashlib.sha256(text.encode()).hexdigest()
    sent = entry | {
        "note": "第 9 节，\r\n主题“我的一天”。",
        "hash": expected,
        "sign_in_sheet": None,
    }
    assert send(as_user(cast.agency), sent).status_code == 201
    assert ServiceRecord.objects.get().body_hash == expected


def test_an_entry_damaged_on_the_way_is_not_taken(as_user, cast, entry):
    answer = send(as_user(cast.agency), entry | {"hash": "0" * 64})
    assert (answer.status_code, answer.json()["state"]) == (400, "unreadable")
    assert not ServiceRecord.objects.exists()


def test_a_form_that_was_saved_before_its_answer_was_lost_is_known_when_the_queue_sends_it(
    as_user, cast, project, told, entry
):
    client = as_user(cast.agency)
    client.post(address(project), told)
    again = send(client, entry | {"key": told["submission"]})
    assert (again.status_code, again.json()["state"]) == (200, "same")
    changed = send(client, entry | {"key": told["submission"], "hours": "2"})
    assert changed.status_code == 409
    assert ServiceRecord.objects.count() == 1


def test_a_wrong_entry_says_what_at_each_field_and_can_be_sent_again(as_user, cast, entry):
    client = as_user(cast.agency)
    wrong = send(client, entry | {"attendances": "0", "workers": []})
    assert wrong.status_code == 422
    assert set(wrong.json()["errors"]) == {"attendances", "workers"}
    assert send(client, entry).status_code == 201


def test_a_project_that_ended_meanwhile_refuses_the_entry_in_words(as_user, cast, entry, project):
    end_project(project, "closed")
    answer = send(as_user(cast.agency), entry)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not ServiceRecord.objects.exists()


def test_an_expired_session_is_told_so_and_not_sent_to_another_page(client, entry):
    for answer in (send(client, entry), client.get(SYNC)):
        assert answer.status_code == 401
        assert answer.json()["state"] == "signed_out"


def test_an_entry_is_never_saved_in_the_name_of_somebody_else(as_user, cast, entry):
    answer = send(as_user(cast.agency), entry | {"owner": str(cast.sibling_agency.pk)})
    assert (answer.status_code, answer.json()["state"]) == (403, "other_user")
    own = send(as_user(cast.agency), entry | {"owner": str(cast.agency.pk)})
    assert own.status_code == 201


def test_only_the_agency_of_the_project_sends(as_user, cast, entry):
    for name in ("county", "city", "province", "clerk", "auditor", "evaluator", "sysadmin"):
        assert send(as_user(getattr(cast, name)), entry).status_code == 403, name
    for name in ("sibling_agency", "other_agency"):
        assert send(as_user(getattr(cast, name)), entry).status_code == 404, name
    assert not ServiceRecord.objects.exists()


def test_without_a_token_nothing_is_taken_and_a_fresh_one_is_handed_out(as_user, cast, entry):
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_user(cast.agency).cookies
    assert send(client, entry).status_code == 403
    assert not ServiceRecord.objects.exists()
    ready = client.get(SYNC).json()
    assert ready["owner"] == str(cast.agency.pk)
    assert send(client, entry, X_CSRFToken=ready["token"]).status_code == 201


def test_pictures_travel_as_a_form_and_belong_to_the_hash(as_user, cast, entry, settings, tmp_path):
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path}
    settings.STORAGES = storages
    client = as_user(cast.agency)

    def sheet(content):
        return SimpleUploadedFile("签到.jpg", content, content_type="image/jpeg")

    one, other = picture_bytes("JPEG"), picture_bytes("JPEG", size=(40, 30))
    answers = [
        client.post(SYNC, entry | {"sign_in_sheet": sheet(content)}).status_code
        for content in (one, one, other)
    ]
    assert answers == [201, 200, 409]
    record = ServiceRecord.objects.get()
    assert record.sign_in_sheet.name.endswith(".jpg")
    assert "签到" not in record.sign_in_sheet.name


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'"x"',
        b"[" * 50_000,
        b'{"key": "x", "project": "1"}',
        b'{"key": "6f1c8b2e-8f5e-4c58-9d4e-0a3f5a1f0b11"}',
        b'{"key": "6f1c8b2e-8f5e-4c58-9d4e-0a3f5a1f0b11", "project": "9999999999999999999999"}',
        b'{"key": "6f1c8b2e-8f5e-4c58-9d4e-0a3f5a1f0b11", "project": 1, "note": {"a": 1}}',
        b'{"key": "6f1c8b2e-8f5e-4c58-9d4e-0a3f5a1f0b11", "project": 1, "note": "\\ud800"}',
        b'{"key": "6f1c8b2e-8f5e-4c58-9d4e-0a3f5a1f0b11", "project": 1, "\\ud800": "x"}',
    ],
)
def test_what_is_no_entry_is_refused_in_words(as_user, cast, body):
    answer = as_user(cast.agency).post(SYNC, body, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (400, "unreadable")


def test_an_entry_that_is_far_too_large_is_refused_before_it_is_read(as_user, cast, entry):
    answer = send(as_user(cast.agency), entry | {"note": "长" * 600_000})
    assert (answer.status_code, answer.json()["state"]) == (413, "large")
    answer = send(as_user(cast.agency), entry | {"workers": list(range(2000))})
    assert answer.status_code == 413


def test_a_phone_that_sends_without_end_is_asked_to_wait(as_user, cast, entry, monkeypatch):
    monkeypatch.setattr(phone, "MOST_A_MINUTE", 3)
    monkeypatch.setattr(phone.time, "time", lambda: 1_000_000.0)
    client = as_user(cast.agency)
    answers = [send(client, entry) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.django_db(transaction=True)
def test_20_sends_at_the_same_moment_make_one_record(as_user, cast, entry):
    clients = [as_user(cast.agency) for _ in range(20)]
    answers = at_once([lambda client=client: send(client, entry) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert ServiceRecord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_20_bodies_under_one_key_one_is_saved_and_the_others_hear_of_it(as_user, cast, entry):
    clients = [as_user(cast.agency) for _ in range(20)]
    answers = at_once(
        [
            lambda client=client, n=n: send(client, entry | {"attendances": str(n)})
            for n, client in enumerate(clients, start=1)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    (made,) = (answer.json()["number"] for answer in answers if answer.status_code == 201)
    assert {answer.json()["number"] for answer in answers} == {made}


def test_what_is_only_doubtful_asks_to_be_confirmed_and_is_taken_when_it_is(as_user, cast, entry):
    client = as_user(cast.agency)
    doubtful = send(client, entry | {"hours": "15"})
    assert doubtful.status_code == 422
    assert list(doubtful.json()["errors"]) == ["hours"]
    assert doubtful.json()["confirm"]["name"] == "anyway"
    assert "confirm" not in send(client, entry | {"hours": "25"}).json()
    assert send(client, entry | {"hours": "15", "anyway": "on"}).status_code == 201
