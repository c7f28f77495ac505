"""Case files: who opens, keeps and closes them, with whose consent, and who reads what is in them."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from projects.delivery.actions import change_case, close_case, open_case
from projects.delivery.models import CaseFile
from tests.factories import (
    end_project,
    make_assignment,
    make_beneficiary,
    make_case,
    make_group,
    make_project,
    make_service,
    make_worker,
)

pytestmark = pytest.mark.django_db
WORDS = {"intake": "儿子去年过世", "assessment": "情绪低落", "plan": "每周探访一次"}


@pytest.fixture
def person(agency, places):
    return make_beneficiary(agency, places.fulong)


@pytest.fixture
def told(worker):
    """What the agency says of a case."""
    day = date(2018, 5, 2)
    return {
        "worker_id": worker.pk,
        "field": "elders",
        "opened_on": day,
        "consent_on": day,
        **WORDS,
    }


@pytest.fixture
def opened(project, person, cast, told):
    """What opens a case."""
    return {"project_id": project.pk, "beneficiary_id": person.pk, "by": cast.agency, **told}


@pytest.fixture
def ended(cast):
    """What closes a case."""
    return {
        "by": cast.agency,
        "day": date(2018, 9, 30),
        "closing": "achieved",
        "result": "better",
        "summary": "每周有人来看她，情绪平稳",
    }


def posted(told, **more):
    """The same as a browser posts it."""
    form = {name: str(value) for name, value in told.items() if name not in ("by", "project_id")}
    form["worker"] = form.pop("worker_id", "")
    if "beneficiary_id" in form:
        form["beneficiary"] = form.pop("beneficiary_id")
    return {**form, "submission": str(uuid4()), **more}


def refusal(call):
    with override("en"), pytest.raises(ValidationError) as caught:
        call()
    return caught.value


# --- opening ---------------------------------------------------------------------------------------
def test_the_agency_opens_a_case_with_a_number_of_its_own(opened, cast):
    case = open_case(**opened)
    case.refresh_from_db()
    assert case.number == f"GA-2018-{case.pk:07d}"
    assert (case.status, case.created_by, case.intake) == ("open", cast.agency, WORDS["intake"])
    assert [row.number for row in case.history.all()] == [case.number]


def test_the_same_submission_sent_twice_opens_one_case(opened):
    key = uuid4()
    assert open_case(**opened, submission_key=key) == open_case(**opened, submission_key=key)
    assert CaseFile.objects.count() == 1


def test_one_person_has_one_open_case_in_a_project(opened, ended):
    case = open_case(**opened)
    assert "beneficiary" in refusal(lambda: open_case(**opened)).message_dict
    close_case(case_id=case.pk, **ended)
    open_case(**opened)
    assert CaseFile.objects.count() == 2


def test_the_database_itself_refuses_a_second_open_case(project, worker):
    case = make_case(project, worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(project, worker, beneficiary=case.beneficiary)


@pytest.mark.parametrize("opened_on", [date(2018, 3, 31), date(2030, 1, 1)])
def test_a_case_is_opened_while_the_project_runs(opened, opened_on):
    refused = refusal(lambda: open_case(**{**opened, "opened_on": opened_on}))
    assert "opened_on" in refused.message_dict


def test_consent_comes_first(opened, project, worker):
    refused = refusal(lambda: open_case(**{**opened, "consent_on": date(2018, 5, 3)}))
    assert list(refused.message_dict) == ["consent_on"]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(project, worker, consent_on=date(2018, 5, 3))


def test_the_worker_was_assigned_on_that_day(opened, project, places, agency):
    late = make_worker(places.own, agency, name="陈晚来")
    make_assignment(project, late, role="worker", starts=date(2018, 6, 1))
    refused = refusal(lambda: open_case(**{**opened, "worker_id": late.pk}))
    assert "陈晚来" in refused.message_dict["worker"][0]
    open_case(**{**opened, "worker_id": late.pk, "opened_on": date(2018, 6, 1)})


@pytest.mark.parametrize("whose", ["another agency's", "erased", "nobody's"])
def test_only_somebody_of_the_agencys_register_who_is_not_erased(
    opened, person, cast, places, whose
):
    if whose == "another agency's":
        person = make_beneficiary(cast.sibling_agency.agency, places.fulong)
    if whose == "erased":
        blank = {"name": "", "id_number": "", "phone": "", "born_on": None}
        blank |= {"guardian": "", "guardian_phone": ""}
        erased = {"erased_on": date(2018, 5, 1), "erased_because": "本人要求", **blank}
        type(person).objects.filter(pk=person.pk).update(**erased)
    number = 999_999 if whose == "nobody's" else person.pk
    refused = refusal(lambda: open_case(**{**opened, "beneficiary_id": number}))
    assert refused.message_dict["beneficiary"] == ["Choose somebody of your register."]


@pytest.mark.parametrize("name", ["county", "province", "evaluator", "sibling_agency"])
def test_nobody_else_opens_or_changes_or_closes_a_case(
    opened, told, ended, cast, project, worker, name
):
    case = make_case(project, worker)
    other = getattr(cast, name)
    refusal(lambda: open_case(**{**opened, "by": other}))
    for act in (
        lambda: change_case(case_id=case.pk, **{**told, "by": other}),
        lambda: close_case(case_id=case.pk, **{**ended, "by": other}),
    ):
        with pytest.raises((ValidationError, CaseFile.DoesNotExist)):
            act()
    case.refresh_from_db()
    assert (case.status, case.version) == ("open", 1)


@pytest.mark.parametrize("status", ["suspended", "settlement", "terminated"])
def test_a_project_that_does_not_run_keeps_its_cases_as_they_are(
    opened, told, ended, cast, project, worker, status
):
    case = make_case(project, worker)
    end_project(project, status)
    words = "Cases and groups are kept while a project runs; this one does not."
    for act in (
        lambda: open_case(**opened),
        lambda: change_case(case_id=case.pk, by=cast.agency, **told),
        lambda: close_case(case_id=case.pk, **ended),
    ):
        assert refusal(act).messages == [words]


# --- keeping ---------------------------------------------------------------------------------------
def test_what_is_written_is_kept_and_no_copy_of_it_goes_into_the_history(
    opened, told, cast, worker
):
    case = open_case(**opened)
    change_case(case_id=case.pk, by=cast.agency, **{**told, "plan": "每周探访两次"})
    case.refresh_from_db()
    assert (case.plan, case.version) == ("每周探访两次", 2)
    assert not {"intake", "assessment", "plan", "summary"} & {
        field.name for field in case.history.model._meta.fields
    }


def test_a_case_may_go_to_somebody_who_was_assigned_later(
    opened, told, cast, project, places, agency
):
    case = open_case(**opened)
    new = make_worker(places.own, agency)
    heir = {**told, "worker_id": new.pk}
    assert (
        "worker"
        in refusal(lambda: change_case(case_id=case.pk, by=cast.agency, **heir)).message_dict
    )
    make_assignment(project, new, role="worker", starts=date(2018, 8, 1))
    assert change_case(case_id=case.pk, by=cast.agency, **heir).worker == new


def test_a_case_does_not_begin_after_its_first_interview(told, cast, project, worker):
    case = make_case(project, worker)
    make_service(project, worker, method="case", case=case, date=date(2018, 5, 10))
    later = {**told, "opened_on": date(2018, 5, 11)}
    refused = refusal(lambda: change_case(case_id=case.pk, by=cast.agency, **later))
    assert list(refused.message_dict) == ["opened_on"]
    change_case(case_id=case.pk, by=cast.agency, **{**told, "opened_on": date(2018, 5, 10)})


# --- closing ---------------------------------------------------------------------------------------
def test_a_closed_case_says_when_why_and_with_what_result(project, worker, ended):
    case = close_case(case_id=make_case(project, worker).pk, **ended)
    case.refresh_from_db()
    assert (case.status, case.closed_on) == ("closed", date(2018, 9, 30))
    assert (case.closing, case.result, case.summary) == ("achieved", "better", ended["summary"])


def test_a_case_is_not_closed_before_its_last_interview(project, worker, ended):
    case = make_case(project, worker)
    make_service(project, worker, method="case", case=case, date=date(2018, 10, 1))
    refused = refusal(lambda: close_case(case_id=case.pk, **ended))
    assert "2018-10-01" in refused.message_dict["closed_on"][0]
    close_case(case_id=case.pk, **{**ended, "day": date(2018, 10, 1)})


@pytest.mark.parametrize("day", [date(2018, 5, 1), date(2019, 12, 31)])
def test_a_case_closes_between_its_opening_and_the_end_of_the_project(project, worker, ended, day):
    case = make_case(project, worker)
    refused = refusal(lambda: close_case(case_id=case.pk, **{**ended, "day": day}))
    assert "closed_on" in refused.message_dict


def test_a_referral_says_to_whom_and_another_ending_forgets_it(project, worker, ended):
    case = make_case(project, worker)
    referred = {**ended, "closing": "referred"}
    refused = refusal(lambda: close_case(case_id=case.pk, **referred))
    assert list(refused.message_dict) == ["referred_to"]
    assert close_case(case_id=case.pk, **referred, referred_to="县医院").referred_to == "县医院"
    other = close_case(case_id=make_case(project, worker).pk, **ended, referred_to="县医院")
    assert other.referred_to == ""


def test_a_closed_case_is_neither_changed_nor_closed_again(project, worker, told, ended, cast):
    case = close_case(case_id=make_case(project, worker).pk, **ended)
    for act in (
        lambda: change_case(case_id=case.pk, by=cast.agency, **told),
        lambda: close_case(case_id=case.pk, **ended),
    ):
        assert refusal(act).messages == ["This case was closed on 2018-09-30."]


# --- pages -----------------------------------------------------------------------------------------
def test_the_agency_opens_keeps_and_closes_a_case_in_the_browsers_forms(
    as_user, cast, opened, project
):
    client = as_user(cast.agency)
    address = f"{reverse('case_create')}?project={project.pk}"
    assert client.get(address).status_code == 200
    answer = client.post(address, posted(opened))
    case = CaseFile.objects.get()
    assert answer.headers["Location"] == case.get_absolute_url()
    change = {**posted(opened), "plan": "改为隔周", "version": "1"}
    client.post(reverse("case_edit", args=[case.pk]), change)
    case.refresh_from_db()
    assert case.plan == "改为隔周"
    ending = {
        "closed_on": "2018-09-30",
        "closing": "lost",
        "result": "same",
        "summary": "随子女迁往厦门",
    }
    client.post(reverse("case_close", args=[case.pk]), {**ending, "version": "2"})
    case.refresh_from_db()
    assert (case.status, case.closing, case.version) == ("closed", "lost", 3)
    again = client.get(reverse("case_close", args=[case.pk]))
    assert again.headers["Location"] == case.get_absolute_url()


def test_what_is_wrong_is_said_at_its_field(as_user, cast, opened, project):
    form = posted(opened, opened_on="2018-03-01", consent_on="2018-03-02")
    page = as_user(cast.agency).post(f"{reverse('case_create')}?project={project.pk}", form)
    assert set(page.context["form"].errors) == {"opened_on", "consent_on"}
    assert not CaseFile.objects.exists()


def test_two_people_who_edit_a_case_at_once_see_both_versions(as_user, cast, opened):
    case = open_case(**opened)
    address = reverse("case_edit", args=[case.pk])
    client = as_user(cast.agency)
    client.post(address, {**posted(opened), "plan": "甲", "version": "1"})
    answer = client.post(address, {**posted(opened), "plan": "乙", "version": "1"})
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.plan == "甲"


def test_without_a_project_the_page_asks_for_which(as_user, cast, project, places, agency, plan):
    other = make_project(places.own, agency=agency, plan=plan, status="draft")
    page = as_user(cast.agency).get(reverse("case_create"))
    assert list(page.context["projects"]) == [project]
    page = as_user(cast.agency).get(f"{reverse('case_create')}?project={other.pk}")
    assert page.context["projects"]
    for nonsense in ("x", "9" * 30, "-1"):
        page = as_user(cast.agency).get(reverse("case_create"), {"project": nonsense})
        assert page.status_code == 404


def test_officials_read_that_there_is_a_case_and_never_what_is_written_in_it(
    as_user, cast, project, worker, ended
):
    case = make_case(project, worker, **WORDS)
    make_service(project, worker, method="case", case=case, attendances=1)
    close_case(case_id=case.pk, **{**ended, "closing": "referred"}, referred_to="县医院")
    words = [*WORDS.values(), ended["summary"], "县医院", "明显改善"]
    for name in ("agency", "county", "city", "province", "auditor"):
        html = as_user(getattr(cast, name)).get(case.get_absolute_url()).content.decode()
        assert case.number in html
        assert case.beneficiary.number in html
        assert case.beneficiary.name not in html
        assert case.beneficiary.masked_name in html
        assert [word in html for word in words] == [name == "agency"] * len(words), name


def test_filters_narrow_by_project_status_field_place_and_days(
    as_user, cast, places, project, worker, ended
):
    case = make_case(project, worker)
    closed = make_case(project, worker, field="health", opened_on=date(2018, 6, 1))
    close_case(case_id=closed.pk, **ended)
    client = as_user(cast.province)
    for query, found in (
        ({}, {case, closed}),
        ({"status": "open"}, {case}),
        ({"status": "closed"}, {closed}),
        ({"field": "health"}, {closed}),
        ({"since": "2018-06-01"}, {closed}),
        ({"until": "2018-05-31"}, {case}),
        ({"q": case.beneficiary.number}, {case}),
        ({"q": project.number}, {case, closed}),
        ({"project": project.pk}, {case, closed}),
        ({"place": places.own.code}, {case, closed}),
        ({"place": places.sibling.code}, set()),
    ):
        page = client.get(reverse("case_list"), query)
        assert set(page.context["object_list"]) == found, query
    assert page.context["paginator"].sums == {"rows": 0, "open": 0}
    assert client.get(reverse("case_list")).context["paginator"].sums == {"rows": 2, "open": 1}


def test_an_interview_is_logged_from_its_case_and_a_session_from_its_group(
    as_user, cast, project, worker
):
    case, group = make_case(project, worker), make_group(project, worker)
    stranger = make_case(
        make_project(project.place, agency=cast.sibling_agency.agency, plan=project.plan), worker
    )
    client = as_user(cast.agency)
    address = f"{reverse('service_create')}?project={project.pk}"
    assert f"{address}&amp;case={case.pk}" in client.get(case.get_absolute_url()).content.decode()
    told = client.get(f"{address}&case={case.pk}").context["form"].initial
    assert (told["method"], told["case"], told["attendances"]) == ("case", case.pk, 1)
    assert told["beneficiaries"] == [case.beneficiary_id]
    told = client.get(f"{address}&group={group.pk}&session=3").context["form"].initial
    assert (told["method"], told["group"], told["session"]) == ("group", group.pk, "3")
    for nonsense in (f"case={stranger.pk}", "case=x", f"group={'9' * 30}"):
        page = client.get(f"{address}&{nonsense}")
        assert page.status_code == 200
        assert not page.context["form"].initial.get("case"), nonsense


def test_the_list_counts_the_interviews_of_each_case(as_user, cast, project, worker):
    many, none = make_case(project, worker), make_case(project, worker)
    for _ in range(3):
        make_service(project, worker, method="case", case=many, attendances=1)
    page = as_user(cast.county).get(reverse("case_list"), {"sort": "-interviews"})
    found = [(case, case.interview_count) for case in page.context["object_list"]]
    assert found == [(many, 3), (none, 0)]


def test_the_tabs_of_services_are_there_for_whoever_reads_more_than_records(as_user, cast):
    for name in ("agency", "county", "auditor", "clerk", "evaluator"):
        html = as_user(getattr(cast, name)).get(reverse("service_list")).content.decode()
        shown = f'href="{reverse("case_list")}"' in html
        assert shown == (name not in ("clerk", "evaluator")), name
