"""What is wrong with a service and what is doubtful, and whose rule says which."""

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from projects.delivery.actions import change_service, log_service
from projects.delivery.models import ServiceRecord, ServiceRule
from projects.delivery.rules import judge, rule_of
from tests.factories import (
    make_assignment,
    make_beneficiary,
    make_case,
    make_group,
    make_project,
    make_service,
    make_service_rule,
    make_worker,
)

pytestmark = pytest.mark.django_db
DAY = date(2018, 9, 30)


@pytest.fixture
def entry(project, worker):
    """A group session in the morning, with nothing wrong."""
    return {
        "method": "group",
        "day": DAY,
        "starts_at": time(9),
        "ends_at": time(11),
        "hours": Decimal("2.0"),
        "place_id": project.sites.get().place_id,
        "attendances": 12,
        "people": 12,
        "worker_ids": [worker.pk],
    }


@pytest.fixture
def verdict_on(project, entry):
    """(errors, doubts) of the entry with changes, in English."""

    def verdict(record=None, **changes):
        with override("en"):
            return judge(project, {**entry, **changes}, record=record)

    return verdict


def answers(**changes):
    names = ("overlap", "off_site", "off_dates", "long_hours")
    return {**dict.fromkeys(names, "allow"), **changes}


def test_a_whole_entry_has_nothing_wrong_and_nothing_doubtful(verdict_on):
    assert verdict_on() == ({}, {})


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"method": "dance"}, "method", "what kind"),
        ({"field": "dance"}, "field", "service fields"),
        ({"groups": ["left_elders", "dancers"]}, "groups", "target groups"),
        ({"ends_at": None}, "ends_at", "both times"),
        ({"starts_at": None}, "starts_at", "both times"),
        ({"ends_at": time(9)}, "ends_at", "after the beginning"),
        ({"hours": Decimal("24.1")}, "hours", "0.1 and 24"),
        ({"hours": Decimal(0)}, "hours", "0.1 and 24"),
        ({"attendances": 0, "people": None}, "attendances", "at least one"),
        ({"people": 0}, "people", "At least one"),
        ({"people": 13}, "people", "more people than attendances"),
        ({"rated": 13}, "rated", "than attendances"),
        ({"rated": -1}, "rated", "whole number"),
        ({"rated": 10, "satisfied": 11}, "satisfied", "more satisfied"),
        ({"volunteers": -1}, "volunteers", "whole number"),
        ({"volunteers": 0, "volunteer_hours": Decimal(2)}, "volunteers", "Who gave"),
        ({"volunteers": 2, "volunteer_hours": Decimal(49)}, "volunteer_hours", "24 hours"),
        ({"volunteers": 2, "volunteer_hours": Decimal(-1)}, "volunteer_hours", "below 0"),
        ({"session": 1}, "group", "whose session"),
        ({"case_id": 1}, "case", "interviews only"),
        ({"group_id": 1, "method": "lecture"}, "group", "sessions only"),
        ({"group_id": 0}, "group", "of this project"),
        ({"beneficiary_ids": [0]}, "beneficiaries", "your register"),
        ({"day": date(2999, 1, 1)}, "date", "future"),
        ({"worker_ids": []}, "workers", "at least one"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(verdict_on, changes, field, words):
    errors, doubts = verdict_on(**changes)
    assert list(errors) == [field]
    assert words in errors[field]
    assert not doubts


def test_what_is_not_told_is_not_looked_at(project):
    assert judge(project, {}) == ({}, {})
    assert judge(project, {"people": 5, "rated": 9, "session": None}) == ({}, {})


class TestWork:
    def test_an_interview_lies_within_its_case_the_first_and_the_last_day_included(
        self, project, worker, verdict_on
    ):
        case = make_case(project, worker, opened_on=DAY)
        of_case = {"method": "case", "case_id": case.pk}
        assert verdict_on(**of_case) == ({}, {})
        assert "began on 2018-09-30" in verdict_on(**of_case, day=date(2018, 9, 29)).errors["case"]
        case.status, case.closed_on = "closed", DAY
        case.closing, case.result = "achieved", "better"
        case.save()
        assert verdict_on(**of_case) == ({}, {})
        assert "ended on 2018-09-30" in verdict_on(**of_case, day=date(2018, 10, 1)).errors["case"]

    def test_a_case_and_a_group_of_another_project_are_no_choice(
        self, places, agency, plan, worker, verdict_on
    ):
        other = make_project(places.own, agency=agency, plan=plan, status="running")
        case, group = make_case(other, worker), make_group(other, worker)
        assert "case" in verdict_on(method="case", case_id=case.pk).errors
        assert "group" in verdict_on(group_id=group.pk, session=1).errors

    def test_a_session_is_logged_once_and_one_more_than_planned_is_doubtful(
        self, project, worker, verdict_on
    ):
        group = make_group(project, worker, planned_sessions=8)
        first = make_service(project, worker, group=group, session=1, date=date(2018, 9, 1))
        assert "already logged" in verdict_on(group_id=group.pk, session=1).errors["session"]
        assert verdict_on(first, group_id=group.pk, session=1) == ({}, {})
        assert verdict_on(group_id=group.pk, session=2) == ({}, {})
        assert "Which session" in verdict_on(group_id=group.pk, session=None).errors["session"]
        assert verdict_on(group_id=group.pk, session=9) == (
            {},
            {"session": "The group was planned for 8 sessions."},
        )

    def test_those_who_came_are_of_the_agencys_register_and_not_erased(
        self, places, agency, cast, project, worker, verdict_on
    ):
        known = make_beneficiary(agency, places.fulong)
        stranger = make_beneficiary(cast.sibling_agency.agency, places.fulong)
        assert verdict_on(beneficiary_ids=[known.pk]) == ({}, {})
        assert "beneficiaries" in verdict_on(beneficiary_ids=[known.pk, stranger.pk]).errors
        record = make_service(project, worker)
        record.beneficiaries.add(known)
        type(known).objects.filter(pk=known.pk).update(
            erased_on=DAY, erased_because="期满", name="", id_number="", phone="", born_on=None
        )
        assert "beneficiaries" in verdict_on(beneficiary_ids=[known.pk]).errors
        assert verdict_on(record, beneficiary_ids=[known.pk]) == ({}, {})

    def test_no_more_people_are_named_than_came(self, places, agency, verdict_on):
        two = [make_beneficiary(agency, places.fulong).pk for _ in range(2)]
        few = {"people": 1, "attendances": 12}
        assert "than came" in verdict_on(beneficiary_ids=two, **few).errors["beneficiaries"]


class TestTheRule:
    def test_the_nearest_place_above_decides_and_else_the_usual(self, places, project):
        assert rule_of(project).pk is None
        province = make_service_rule(places.fujian)
        assert rule_of(project) == province
        city = make_service_rule(places.fuzhou)
        make_service_rule(places.sibling)
        assert rule_of(project) == city
        county = make_service_rule(places.own)
        assert rule_of(project) == county

    def test_a_county_on_a_line_of_its_own_skips_the_city_of_its_code(self, places):
        province = make_service_rule(places.fujian)
        make_service_rule(places.fuzhou)
        assert ServiceRule.objects.applying(places.pingtan) == province

    @pytest.mark.parametrize("answer", ["allow", "warn", "refuse"])
    def test_times_that_overlap_in_any_project_are_judged_by_it(
        self, places, agency, plan, worker, verdict_on, answer
    ):
        make_service_rule(places.own, **answers(overlap=answer))
        other = make_project(places.own, agency=agency, plan=plan, status="running")
        make_assignment(other, worker)
        made = make_service(
            other, worker, date=DAY, starts_at=time(10, 30), ends_at=time(12), hours=1
        )
        verdict = verdict_on()
        said = {**verdict.errors, **verdict.doubts}
        assert list(verdict.errors) == (["starts_at"] if answer == "refuse" else [])
        assert list(verdict.doubts) == (["starts_at"] if answer == "warn" else [])
        assert answer == "allow" or f"10:30–12:00 ({made.number})" in said["starts_at"]
        assert verdict_on(made) == ({}, {}), "it does not overlap with itself"

    def test_she_who_only_assists_is_also_there_and_neighbours_do_not_overlap(
        self, places, agency, project, worker, verdict_on
    ):
        make_service_rule(places.own, **answers(overlap="refuse"))
        lead = make_worker(places.own, agency)
        times = {"date": DAY, "hours": 1}
        make_service(project, lead, worker, starts_at=time(11), ends_at=time(12), **times)
        make_service(project, worker, starts_at=time(8), ends_at=time(9), **times)
        assert verdict_on() == ({}, {})
        make_service(project, lead, worker, starts_at=time(10, 59), ends_at=time(12), **times)
        assert "starts_at" in verdict_on().errors
        assert verdict_on(day=date(2018, 9, 29)) == ({}, {})

    @pytest.mark.parametrize("answer", ["allow", "warn", "refuse"])
    def test_hours_are_judged_by_it(self, places, project, worker, verdict_on, answer):
        make_service_rule(places.own, **answers(long_hours=answer, most_hours=8))
        by_answer = {"allow": ([], []), "warn": ([], ["hours"]), "refuse": (["hours"], [])}
        longer = verdict_on(hours=Decimal("2.1"))
        assert (list(longer.errors), list(longer.doubts)) == by_answer[answer]
        make_service(project, worker, date=DAY, hours=Decimal("6.5"))
        sum_of_day = verdict_on()
        assert (list(sum_of_day.errors), list(sum_of_day.doubts)) == by_answer[answer]
        assert verdict_on(hours=Decimal("1.5")) == ({}, {})

    @pytest.mark.parametrize("answer", ["allow", "warn", "refuse"])
    def test_a_place_that_is_no_site_is_judged_by_it(self, places, verdict_on, answer):
        make_service_rule(places.own, **answers(off_site=answer))
        verdict = verdict_on(place_id=places.qingqi.pk)
        assert list(verdict.errors) == (["place"] if answer == "refuse" else [])
        assert list(verdict.doubts) == (["place"] if answer == "warn" else [])
        for nowhere in (places.own.pk, places.jiangbin.pk):
            assert list(verdict_on(place_id=nowhere).errors) == ["place"]

    @pytest.mark.parametrize("answer", ["allow", "warn", "refuse"])
    def test_a_day_outside_the_project_is_judged_by_it(self, places, verdict_on, answer):
        make_service_rule(places.own, **answers(off_dates=answer))
        verdict = verdict_on(day=date(2019, 4, 1))
        assert list(verdict.errors) == (["date"] if answer == "refuse" else [])
        assert list(verdict.doubts) == (["date"] if answer == "warn" else [])

    def test_a_site_given_up_later_was_one_on_the_day(self, places, project, verdict_on):
        project.former_sites.create(place=places.qingqi, until=DAY)
        assert verdict_on(place_id=places.qingqi.pk) == ({}, {})
        assert "place" in verdict_on(place_id=places.qingqi.pk, day=date(2018, 10, 1)).errors

    @pytest.mark.parametrize("wrong", [{"overlap": "maybe"}, {"most_hours": 25}, {"most_hours": 0}])
    def test_the_database_refuses_a_rule_that_is_none(self, places, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_service_rule(places.own, **wrong)


class TestActions:
    def test_a_doubt_is_logged_all_the_same_and_an_error_never(self, cast, project, worker, entry):
        make_service(project, worker, date=DAY, starts_at=time(10), ends_at=time(12), hours=2)
        call = {"project_id": project.pk, "by": cast.agency, **entry}
        with pytest.raises(ValidationError) as caught:
            log_service(**call)
        assert [error.code for error in caught.value.error_dict["starts_at"]] == ["doubt"]
        record = log_service(**call, anyway=True)
        with pytest.raises(ValidationError) as caught:
            log_service(**{**call, "people": 13}, anyway=True)
        assert list(caught.value.message_dict) == ["people"]
        with pytest.raises(ValidationError):
            change_service(service_id=record.pk, by=cast.agency, **entry)
        change_service(service_id=record.pk, by=cast.agency, anyway=True, **entry)

    def test_what_a_correction_does_not_tell_is_judged_too(self, cast, project, worker, entry):
        call = {"project_id": project.pk, "by": cast.agency, **entry}
        record = log_service(**call, rated=10, satisfied=9)
        entry.pop("people")
        with pytest.raises(ValidationError) as caught:
            change_service(service_id=record.pk, by=cast.agency, **{**entry, "attendances": 5})
        assert set(caught.value.message_dict) == {"people", "rated"}


class TestPages:
    def test_a_doubt_asks_for_a_tick_and_keeps_what_was_typed(self, as_user, cast, project, worker):
        make_service(project, worker, date=DAY, hours=Decimal("11.5"))
        sent = {
            "method": "group",
            "date": DAY.isoformat(),
            "hours": "2.0",
            "attendances": "12",
            "place": project.sites.get().place_id,
            "workers": [worker.pk],
            "note": "第 9 节",
            "submission": str(uuid4()),
        }
        client = as_user(cast.agency)
        address = f"{reverse('service_create')}?project={project.pk}"
        assert 'name="anyway"' not in client.get(address).content.decode()
        page = client.post(address, sent)
        html = page.content.decode()
        assert list(page.context["form"].errors) == ["hours"]
        assert 'name="anyway"' in html
        assert "第 9 节" in html
        assert client.post(address, sent | {"anyway": "on"}).status_code == 302
        assert ServiceRecord.objects.count() == 2

    @pytest.mark.parametrize("role", ["province", "city", "county"])
    def test_officials_set_the_rule_of_their_own_place_once(self, as_user, cast, role):
        by = getattr(cast, role)
        sent = {**answers(overlap="refuse"), "most_hours": "10", "submission": str(uuid4())}
        client, address = as_user(by), reverse("service_rule_create")
        assert client.post(address, sent).status_code == 302
        rule = ServiceRule.objects.get()
        assert (rule.place, rule.created_by, rule.overlap) == (by.place, by, "refuse")
        again = client.post(address, sent | {"submission": str(uuid4())})
        assert "该地已有规则" in again.content.decode()
        edit = reverse("service_rule_edit", args=[rule.pk])
        assert client.post(edit, sent | {"most_hours": "9", "version": "1"}).status_code == 302
        rule.refresh_from_db()
        assert rule.most_hours == 9
        page = client.get(reverse("service_rule_list"))
        assert list(page.context["object_list"]) == [rule]
        assert edit in page.content.decode()

    def test_others_read_the_rules_of_their_province_and_change_none(self, as_user, cast, places):
        rule = make_service_rule(places.fuzhou)
        for name in ("agency", "clerk", "evaluator", "auditor", "other_county"):
            client = as_user(getattr(cast, name))
            page = client.get(reverse("service_rule_list"))
            assert list(page.context["object_list"]) == [rule], name
            edit = reverse("service_rule_edit", args=[rule.pk])
            assert edit not in page.content.decode()
            assert client.get(edit).status_code == 403, name
