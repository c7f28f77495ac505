"""Visits, findings and follow-up actions: who records, who answers, what is overdue."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.attachments.models import Attachment
from projects.evaluation.actions.visits import answer_follow_up
from projects.evaluation.models import Finding, FollowUp, Visit
from tests.evaluating import make_finding, make_follow_up, make_visit, picture
from tests.factories import end_project, make_project

pytestmark = pytest.mark.django_db


def entry(**fields):
    return {"on": "2018-06-05", "visitors": "黄县办", "purpose": "查看服务记录", **fields}


@pytest.mark.parametrize("name", ["province", "city", "county", "evaluator"])
def test_officials_and_evaluators_record_visits_with_photos(as_user, cast, project, name):
    user = getattr(cast, name)
    site = project.sites.get().place_id
    answer = as_user(user).post(
        reverse("visit_create", args=[project.pk]), entry(site=site, photos=[picture()])
    )
    visit = Visit.objects.get()
    assert answer.url == visit.get_absolute_url()
    assert (visit.created_by, visit.site_id) == (user, site)
    assert Attachment.objects.of(visit).get().kind == "photo"


def test_a_visit_is_not_in_the_future_nor_at_another_site(as_user, cast, project, places):
    client = as_user(cast.county)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for wrong, field in (({"on": tomorrow}, "on"), ({"site": places.zhongshan.pk}, "site")):
        page = client.post(reverse("visit_create", args=[project.pk]), entry(**wrong))
        assert set(page.context["form"].errors) == {field}
    assert not Visit.objects.exists()


def test_drafts_are_not_visited(as_user, cast, places, agency, plan):
    draft = make_project(places.own, agency=agency, plan=plan)
    answer = as_user(cast.county).post(reverse("visit_create", args=[draft.pk]), entry())
    assert answer.url == reverse("project_evaluation", args=[draft.pk])
    assert not Visit.objects.exists()


def test_only_whoever_recorded_a_visit_changes_it_and_adds_findings(as_user, cast, project):
    visit = make_visit(project, cast.county)
    finding = make_finding(visit)
    for address in (
        reverse("visit_edit", args=[visit.pk]),
        reverse("finding_create", args=[visit.pk]),
        reverse("follow_up_create", args=[finding.pk]),
    ):
        for user in (cast.province, cast.city, cast.evaluator, cast.agency):
            assert as_user(user).post(address, {}).status_code == 403
        assert as_user(cast.sibling_county).post(address, {}).status_code == 404
        assert as_user(cast.county).get(address).status_code == 200


def test_a_finding_is_recorded_with_what_follows_from_it(as_user, cast, project, agency):
    visit = make_visit(project, cast.county)
    as_user(cast.county).post(
        reverse("finding_create", args=[visit.pk]),
        {
            "kind": "problem",
            "severity": "serious",
            "text": "签到表不全",
            "what": "补齐签到表",
            "owner": "agency",
            "due": "2018-07-01",
        },
    )
    follow_up = FollowUp.objects.get()
    assert (follow_up.agency, follow_up.person, follow_up.due) == (agency, None, date(2018, 7, 1))
    assert follow_up.finding.severity == "serious"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "problem", "severity": ""}, {"severity"}),
        ({"kind": ""}, {"kind"}),
        ({"what": "补", "owner": "", "due": ""}, {"owner", "due"}),
        ({"what": "", "owner": "agency", "due": "2018-07-01"}, {"what"}),
        ({"what": "补", "owner": "agency", "due": "2018-06-04"}, {"due"}),
        ({"what": "补", "owner": "999", "due": "2018-07-01"}, {"owner"}),
    ],
)
def test_what_is_wrong_with_a_finding_is_said_at_its_field(as_user, cast, project, fields, wrong):
    visit = make_visit(project, cast.county)
    entered = {"kind": "risk", "severity": "minor", "text": "人手紧张", **fields}
    page = as_user(cast.county).post(reverse("finding_create", args=[visit.pk]), entered)
    assert set(page.context["form"].errors) == wrong
    assert not Finding.objects.exists()


def test_the_photos_of_a_finding_are_kept_with_the_visit(as_user, cast, project):
    visit = make_visit(project, cast.county)
    entered = {"kind": "good", "text": "档案齐全", "photos": [picture()]}
    as_user(cast.county).post(reverse("finding_create", args=[visit.pk]), entered)
    assert Attachment.objects.of(visit).get().kind == "photo"


def test_nothing_is_added_to_the_visits_of_a_closed_project(as_user, cast, project):
    visit = make_visit(project, cast.county)
    finding = make_finding(visit)
    end_project(project, "closed")
    client = as_user(cast.county)
    entered = {"kind": "problem", "severity": "minor", "text": "又一处", "photos": [picture()]}
    for address, data in (
        (reverse("finding_create", args=[visit.pk]), entered),
        (
            reverse("follow_up_create", args=[finding.pk]),
            {"what": "补", "owner": "agency", "due": "2018-07-01"},
        ),
    ):
        assert client.get(address).url == visit.get_absolute_url()
        assert client.post(address, data).context["form"].non_field_errors()
    assert Finding.objects.get() == finding
    assert not FollowUp.objects.exists()
    assert not Attachment.objects.exists()


def test_good_practice_needs_no_severity(as_user, cast, project):
    visit = make_visit(project, cast.county)
    good = {"kind": "good", "severity": "grave", "text": "档案齐全"}
    as_user(cast.county).post(reverse("finding_create", args=[visit.pk]), good)
    assert Finding.objects.get().severity == ""


def test_the_agency_sees_findings_and_answers_what_is_its_own(as_user, cast, project):
    finding = make_finding(make_visit(project, cast.county))
    ours = make_follow_up(finding)
    theirs = make_follow_up(finding, person=cast.county, what="协调场地")
    page = as_user(cast.agency).get(finding.visit.get_absolute_url())
    assert finding.text in page.content.decode()
    assert page.context["mine"] == {ours.pk}
    assert as_user(cast.county).get(finding.visit.get_absolute_url()).context["mine"] == {theirs.pk}
    address = reverse("follow_up_answer", args=[ours.pk])
    for user, status in ((cast.county, 403), (cast.province, 403), (cast.sibling_agency, 404)):
        assert as_user(user).post(address, {"result": "好了"}).status_code == status
    assert as_user(cast.agency).post(address, {"result": "已补齐"}).status_code == 302
    ours.refresh_from_db()
    assert (ours.result, ours.done_by) == ("已补齐", cast.agency)
    with pytest.raises(ValidationError, match="已答复"):
        answer_follow_up(follow_up_id=ours.pk, by=cast.agency, result="又补")


def test_nothing_is_answered_once_the_project_is_over(as_user, cast, project):
    follow_up = make_follow_up(make_finding(make_visit(project, cast.county)))
    end_project(project, "closed")
    address = reverse("follow_up_answer", args=[follow_up.pk])
    page = as_user(cast.agency).post(address, {"result": "已补齐"}, follow=True)
    assert "项目已经结束，其记录不再变动" in page.text
    follow_up.refresh_from_db()
    assert follow_up.done_on is None


def test_an_empty_answer_is_asked_for_again(as_user, cast, project):
    follow_up = make_follow_up(make_finding(make_visit(project, cast.county)))
    page = as_user(cast.agency).post(reverse("follow_up_answer", args=[follow_up.pk]))
    assert set(page.context["form"].errors) == {"result"}


def test_overdue_is_what_is_not_done_after_its_day(cast, project):
    finding = make_finding(make_visit(project, cast.county))
    today = date(2018, 7, 1)
    late = make_follow_up(finding, due=date(2018, 6, 30))
    make_follow_up(finding, due=today)
    done = make_follow_up(finding, due=date(2018, 6, 1))
    answer_follow_up(follow_up_id=done.pk, by=cast.agency, result="已补齐")
    done.refresh_from_db()
    assert list(FollowUp.objects.overdue(today)) == [late]
    assert late.is_overdue(today)
    assert not done.is_overdue(today)


def test_the_database_holds_one_owner_a_result_and_a_severity(cast, project):
    follow_up = make_follow_up(make_finding(make_visit(project, cast.county)))
    rows = FollowUp.objects.filter(pk=follow_up.pk)
    with pytest.raises(IntegrityError, match="follow_up_has_one_owner"), transaction.atomic():
        rows.update(person=cast.county)
    with pytest.raises(IntegrityError, match="done_has_a_result"), transaction.atomic():
        rows.update(done_on="2018-07-01")
    with pytest.raises(IntegrityError, match="severity_unless_good"), transaction.atomic():
        Finding.objects.update(severity="")
