"""The public page: a resident reports a need, learns nothing about others, and is not drowned out."""

import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from projects.needs.actions import reports
from projects.needs.actions.reports import TooManyReports, count_report
from projects.needs.models import Need, ReportCount, ResidentReport
from tests.factories import make_need, make_places, make_report
from tests.simultaneous import at_once

PAGE, STATUS = "/needs/report/", "/needs/report/status/"


def told(places: SimpleNamespace, **changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "city": places.fuzhou.pk,
        "county": places.minhou.pk,
        "township": places.ganzhe.pk,
        "place": places.fulong.pk,
        "title": "晚上路灯不亮，老人不敢出门",
        "field": "elders",
        "target_groups": ["left_elders", "residents"],
        "people_affected": "30",
        "description": "村口到活动室一段没有路灯。",
        "contact_name": "林小梅",
        "contact_phone": "138 5000 1234",
        "website": "",
        **changes,
    }


@pytest.fixture
def visitor(client: Client) -> Client:
    return client


class TestReporting:
    def test_a_resident_gets_a_receipt_and_sees_nothing_personal_again(self, visitor, places):
        answer = visitor.post(PAGE, told(places), follow=True)
        report = ResidentReport.objects.get()
        need = report.need
        assert (need.status, need.source, need.place) == ("reported", "resident", places.fulong)
        assert need.target_groups == ["left_elders", "residents"]
        assert need.created_by is None
        page = answer.content.decode()
        assert report.receipt in page
        for typed in ("林小梅", "1234", "路灯", "福龙"):
            assert typed not in page

    def test_the_contact_lies_encrypted_in_the_database(self, visitor, places):
        visitor.post(PAGE, told(places))
        with connection.cursor() as cursor:
            cursor.execute("SELECT contact_name, contact_phone FROM needs_residentreport")
            stored = " ".join(cursor.fetchone())
        assert "林小梅" not in stored
        assert "13850001234" not in stored
        report = ResidentReport.objects.get()
        assert (report.contact_name, report.contact_phone) == ("林小梅", "13850001234")

    def test_no_contact_need_be_left(self, visitor, places):
        visitor.post(PAGE, told(places, contact_name="", contact_phone=""))
        assert ResidentReport.objects.get().masked_phone == ""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("place", ""),
            ("title", " "),
            ("field", "everything"),
            ("target_groups", []),
            ("target_groups", ["emperors"]),
            ("people_affected", "0"),
            ("description", ""),
            ("contact_phone", "12345"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
        self, visitor, places, field, value
    ):
        answer = visitor.post(PAGE, told(places, **{field: value}))
        assert list(answer.context["form"].errors) == [field]
        kept = "description" if field != "description" else "title"
        assert told(places)[kept] in answer.content.decode()
        assert not Need.objects.exists()

    def test_a_place_that_is_no_community_or_lies_elsewhere_is_refused(self, visitor, places):
        for wrong in (places.minhou.pk, places.jiangbin.pk, "x", "9" * 30):
            answer = visitor.post(PAGE, told(places, place=wrong))
            assert "place" in answer.context["form"].errors
        assert not Need.objects.exists()

    def test_the_places_are_narrowed_with_and_without_script(self, visitor, places):
        def offered(answer, name: str) -> list:
            return list(answer.context["form"].fields[name].queryset)

        chosen = {"city": places.fuzhou.pk, "county": places.minhou.pk}
        for answer in (
            visitor.get("/needs/report/places/", chosen),
            visitor.post(PAGE, {**chosen, "narrow": "1", "title": "路灯不亮"}),
        ):
            assert offered(answer, "township") == [places.ganzhe, places.baisha]
            assert offered(answer, "place") == []
            assert not answer.context["form"].errors
        assert "路灯不亮" in answer.content.decode()
        # Another city: what was chosen below it falls away.
        moved = visitor.get("/needs/report/places/", {**chosen, "city": places.sanming.pk})
        assert offered(moved, "county") == [places.meilie]
        assert offered(moved, "township") == []

    def test_the_same_form_sent_twice_makes_one_report(self, visitor, places):
        data = told(places)
        first, second = visitor.post(PAGE, data), visitor.post(PAGE, data)
        assert first.url == second.url
        assert Need.objects.count() == 1

    def test_the_key_of_somebody_elses_form_opens_nothing(self, visitor, places, cast):
        theirs = make_need(places.fulong, submission_key=uuid.uuid4(), created_by=cast.clerk)
        answer = visitor.post(PAGE, told(places, submission=str(theirs.submission_key)))
        assert answer.status_code == 200
        assert theirs.title not in answer.content.decode()
        again = dict(told(places), submission=answer.context["form"]["submission"].value())
        assert visitor.post(PAGE, again).status_code == 302

    def test_a_machine_that_fills_every_box_makes_nothing(self, visitor, places):
        answer = visitor.post(PAGE, told(places, website="https://example.org"))
        assert answer.status_code == 302
        assert not Need.objects.exists()
        assert not ReportCount.objects.exists()


class TestLimit:
    def test_an_address_is_stopped_and_another_is_not(self, visitor, places, monkeypatch):
        monkeypatch.setattr(reports, "PER_ADDRESS", 2)
        for _number in range(2):
            assert visitor.post(PAGE, told(places)).status_code == 302
        stopped = visitor.post(PAGE, told(places))
        assert stopped.status_code == 429
        assert "路灯" in stopped.content.decode()
        assert "请一小时后再试" in stopped.content.decode()
        assert visitor.post(PAGE, told(places), REMOTE_ADDR="10.0.0.9").status_code == 302
        assert Need.objects.count() == 3

    def test_a_household_that_walks_through_its_own_addresses_is_stopped(
        self, visitor, places, monkeypatch
    ):
        monkeypatch.setattr(reports, "PER_ADDRESS", 1)

        def send(address: str) -> int:
            return visitor.post(PAGE, told(places), REMOTE_ADDR=address).status_code

        assert send("2001:db8:1:2::1") == 302
        assert send("2001:db8:1:2:a:b:c:d") == 429
        assert send("2001:db8:1:3::1") == 302
        assert send("203.0.113.9") == 302
        assert send("::ffff:203.0.113.9") == 429

    def test_all_addresses_together_are_stopped(self, visitor, places, monkeypatch):
        monkeypatch.setattr(reports, "IN_ALL", 3)
        answers = [
            visitor.post(PAGE, told(places), REMOTE_ADDR=f"10.0.0.{number}").status_code
            for number in range(5)
        ]
        assert answers == [302, 302, 302, 429, 429]

    def test_behind_a_proxy_the_visitors_address_counts_and_cannot_be_made_up(
        self, visitor, places, monkeypatch, settings
    ):
        monkeypatch.setattr(reports, "PER_ADDRESS", 1)
        settings.PROXIES = 1

        def send(hops: str) -> int:
            forwarded = {"X-Forwarded-For": hops}
            return visitor.post(PAGE, told(places), headers=forwarded).status_code

        assert send("203.0.113.5") == 302
        assert send("198.51.100.7") == 302
        assert send("192.0.2.1, 203.0.113.5") == 429

    def test_no_address_is_kept(self, visitor, places):
        visitor.post(PAGE, told(places), REMOTE_ADDR="203.0.113.77")
        assert not ReportCount.objects.filter(key__contains="203.0.113").exists()


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_when_all_come_at_the_same_moment(monkeypatch):
    monkeypatch.setattr(reports, "PER_ADDRESS", 7)

    def one() -> bool:
        try:
            count_report(address="203.0.113.5")
        except TooManyReports:
            return False
        return True

    assert sum(at_once([one] * 40)) == 7


class TestAskingWhatBecameOfIt:
    def test_the_receipt_opens_one_word_of_status(self, visitor, places):
        report = make_report(places.fulong, title="王阿婆家漏雨", description="在后山。")
        for number in (report.receipt, report.receipt.lower().replace("-", " ")):
            page = visitor.get(STATUS, {"receipt": number}).content.decode()
            assert "已收到" in page
            for hidden in ("王阿婆", "后山", "张", "1234", "福龙"):
                assert hidden not in page

    def test_a_wrong_number_opens_nothing(self, visitor, places):
        make_report(places.fulong)
        for wrong in ("", "2222-2222-2222", "x" * 41, "' or 1=1"):
            answer = visitor.get(STATUS, {"receipt": wrong})
            assert answer.context["form"].errors["receipt"]
            assert "status" not in answer.context

    @pytest.mark.parametrize("status", Need.Status.values)
    def test_every_status_has_a_residents_word(self, visitor, places, status):
        report = make_report(places.fulong)
        changes = {"status": status, "decision_reason": "张三家的事"}
        if status == "merged":
            changes["merged_into"] = make_need(places.fulong)
        Need.objects.filter(pk=report.need_id).update(**changes)
        answer = visitor.get(STATUS, {"receipt": report.receipt})
        assert answer.context["status"]
        assert "张三" not in answer.content.decode()

    def test_reports_are_read_by_the_clerk_of_the_community_alone(self, cast, places):
        report = make_report(places.fulong)
        for name, user in vars(cast).items():
            seen = ResidentReport.objects.visible_to(user).contains(report)
            assert seen == (name == "own_clerk"), name


def test_the_page_needs_no_sign_in_but_its_neighbours_do(visitor, places):
    for name in ("need_report", "need_report_places", "need_report_status"):
        assert visitor.get(reverse(name)).status_code == 200
    assert visitor.get(reverse("need_list")).status_code == 302


@pytest.mark.browser
def test_on_a_phone_a_resident_finds_her_community_and_sends(phone, shoot, transactional_db):
    places = make_places()
    phone.goto(PAGE)
    phone.select_option("#id_city", str(places.fuzhou.pk))
    phone.wait_for_selector(f"#id_county option[value='{places.minhou.pk}']", state="attached")
    phone.select_option("#id_county", str(places.minhou.pk))
    phone.wait_for_selector(f"#id_township option[value='{places.ganzhe.pk}']", state="attached")
    phone.select_option("#id_township", str(places.ganzhe.pk))
    phone.wait_for_selector(f"#id_place option[value='{places.fulong.pk}']", state="attached")
    phone.select_option("#id_place", str(places.fulong.pk))
    phone.fill("#id_title", "晚上路灯不亮，老人不敢出门")
    phone.fill("#id_description", "村口到活动室一段没有路灯。")
    phone.select_option("#id_field", "elders")
    phone.get_by_label("留守老人").check()
    phone.fill("#id_people_affected", "30")
    shoot(phone, "resident-report")
    phone.click("main button[type=submit]:not([name])")
    phone.wait_for_selector(".receipt")
    assert phone.inner_text(".receipt") == ResidentReport.objects.get().receipt
