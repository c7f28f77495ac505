"""Logging services: who may, when, where, by whom, and what a wrong entry says."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from projects.attachments.models import Attachment
from projects.delivery.actions import change_service, log_service
from projects.delivery.forms import ServiceForm
from projects.delivery.models import ServiceRecord
from projects.pilots.models import Site
from tests.factories import (
    end_project,
    make_assignment,
    make_beneficiary,
    make_case,
    make_group,
    make_project,
    make_service,
    make_service_rule,
    make_user,
    make_worker,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(project):
    return project.sites.get().place


@pytest.fixture
def told(project, site, worker):
    """What the agency tells of one service, as the form sends it."""
    return {
        "method": "group",
        "date": "2018-09-30",
        "hours": "1.5",
        "attendances": "12",
        "place": site.pk,
        "workers": [worker.pk],
        "note": "第 9 节，主题“我的一天”。",
        "submission": str(uuid4()),
    }


def errors_of(told, user, project, **changes):
    with override("en"):
        form = ServiceForm({**told, **changes}, user=user, project=project)
        return {field: list(texts) for field, texts in form.errors.items()}


def address(project):
    return f"{reverse('service_create')}?project={project.pk}"


def test_the_agency_logs_a_service_of_its_running_project(
    as_user, cast, project, site, told, worker
):
    page = as_user(cast.agency).post(address(project), told)
    record = ServiceRecord.objects.get()
    assert page.url == record.get_absolute_url()
    assert record.number == f"FW-2018-{record.pk:07d}"
    assert record.county_code == "350121000000"
    assert (record.method, record.hours, record.attendances) == ("group", Decimal("1.5"), 12)
    assert (record.place, record.workers) == (site, [worker])
    assert record.created_by == cast.agency


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("method", "", "Choose what kind"),
        ("date", "2018-03-31", "started on 2018-04-01"),
        ("date", "2019-04-01", "ended on 2019-03-31"),
        ("date", "2999-01-01", "future"),
        ("date", "30.9.", "valid date"),
        ("hours", "0", "0.1 and 24"),
        ("hours", "24.5", "0.1 and 24"),
        ("hours", "1.25", "one decimal"),
        ("hours", "two", "such as 1.5"),
        ("attendances", "0", "at least one person"),
        ("attendances", "2.5", "whole number"),
        ("attendances", "", "how many people came"),
        ("attendances", "9999999", "check the number"),
        ("place", "", "where it took place"),
        ("place", "0", "project's sites"),
        ("workers", [], "at least one social worker"),
        ("note", "长" * 201, "at most 200"),
    ],
)
def test_a_wrong_entry_says_so_at_the_field(cast, project, told, field, value, words):
    errors = errors_of(told, cast.agency, project, **{field: value})
    assert list(errors) == [field]
    assert words in errors[field][0]


def test_a_site_of_another_project_and_a_stranger_among_the_workers_are_refused(
    cast, places, project, told, agency
):
    stranger = make_worker(places.own, agency)
    errors = errors_of(told, cast.agency, project, place=places.qingqi.pk, workers=[stranger.pk])
    assert set(errors) == {"place", "workers"}


def test_workers_must_be_assigned_on_the_day_itself(cast, places, agency, project, told):
    later = make_worker(places.own, agency, name="苏志强")
    make_assignment(project, later, role="worker", starts=date(2018, 10, 1))
    gone = make_worker(places.own, agency, name="陈雨")
    make_assignment(project, gone, role="worker", ends=date(2018, 8, 31))
    errors = errors_of(told, cast.agency, project, workers=[later.pk, gone.pk])
    assert errors == {"workers": ["Not assigned to the project on 2018-09-30: 苏志强、陈雨."]}
    assert not errors_of(told, cast.agency, project, workers=[later.pk], date="2018-10-01")


@pytest.mark.parametrize(
    ("day", "fine"),
    [("2018-07-02", True), ("2018-07-03", False), ("2018-08-30", False), ("2018-08-31", True)],
)
def test_a_day_inside_a_suspension_that_is_over_is_refused(cast, project, told, day, fine):
    noon = datetime(2018, 7, 2, 12, tzinfo=UTC)
    for name, status, at in (
        ("suspend", "suspended", noon),
        ("resume", "running", noon + timedelta(days=60)),
    ):
        project.moves.create(name=name, to_status=status, by=cast.county, at=at)
    words = "The project was suspended from 2018-07-02 to 2018-08-31."
    found = errors_of(told, cast.agency, project, date=day)
    assert found == ({} if fine else {"date": [words]})


def test_everything_that_is_wrong_is_said_at_once(cast, project, told):
    wrong = {"date": "2018-03-01", "workers": [], "place": "", "attendances": "0"}
    assert set(errors_of(told, cast.agency, project, **wrong)) == set(wrong)


def test_a_wrong_entry_loses_nothing_that_was_typed(as_user, cast, project, told):
    page = as_user(cast.agency).post(address(project), told | {"attendances": "0"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "主题“我的一天”" in html
    assert 'value="2018-09-30"' in html
    chosen = [tile.choice.data for tile in page.context["form"].method_tiles]
    assert [data["value"] for data in chosen if data["selected"]] == ["group"]
    assert not ServiceRecord.objects.exists()


def test_a_running_project_may_be_logged_until_today_but_not_past_it(
    cast, places, agency, plan, worker, told
):
    today = timezone.localdate()
    project = make_project(
        places.own,
        agency=agency,
        plan=plan,
        status="running",
        lead=worker,
        starts=today - timedelta(days=30),
        ends=today + timedelta(days=30),
        started_on=today - timedelta(days=30),
    )
    place = project.sites.get().place.pk
    assert not errors_of(told, cast.agency, project, date=today.isoformat(), place=place)
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert "date" in errors_of(told, cast.agency, project, date=tomorrow, place=place)


def test_a_double_click_logs_one_service(as_user, cast, project, told):
    client = as_user(cast.agency)
    first, second = (client.post(address(project), told) for _ in range(2))
    assert first.url == second.url
    assert ServiceRecord.objects.count() == 1


def test_save_and_log_another_keeps_the_project_the_site_and_the_workers(
    as_user, cast, places, project, site, told, worker, agency
):
    Site.objects.create(project=project, place=places.qingqi)
    make_assignment(project, make_worker(places.own, agency), role="worker")
    client = as_user(cast.agency)
    page = client.post(address(project), told | {"again": "1"}, follow=True)
    form = page.context["form"]
    assert page.context["project"] == project
    assert form["place"].value() == str(site.pk)
    assert form["workers"].value() == [str(worker.pk)]
    assert form["attendances"].value() is None


def test_without_a_project_the_page_offers_the_running_ones(
    as_user, cast, places, agency, plan, project
):
    make_project(places.own, agency=agency, plan=plan, status="approved", name="未开始的项目")
    page = as_user(cast.agency).get(reverse("service_create"))
    assert list(page.context["projects"]) == [project]
    page = as_user(cast.sibling_agency).get(reverse("service_create"))
    assert not page.context["projects"]
    assert reverse("project_list") in page.content.decode()


def test_a_project_that_does_not_run_takes_no_records(as_user, cast, places, agency, plan, told):
    closed = make_project(places.own, agency=agency, plan=plan, status="closed")
    page = as_user(cast.agency).post(address(closed), told)
    assert "form" not in page.context
    assert not ServiceRecord.objects.exists()


def test_only_the_agency_of_the_project_opens_the_form(as_user, cast, project):
    expected = {"agency": 200, "sibling_agency": 404, "other_agency": 404}
    expected |= dict.fromkeys(("county", "city", "province", "clerk", "auditor"), 403)
    expected |= {"evaluator": 403, "sysadmin": 403}
    for name, status in expected.items():
        assert as_user(getattr(cast, name)).get(address(project)).status_code == status, name
    assert as_user(cast.agency).get(address(project) + "x").status_code == 404


def entry_of(told, place, worker):
    return {
        "method": told["method"],
        "day": date.fromisoformat(told["date"]),
        "hours": Decimal(told["hours"]),
        "attendances": int(told["attendances"]),
        "place_id": place.pk,
        "worker_ids": [worker.pk],
        "note": told["note"],
        "sheet": None,
    }


def test_the_action_asks_again_whatever_the_form_said(cast, project, site, told, worker):
    entry = entry_of(told, site, worker)
    for user in (cast.county, cast.sibling_agency, cast.sysadmin):
        with pytest.raises(ValidationError):
            log_service(project_id=project.pk, by=user, **entry)
    with pytest.raises(ValidationError) as caught:
        log_service(project_id=project.pk, by=cast.agency, **entry | {"day": date(2018, 3, 1)})
    assert list(caught.value.message_dict) == ["date"]
    end_project(project, "closed")
    with pytest.raises(ValidationError) as caught:
        log_service(project_id=project.pk, by=cast.agency, **entry)
    assert list(caught.value.message_dict) == [NON_FIELD_ERRORS]


def test_the_agency_corrects_a_record_and_its_number_stays(
    as_user, cast, places, project, worker, told
):
    Site.objects.create(project=project, place=places.yuntouling)
    record = make_service(project, worker)
    sent = told | {"version": record.version, "place": places.yuntouling.pk, "attendances": "31"}
    page = as_user(cast.agency).post(reverse("service_edit", args=[record.pk]), sent)
    number = record.number
    record.refresh_from_db()
    assert page.url == record.get_absolute_url()
    assert (record.number, record.attendances, record.version) == (number, 31, 2)
    assert record.place == places.yuntouling


def test_a_correction_stays_on_record_without_the_note(as_user, cast, project, worker, told):
    client = as_user(cast.agency)
    client.post(reverse("service_create") + f"?project={project.pk}", told)
    record = ServiceRecord.objects.get()
    sent = told | {"version": record.version, "attendances": "31", "note": "王家老人摔倒"}
    client.post(reverse("service_edit", args=[record.pk]), sent)
    page = as_user(cast.county).get(record.get_absolute_url())
    corrected, logged = page.context["edits"]
    assert [(change.before, change.after) for change in corrected.changes] == [("12", "31")]
    assert corrected.by == cast.agency
    assert logged.is_first
    assert "王家老人" not in page.content.decode()


def test_two_people_correcting_a_record_see_both_versions(as_user, cast, project, worker, told):
    record = make_service(project, worker)
    client, sent = as_user(cast.agency), told | {"version": record.version}
    edit = reverse("service_edit", args=[record.pk])
    assert client.post(edit, sent).status_code == 302
    page = client.post(edit, sent | {"attendances": "77"})
    assert page.status_code == 409
    assert "77" in page.content.decode()
    assert ServiceRecord.objects.get().attendances == 12


def test_a_record_of_a_project_that_is_over_is_not_changed(as_user, cast, project, worker, told):
    record = make_service(project, worker)
    end_project(project, "closed")
    edit = reverse("service_edit", args=[record.pk])
    assert as_user(cast.agency).get(edit).status_code == 403
    entry = entry_of(told, record.place, worker)
    with pytest.raises(ValidationError):
        change_service(service_id=record.pk, by=cast.agency, **entry)


class TestTheWholeForm:
    """Everything that a record holds is asked for, and nothing of it is needed but the first questions."""

    @pytest.fixture
    def whole(self, told):
        """An entry with an answer to every question that needs no other record."""
        return told | {
            "field": "elders",
            "starts_at": "09:00",
            "ends_at": "10:30",
            "people": "11",
            "groups": ["left_elders", "left_women"],
            "volunteers": "2",
            "volunteer_hours": "3.0",
            "process": "热身、分享、约定",
            "outcome": "八人说出自己的担心",
            "follow_up": "下周回访两位",
            "supervisor_opinion": "注意保密",
            "rated": "10",
            "satisfied": "9",
        }

    def test_every_answer_is_kept(self, as_user, cast, project, whole):
        page = as_user(cast.agency).post(address(project), whole)
        assert page.status_code == 302, page.context["form"].errors
        record = ServiceRecord.objects.get()
        assert (record.starts_at, record.ends_at) == (time(9), time(10, 30))
        assert (record.field, record.people) == ("elders", 11)
        assert set(record.groups) == {"left_elders", "left_women"}
        assert (record.volunteers, record.volunteer_hours) == (2, Decimal("3.0"))
        for name in ("process", "outcome", "follow_up", "supervisor_opinion"):
            assert getattr(record, name) == whole[name]
        assert (record.rated, record.satisfied) == (10, 9)

    def test_every_answer_is_shown_again_where_one_is_wrong(self, as_user, cast, project, whole):
        wrong = whole | {"people": "13"}
        page = as_user(cast.agency).post(address(project), wrong)
        form = page.context["form"]
        assert list(form.errors) == ["people"]
        for name, value in wrong.items():
            if name not in ("workers", "submission"):
                assert str(form[name].value()) == str(value), name
        assert all(fold.is_open for fold in form.folds)

    def test_what_is_not_needed_stays_folded_and_is_nothing(self, as_user, cast, project, told):
        client = as_user(cast.agency)
        assert not any(f.is_open for f in client.get(address(project)).context["form"].folds)
        client.post(address(project), told)
        record = ServiceRecord.objects.get()
        assert (record.people, record.volunteers, record.rated, record.session) == (
            None,
            0,
            0,
            None,
        )

    def test_the_one_in_charge_leads_whoever_else_is_ticked(
        self, as_user, cast, places, agency, project, worker, told
    ):
        lead = make_worker(places.own, agency, name="苏志强")
        make_assignment(project, lead, role="worker")
        as_user(cast.agency).post(address(project), told | {"lead": lead.pk})
        assert ServiceRecord.objects.get().workers == [lead, worker]

    def test_a_session_is_the_groups_next_one_unless_she_says_which(
        self, as_user, cast, project, worker, told
    ):
        group = make_group(project, worker)
        make_service(project, worker, group=group, session=3, date=date(2018, 9, 1))
        client = as_user(cast.agency)
        assert "第 4 节，共 8 节" in client.get(address(project)).content.decode()
        client.post(address(project), told | {"group": group.pk})
        record = ServiceRecord.objects.latest("pk")
        assert record.session == 4
        sent = told | {"group": group.pk, "session": "3", "version": "1"}
        page = client.post(reverse("service_edit", args=[record.pk]), sent)
        assert "session" in page.context["form"].errors
        client.post(reverse("service_edit", args=[record.pk]), sent | {"session": "5"})
        record.refresh_from_db()
        assert record.session == 5

    def test_a_case_that_was_chosen_before_the_method_changed_is_left_out(
        self, as_user, cast, project, worker, told
    ):
        case = make_case(project, worker)
        client = as_user(cast.agency)
        client.post(address(project), told | {"case": case.pk})
        assert ServiceRecord.objects.get().case is None
        client.post(
            address(project),
            told | {"case": case.pk, "method": "case", "submission": str(uuid4())},
        )
        assert ServiceRecord.objects.latest("pk").case == case

    def test_those_who_came_are_ticked_or_named_by_number(
        self, as_user, cast, agency, places, project, worker, told
    ):
        known = make_case(project, worker).beneficiary
        other = make_beneficiary(agency, places.fulong)
        stranger = make_beneficiary(cast.sibling_agency.agency, places.fulong)
        client = as_user(cast.agency)
        html = client.get(address(project)).content.decode()
        assert known.number in html
        assert other.number not in html
        wrong = told | {"others_by_number": f"{other.number} {stranger.number}"}
        errors = client.post(address(project), wrong).context["form"].errors
        assert stranger.number in errors["others_by_number"][0]
        assert other.number not in errors["others_by_number"][0]
        client.post(
            address(project),
            told | {"beneficiaries": [known.pk], "others_by_number": f"{other.number}、"},
        )
        assert set(ServiceRecord.objects.get().beneficiaries.all()) == {known, other}

    def test_the_form_starts_from_what_she_used_last_and_repeats_it_on_demand(
        self, as_user, cast, project, whole, worker
    ):
        client = as_user(cast.agency)
        client.post(address(project), whole)
        form = client.get(address(project)).context["form"]
        assert (form["method"].value(), form["field"].value()) == ("group", "elders")
        assert form["workers"].value() == [worker.pk]
        assert form["attendances"].value() is None
        again = client.get(address(project) + "&same=1").context["form"]
        assert (again["attendances"].value(), again["hours"].value()) == (12, Decimal("1.5"))
        assert again["process"].value() is None
        elsewhere = as_user(make_user("agency", agency=cast.agency.agency)).get(address(project))
        assert elsewhere.context["form"]["method"].value() is None, "it is another's last record"

    def test_a_village_besides_the_sites_is_offered_where_the_rule_allows_it(
        self, as_user, cast, places, project, told
    ):
        client = as_user(cast.agency)
        assert "elsewhere" not in client.get(address(project)).context["form"].fields
        make_service_rule(places.own)
        sent = told | {"place": "", "elsewhere": places.qingqi.pk}
        assert "place" in client.post(address(project), told | {"place": ""}).context["form"].errors
        page = client.post(address(project), sent)
        assert 'name="anyway"' in page.content.decode()
        assert client.post(address(project), sent | {"anyway": "on"}).status_code == 302
        assert ServiceRecord.objects.get().place == places.qingqi

    def test_photographs_are_put_beside_the_sheet_and_read_as_far_as_they_may_be(
        self, as_user, cast, project, told
    ):
        pictures = [
            SimpleUploadedFile(f"{n}.png", picture_bytes(size=(32, 24 + n))) for n in range(2)
        ]
        page = as_user(cast.agency).post(address(project), told | {"photos": pictures})
        assert page.status_code == 302, page.context["form"].errors
        record = ServiceRecord.objects.get()
        photos = Attachment.objects.of(record)
        assert photos.count() == 2
        for name, read in (("agency", 200), ("county", 200), ("auditor", 200), ("clerk", 404)):
            page = as_user(getattr(cast, name)).get(photos.first().get_absolute_url())
            assert page.status_code == read, name
        ServiceRecord.objects.update(method="home_visit")
        assert as_user(cast.county).get(photos.first().get_absolute_url()).status_code == 404
        assert as_user(cast.agency).get(photos.first().get_absolute_url()).status_code == 200
