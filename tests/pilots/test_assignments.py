"""Assignments: who works on a project, who says so, and what cannot be."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.pilots.models import Assignment, Project
from tests.factories import end_project, make_assignment, make_project, make_worker


@pytest.fixture
def empty(places, agency, plan) -> Project:
    """An approved project to which nobody is assigned yet."""
    return make_project(places.own, agency=agency, plan=plan, status="approved")


def assignment_data(worker=None, **changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "worker": worker.pk if worker else "",
        "role": "lead",
        "starts": "2018-04-10",
        "ends": "",
        "share": "80",
        **changes,
    }


def create_for(project) -> str:
    return reverse("assignment_create", args=[project.pk])


class TestAssigning:
    @pytest.mark.parametrize("who", ["county", "agency"])
    def test_the_county_and_the_agency_assign_workers(self, cast, as_user, empty, worker, who):
        user = getattr(cast, who)
        answer = as_user(user).post(create_for(empty), assignment_data(worker))
        assert answer.url == empty.get_absolute_url()
        assignment = Assignment.objects.get()
        assert (assignment.project, assignment.worker, assignment.share) == (empty, worker, 80)
        assert assignment.created_by == user

    @pytest.mark.parametrize("who", ["province", "city", "evaluator", "auditor", "clerk"])
    def test_nobody_else_assigns(self, cast, as_user, places, agency, plan, worker, who):
        project = make_project(
            places.own, agency=agency, plan=plan, status="approved", sites=(places.fulong,)
        )
        client = as_user(getattr(cast, who))
        assert client.get(create_for(project)).status_code == 403
        assert client.post(create_for(project), assignment_data(worker)).status_code == 403
        assert not Assignment.objects.exists()

    def test_out_of_scope_the_project_is_not_found(self, cast, as_user, empty):
        for user in (cast.sibling_county, cast.other_county, cast.other_agency, cast.sysadmin):
            assert as_user(user).get(create_for(empty)).status_code == 404

    def test_only_workers_of_the_agency_are_offered(self, cast, as_user, empty, worker, places):
        gone = make_worker(places.own, empty.agency, left_on=date(2018, 1, 1))
        free = make_worker(places.own)
        form = as_user(cast.county).get(create_for(empty)).context["form"]
        assert list(form.fields["worker"].queryset) == [worker]
        for other in (gone, free):
            answer = as_user(cast.county).post(create_for(empty), assignment_data(other))
            assert answer.context["form"].errors == {"worker": ["这不是承接机构的社工。"]}

    def test_the_choice_says_who_is_certified(self, cast, as_user, empty, worker, places):
        trainee = make_worker(places.own, empty.agency, certified__never=True)
        page = as_user(cast.county).get(create_for(empty)).content.decode()
        assert f"{worker.name}（社会工作师）" in page
        assert f"{trainee.name}（未持证）" in page

    def test_a_lead_without_certificate_on_the_first_day_is_refused_at_the_field(
        self, cast, as_user, empty, places
    ):
        late = make_worker(places.own, empty.agency, certified=date(2018, 9, 1))
        client = as_user(cast.agency)
        answer = client.post(create_for(empty), assignment_data(late))
        assert answer.context["form"].errors == {
            "role": [f"{late.name}在 2018-04-10 未持证，主责社工须在开始日持证。"]
        }
        client.post(create_for(empty), assignment_data(late, role="worker"))
        assert Assignment.objects.get().role == "worker"

    def test_a_second_lead_is_refused_while_the_first_one_leads(
        self, cast, as_user, empty, worker, places
    ):
        first = make_assignment(empty, worker)
        second = make_worker(places.own, empty.agency)
        client = as_user(cast.county)
        answer = client.post(create_for(empty), assignment_data(second))
        assert answer.context["form"].errors == {"role": ["本项目已有主责社工，请先结束原指派。"]}
        first.ends = date(2018, 6, 1)
        first.save()
        answer = client.post(create_for(empty), assignment_data(second, starts="2018-06-01"))
        assert answer.context["form"].errors == {
            "role": [f"{worker.name}主责本项目至 2018-06-01，请填写更晚的开始日期。"]
        }
        answer = client.post(create_for(empty), assignment_data(second, starts="2018-06-02"))
        assert answer.status_code == 302

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("worker", "", "请选择社工。"),
            ("role", "", "请选择项目职责。"),
            ("starts", "", "请填写日期。"),
            ("starts", "2018-02-30", "请填写日期，例如 2018-03-12。"),
            ("ends", "2018-04-09", "结束日期早于开始日期。"),
            ("share", "0", "投入时间须在 1 至 100 之间。"),
            ("share", "101", "投入时间须在 1 至 100 之间。"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self, cast, as_user, empty, worker, field, value, message
    ):
        data = assignment_data(worker) | {field: value}
        answer = as_user(cast.county).post(create_for(empty), data)
        assert answer.context["form"].errors == {field: [message]}
        assert not Assignment.objects.exists()

    def test_the_same_worker_is_assigned_once(self, cast, as_user, empty, worker):
        make_assignment(empty, worker)
        data = assignment_data(worker, role="worker")
        answer = as_user(cast.county).post(create_for(empty), data)
        assert answer.context["form"].errors == {"worker": ["该社工已指派到本项目。"]}

    def test_a_worker_who_left_the_project_comes_back_on_another_day_only(
        self, cast, as_user, empty, worker
    ):
        make_assignment(empty, worker, role="worker", ends=date(2018, 12, 31))
        client = as_user(cast.county)
        data = assignment_data(worker, role="worker", starts="2018-12-31")
        answer = client.post(create_for(empty), data)
        assert answer.context["form"].errors == {"worker": ["该社工已指派到本项目。"]}
        answer = client.post(create_for(empty), data | {"starts": "2019-01-01"})
        assert answer.status_code == 302

    def test_the_same_form_sent_twice_makes_one(self, cast, as_user, empty, worker):
        data, client = assignment_data(worker), as_user(cast.county)
        first, second = (client.post(create_for(empty), data) for _ in range(2))
        assert first.url == second.url
        assert Assignment.objects.count() == 1

    @pytest.mark.parametrize(
        "status",
        [
            *("draft", "returned", "county_check", "city_review", "approval"),
            *("suspended", "closed", "archived", "terminated"),
        ],
    )
    def test_only_live_projects_take_workers(
        self, cast, as_user, places, agency, plan, worker, status
    ):
        project = make_project(places.own, agency=agency, plan=plan, status=status)
        client = as_user(cast.county)
        for answer in (
            client.get(create_for(project)),
            client.post(create_for(project), assignment_data(worker)),
        ):
            assert answer.url == project.get_absolute_url()
        assert (
            "项目批准后至结项前（暂停期间除外）才能指派社工"
            in client.get(answer.url).content.decode()
        )
        assert not Assignment.objects.exists()


class TestChanging:
    def test_an_assignment_is_ended(self, cast, as_user, project):
        assignment = project.assignments.get()
        address = reverse("assignment_edit", args=[assignment.pk])
        client = as_user(cast.agency)
        assert "worker" not in client.get(address).context["form"].fields
        data = assignment_data(starts="2018-04-01", ends="2018-12-31", version=1)
        assert client.post(address, data).url == assignment.get_absolute_url()
        assignment.refresh_from_db()
        assert assignment.ends == date(2018, 12, 31)
        newest = client.get(assignment.get_absolute_url()).context["edits"][0]
        assert newest.by == cast.agency
        changes = {change.label: (change.before, change.after) for change in newest.changes}
        assert changes["结束"] == ("—", "2018-12-31")

    def test_an_ended_one_is_not_reopened_beside_another(self, cast, as_user, project, worker):
        ended = project.assignments.get()
        ended.ends = date(2018, 6, 1)
        ended.save()
        make_assignment(project, worker, starts=date(2018, 7, 1))
        data = assignment_data(role="worker", starts="2018-04-01", version=1)
        answer = as_user(cast.county).post(reverse("assignment_edit", args=[ended.pk]), data)
        assert answer.context["form"].errors == {"ends": ["该社工已指派到本项目。"]}

    def test_the_second_of_two_savers_sees_both_versions(self, cast, as_user, project):
        assignment = project.assignments.get()
        address = reverse("assignment_edit", args=[assignment.pk])
        as_user(cast.agency).post(address, assignment_data(share="50", version=1))
        answer = as_user(cast.county).post(address, assignment_data(share="60", version=1))
        assert answer.status_code == 409
        assert ("投入时间（%）", "60", "50") in answer.context["form"].mine_and_theirs()

    def test_after_the_project_is_closed_nothing_changes(self, cast, as_user, project):
        assignment = project.assignments.get()
        end_project(project, "closed")
        address = reverse("assignment_edit", args=[assignment.pk])
        data = assignment_data(share="50", version=1)
        answer = as_user(cast.county).post(address, data)
        assert answer.url == assignment.get_absolute_url()
        assignment.refresh_from_db()
        assert assignment.share == 100

    def test_others_read_it_without_changing_it(self, cast, as_user, project):
        assignment = project.assignments.get()
        address = reverse("assignment_edit", args=[assignment.pk])
        for who in ("province", "city", "evaluator", "auditor"):
            client = as_user(getattr(cast, who))
            page = client.get(assignment.get_absolute_url())
            assert page.status_code == 200
            assert address not in page.content.decode()
            assert client.get(address).status_code == 403
        for who in ("clerk", "sibling_county", "other_agency", "sysadmin"):
            client = as_user(getattr(cast, who))
            assert client.get(assignment.get_absolute_url()).status_code == 404
            assert client.get(address).status_code == 404


class TestDatabase:
    def test_it_refuses_a_second_lead_and_a_worker_twice(self, empty, worker, places):
        make_assignment(empty, worker)
        second = make_worker(places.own, empty.agency)
        for fields in ({"worker": second}, {"worker": worker, "role": "worker"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                make_assignment(empty, **fields)


class TestListing:
    def test_the_list_is_three_queries(
        self, cast, as_user, project, places, django_assert_num_queries
    ):
        for _ in range(24):
            make_assignment(project, make_worker(places.own, project.agency), role="worker")
        client = as_user(cast.county)
        client.get(reverse("assignment_list"))
        with django_assert_num_queries(3):
            page = client.get(reverse("assignment_list"))
        assert page.context["paginator"].count == 25

    def test_the_filters_narrow_it(self, cast, as_user, project, worker, places):
        helper = make_worker(places.own, project.agency, name="苏志强")
        yesterday = timezone.localdate() - timedelta(days=1)
        ended = make_assignment(project, helper, role="worker", ends=yesterday)
        lead = project.assignments.get(role="lead")
        client = as_user(cast.county)

        def found(**query) -> list:
            return list(client.get(reverse("assignment_list"), query).context["object_list"])

        assert found(q="苏志") == found(role="worker") == found(running="no") == [ended]
        assert found(role="lead") == found(running="yes") == [lead]
        assert len(found(q=project.number)) == len(found(place=places.minhou.code)) == 2

    def test_a_clerk_has_no_list_of_assignments(self, cast, as_user, project):
        assert as_user(cast.clerk).get(reverse("assignment_list")).status_code == 403
        page = as_user(cast.clerk).get(reverse("project_list")).content.decode()
        assert reverse("assignment_list") not in page
