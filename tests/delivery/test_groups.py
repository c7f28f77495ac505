"""Groups: planned and held sessions, members, and who reads what."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from projects.delivery.actions import (
    add_member,
    change_group,
    close_group,
    member_leaves,
    open_group,
)
from projects.delivery.models import GroupMember, ServiceGroup
from tests.factories import (
    end_project,
    make_assignment,
    make_beneficiary,
    make_group,
    make_service,
    make_worker,
)

pytestmark = pytest.mark.django_db
DAY = date(2018, 5, 2)


@pytest.fixture
def person(agency, places):
    return make_beneficiary(agency, places.fulong)


@pytest.fixture
def told(worker):
    """What the agency says of a group."""
    return {
        "name": "银龄互助小组",
        "kind": "support",
        "field": "elders",
        "worker_id": worker.pk,
        "planned_sessions": 8,
        "opened_on": DAY,
        "goals": "邻里互助，结伴出行",
    }


def posted(told, **more):
    """The same as a browser posts it."""
    form = {name: str(value) for name, value in told.items()}
    form["worker"] = form.pop("worker_id")
    return {**form, "submission": str(uuid4()), **more}


def refusal(call):
    with override("en"), pytest.raises(ValidationError) as caught:
        call()
    return caught.value


# --- opening, changing, closing ------------------------------------------------------------------
def test_the_agency_opens_a_group_with_a_number_of_its_own(project, cast, told):
    key = uuid4()
    group = open_group(project_id=project.pk, by=cast.agency, submission_key=key, **told)
    assert group.number == f"XZ-2018-{group.pk:07d}"
    assert open_group(project_id=project.pk, by=cast.agency, submission_key=key, **told) == group
    assert ServiceGroup.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"opened_on": date(2018, 3, 1)}, "opened_on"),
        ({"opened_on": date(2030, 1, 1)}, "opened_on"),
        ({"planned_sessions": 0}, "planned_sessions"),
        ({"planned_sessions": 61}, "planned_sessions"),
        ({"name": "已有的小组"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(project, cast, worker, told, wrong, field):
    make_group(project, worker, name="已有的小组")
    call = {"project_id": project.pk, "by": cast.agency, **told, **wrong}
    assert list(refusal(lambda: open_group(**call)).message_dict) == [field]


def test_the_leader_was_assigned_on_that_day(project, cast, places, agency, told):
    late = make_worker(places.own, agency, name="陈晚来")
    make_assignment(project, late, role="worker", starts=date(2018, 6, 1))
    call = {"project_id": project.pk, "by": cast.agency, **told, "worker_id": late.pk}
    assert list(refusal(lambda: open_group(**call)).message_dict) == ["worker"]
    open_group(**{**call, "opened_on": date(2018, 6, 1)})


@pytest.mark.parametrize("name", ["county", "province", "evaluator", "sibling_agency"])
def test_nobody_else_touches_a_group(project, cast, worker, told, person, name):
    group = make_group(project, worker, person)
    other = getattr(cast, name)
    refusal(lambda: open_group(project_id=project.pk, by=other, **told))
    for act in (
        lambda: change_group(group_id=group.pk, by=other, **told),
        lambda: close_group(group_id=group.pk, by=other, day=date(2018, 9, 30), evaluation="好"),
        lambda: member_leaves(member_id=group.memberships.get().pk, by=other, day=DAY),
    ):
        with pytest.raises((ValidationError, ServiceGroup.DoesNotExist, GroupMember.DoesNotExist)):
            act()


def test_a_project_that_does_not_run_keeps_its_groups_as_they_are(
    project, cast, worker, told, person
):
    group = make_group(project, worker)
    end_project(project, "settlement")
    for act in (
        lambda: open_group(project_id=project.pk, by=cast.agency, **told),
        lambda: change_group(group_id=group.pk, by=cast.agency, **told),
        lambda: close_group(
            group_id=group.pk, by=cast.agency, day=date(2018, 9, 30), evaluation="好"
        ),
        lambda: add_member(
            group_id=group.pk, beneficiary_id=person.pk, joined_on=DAY, by=cast.agency
        ),
    ):
        assert "while a project runs" in refusal(act).messages[0]


def test_a_group_neither_begins_after_its_first_session_nor_ends_before_its_last(
    project, cast, worker, told
):
    group = make_group(project, worker)
    for session, day in ((1, date(2018, 5, 10)), (2, date(2018, 6, 10))):
        make_service(project, worker, group=group, session=session, date=day)
    late = {**told, "opened_on": date(2018, 5, 11)}
    refused = refusal(lambda: change_group(group_id=group.pk, by=cast.agency, **late))
    assert list(refused.message_dict) == ["opened_on"]
    ending = {"group_id": group.pk, "by": cast.agency, "evaluation": "组员结对"}
    refused = refusal(lambda: close_group(**ending, day=date(2018, 6, 9)))
    assert "2018-06-10" in refused.message_dict["closed_on"][0]
    close_group(**ending, day=date(2018, 6, 10))
    for act in (
        lambda: close_group(**ending, day=date(2018, 6, 10)),
        lambda: change_group(group_id=group.pk, by=cast.agency, **told),
    ):
        assert refusal(act).messages == ["This group ended on 2018-06-10."]


# --- members -------------------------------------------------------------------------------------
def test_somebody_of_the_register_joins_once_and_leaves_once(project, cast, worker, person):
    group = make_group(project, worker)
    joins = {"group_id": group.pk, "beneficiary_id": person.pk, "by": cast.agency}
    member = add_member(**joins, joined_on=DAY)
    refused = refusal(lambda: add_member(**joins, joined_on=DAY))
    assert refused.message_dict == {"beneficiary": ["This person already belongs to the group."]}
    leaves = {"member_id": member.pk, "by": cast.agency}
    assert "left_on" in refusal(lambda: member_leaves(**leaves, day=date(2018, 5, 1))).message_dict
    assert "left_on" in refusal(lambda: member_leaves(**leaves, day=date(2035, 5, 1))).message_dict
    assert member_leaves(**leaves, day=date(2018, 7, 1)).left_on == date(2018, 7, 1)
    refused = refusal(lambda: member_leaves(**leaves, day=date(2018, 8, 1)))
    assert refused.messages == ["This person left the group on 2018-07-01."]


def test_nobody_joins_before_the_group_begins_or_from_another_register(
    project, cast, worker, person, places
):
    group = make_group(project, worker)
    stranger = make_beneficiary(cast.sibling_agency.agency, places.fulong)
    joins = {"group_id": group.pk, "by": cast.agency}
    early = {"beneficiary_id": person.pk, "joined_on": date(2018, 5, 1)}
    assert list(refusal(lambda: add_member(**joins, **early)).message_dict) == ["joined_on"]
    foreign = {"beneficiary_id": stranger.pk, "joined_on": DAY}
    assert list(refusal(lambda: add_member(**joins, **foreign)).message_dict) == ["beneficiary"]


def test_a_group_does_not_end_before_somebody_joins_it(project, cast, worker, person):
    group = make_group(project, worker)
    group.memberships.create(beneficiary=person, joined_on=date(2018, 7, 1))
    refused = refusal(
        lambda: close_group(
            group_id=group.pk, by=cast.agency, day=date(2018, 6, 30), evaluation="好"
        )
    )
    assert list(refused.message_dict) == ["closed_on"]


# --- pages ---------------------------------------------------------------------------------------
def test_the_agency_keeps_a_group_in_the_browsers_forms(as_user, cast, project, told, person):
    client = as_user(cast.agency)
    client.post(f"{reverse('group_create')}?project={project.pk}", posted(told))
    group = ServiceGroup.objects.get()
    edit = reverse("group_edit", args=[group.pk])
    client.post(edit, posted(told, planned_sessions="10", version="1"))
    joins = {"beneficiary": person.pk, "joined_on": "2018-05-02", "version": "2"}
    client.post(reverse("group_member_add", args=[group.pk]), joins)
    member = group.memberships.get()
    leave = reverse("group_member_leave", args=[member.pk])
    for day in ("", "nonsense", "2018-01-01", "2018-06-30"):
        answer = client.post(leave, {"left_on": day})
        assert answer.headers["Location"] == group.get_absolute_url()
    ending = {"closed_on": "2018-09-30", "evaluation": "组员结对", "version": "2"}
    client.post(reverse("group_close", args=[group.pk]), ending)
    group.refresh_from_db()
    member.refresh_from_db()
    assert (group.planned_sessions, group.closed_on) == (10, date(2018, 9, 30))
    assert (group.evaluation, member.left_on) == ("组员结对", date(2018, 6, 30))


def test_sessions_are_shown_as_planned_and_as_held(as_user, cast, project, worker):
    group = make_group(project, worker, planned_sessions=8)
    for session, attendances in ((1, 12), (4, 13), (500, 1)):
        make_service(
            project, worker, group=group, session=session, attendances=attendances, date=DAY
        )
    page = as_user(cast.county).get(group.get_absolute_url())
    assert [record.session for record in page.context["sessions"]] == [1, 4, 500]
    assert page.context["missing"] == "2–3, 5–8"
    assert (page.context["held"], page.context["attendances"]) == (3, 26)
    html = as_user(cast.agency).get(group.get_absolute_url()).content.decode()
    assert f"project={project.pk}&amp;group={group.pk}&amp;session=501" in html


def test_officials_read_counts_and_the_agency_alone_who_the_members_are(
    as_user, cast, project, worker, person
):
    group = make_group(project, worker, person, closed_on=date(2018, 9, 30), evaluation="组员结对")
    for name in ("agency", "county", "city", "province", "auditor"):
        html = as_user(getattr(cast, name)).get(group.get_absolute_url()).content.decode()
        own = name == "agency"
        assert (person.number in html, "组员结对" in html) == (own, own), name
        assert person.name not in html


def test_filters_narrow_by_project_state_kind_and_days(as_user, cast, places, project, worker):
    first = make_group(project, worker)
    ended = make_group(
        project, worker, kind="growth", opened_on=date(2018, 6, 1), closed_on=date(2018, 9, 1)
    )
    make_service(project, worker, group=first, session=1)
    client = as_user(cast.province)
    for query, found in (
        ({}, [ended, first]),
        ({"state": "open"}, [first]),
        ({"state": "closed"}, [ended]),
        ({"kind": "growth"}, [ended]),
        ({"since": "2018-06-01"}, [ended]),
        ({"q": first.name}, [first]),
        ({"project": project.pk}, [ended, first]),
        ({"place": places.sibling.code}, []),
        ({"sort": "-sessions"}, [first, ended]),
    ):
        page = client.get(reverse("group_list"), query)
        assert list(page.context["object_list"]) == found, query
    assert page.context["paginator"].sums == {"rows": 2, "open": 1}
    assert [group.held for group in page.context["object_list"]] == [1, 0]
