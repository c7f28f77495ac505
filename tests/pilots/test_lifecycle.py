"""The moves of a project: who may make each, from where, on what condition, and what the record says."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.pilots.actions.moves import AlreadyDone, MoveRefused, move
from projects.pilots.actions.notices import handle_objection
from projects.pilots.lifecycle import MOVES, available_moves, waiting_for
from projects.pilots.models import Objection, Project
from tests.factories import (
    list_agency,
    make_assignment,
    make_contract,
    make_notice,
    make_objection,
    make_project,
    make_worker,
)

LEVELS = ("province", "city", "county")
ROLES = ("province", "city", "county", "clerk", "agency", "evaluator", "auditor")

# What DESIGN says, written out by hand: (move, from) → who at a province, city, county pilot.
COUNTY, CITY, APPROVER = ("county",) * 3, ("city",) * 3, LEVELS
TABLE = {
    ("submit", "draft"): COUNTY,
    ("submit", "returned"): COUNTY,
    ("check", "county_check"): COUNTY,
    ("review", "city_review"): CITY,
    ("approve", "approval"): APPROVER,
    ("announce", "approved"): APPROVER,
    ("confirm", "notice"): APPROVER,
    ("start", "contracting"): COUNTY,
    ("finish", "running"): COUNTY,
    ("pass_evaluation", "final_evaluation"): APPROVER,
    ("close", "settlement"): COUNTY,
    ("archive", "closed"): COUNTY,
    ("suspend", "running"): APPROVER,
    ("resume", "suspended"): APPROVER,
    ("return", "county_check"): COUNTY,
    ("return", "city_review"): CITY,
    ("return", "approval"): APPROVER,
    ("return", "notice"): APPROVER,
    ("terminate", "approved"): APPROVER,
    ("terminate", "notice"): APPROVER,
    ("terminate", "contracting"): APPROVER,
    ("terminate", "running"): APPROVER,
    ("terminate", "suspended"): APPROVER,
}
TO = {
    "submit": "county_check",
    "check": "city_review",
    "review": "approval",
    "approve": "approved",
    "announce": "notice",
    "confirm": "contracting",
    "start": "running",
    "finish": "final_evaluation",
    "pass_evaluation": "settlement",
    "close": "closed",
    "archive": "archived",
    "suspend": "suspended",
    "resume": "running",
    "return": "returned",
    "terminate": "terminated",
}
WITHOUT_BUTTON = {"announce", "pass_evaluation", "close", "archive"}
NEED_A_REASON = {"return", "suspend", "resume", "terminate"}
DAYS = {
    "approve": "approved_on",
    "start": "started_on",
    "suspend": "suspended_on",
    "finish": "finished_on",
    "close": "closed_on",
    "archive": "archived_on",
    "terminate": "terminated_on",
}
CASES = [
    (name, status, level, who[place])
    for (name, status), who in TABLE.items()
    for place, level in enumerate(LEVELS)
]


def send(client, project: Project, name: str, **data):
    return client.post(reverse("project_move", args=[project.pk, name]), data)


def ready(project: Project, name: str, by) -> Project:
    """The project with what ``name`` asks for besides what ``build`` gives it."""
    if name == "return" and project.status == "notice":
        objection = make_objection(project.notices.get())
        handle_objection(objection_id=objection.pk, outcome="upheld", answer="属实。", by=by)
    return project


class TestWhoMayMove:
    @pytest.mark.parametrize(("name", "status", "level", "who"), CASES)
    def test_the_right_role_moves_it_and_the_record_says_so(
        self, cast, build, name, status, level, who
    ):
        by = getattr(cast, who)
        project = ready(build(status, level), name, by)
        row = move(project_id=project.pk, name=name, by=by, reason="材料不全")
        project.refresh_from_db()
        assert project.status == TO[name]
        assert project.version == 2
        assert (row.name, row.from_status, row.to_status, row.by) == (name, status, TO[name], by)
        assert abs(timezone.now() - row.at) < timedelta(minutes=1)
        assert row.reason == "材料不全"
        if name in DAYS:
            assert getattr(project, DAYS[name]) == timezone.localdate()

    @pytest.mark.parametrize(("name", "status", "level", "who"), CASES)
    def test_no_other_role_moves_it(self, cast, as_user, build, name, status, level, who):
        project = build(status, level)
        for role in ROLES:
            if role == who:
                continue
            user = getattr(cast, role)
            with pytest.raises(MoveRefused):
                move(project_id=project.pk, name=name, by=user, reason="材料不全")
            answer = send(as_user(user), project, name, reason="材料不全")
            makes_it_elsewhere = role in MOVES[name].roles(level)
            allowed = (200, 302) if makes_it_elsewhere else (403,)
            assert answer.status_code in ((404,) if name in WITHOUT_BUTTON else allowed)
        project.refresh_from_db()
        assert project.status == status
        assert not project.moves.exists()

    @pytest.mark.parametrize("name", list(TO))
    @pytest.mark.parametrize("level", LEVELS)
    def test_it_is_made_from_no_other_status(self, cast, build, name, level):
        starts = {status for (move_name, status) in TABLE if move_name == name}
        for status in set(Project.Status.values) - starts:
            project = build(status, level)
            for role in ("province", "city", "county"):
                with pytest.raises(MoveRefused):
                    move(project_id=project.pk, name=name, by=getattr(cast, role), reason="不妥")
            project.refresh_from_db()
            assert project.status == status

    def test_the_table_has_no_other_moves(self):
        assert {name: rule.to for name, rule in MOVES.items()} == TO
        assert {(name, status) for name in MOVES for status in MOVES[name].who} == set(TABLE)
        assert {name for name in MOVES if MOVES[name].needs_reason} == NEED_A_REASON
        assert {name for name in MOVES if MOVES[name].through} == WITHOUT_BUTTON

    @pytest.mark.parametrize(
        ("name", "status", "level", "who"), [c for c in CASES if c[0] not in WITHOUT_BUTTON]
    )
    def test_its_button_makes_it(self, cast, as_user, build, name, status, level, who):
        project = ready(build(status, level), name, getattr(cast, who))
        send(as_user(getattr(cast, who)), project, name, reason="依批复办理", version=1)
        project.refresh_from_db()
        assert project.status == TO[name]

    @pytest.mark.parametrize(
        ("name", "status", "level", "who"), [c for c in CASES if c[0] in WITHOUT_BUTTON]
    )
    def test_what_is_made_elsewhere_has_no_address(
        self, cast, as_user, build, name, status, level, who
    ):
        project = build(status, level)
        client = as_user(getattr(cast, who))
        assert send(client, project, name).status_code == 404
        address = reverse("project_move", args=[project.pk, name])
        assert address not in client.get(project.get_absolute_url()).content.decode()
        project.refresh_from_db()
        assert project.status == status

    @pytest.mark.parametrize("status", Project.Status.values)
    @pytest.mark.parametrize("level", LEVELS)
    def test_each_role_is_offered_what_the_table_gives_it_and_nothing_else(
        self, cast, build, status, level
    ):
        project = build(status, level)
        for role in ROLES:
            offered = {found.name for found in available_moves(project, getattr(cast, role))}
            expected = {
                name
                for (name, start), who in TABLE.items()
                if start == status and who[LEVELS.index(level)] == role
            }
            assert offered == expected

    def test_out_of_scope_it_is_not_found(self, cast, as_user, build):
        project = build("county_check")
        for user in (
            cast.sibling_county,
            cast.other_county,
            cast.other_city,
            cast.other_agency,
            cast.sibling_clerk,
            cast.sysadmin,
        ):
            assert send(as_user(user), project, "check").status_code == 404
        assert send(as_user(cast.county), project, "no-such-move").status_code == 404

    def test_pingtan_has_a_city_official_of_its_own(self, cast, places, agency, plan, as_user):
        project = make_project(places.pingtan, agency=agency, plan=plan, status="city_review")
        assert send(as_user(cast.city), project, "review").status_code == 404
        move(project_id=project.pk, name="review", by=cast.pingtan_city)
        project.refresh_from_db()
        assert project.status == "approval"

    def test_a_version_that_cannot_be_one_is_no_error_of_ours(self, cast, as_user, build):
        project = build("county_check")
        answer = send(as_user(cast.county), project, "check", version="9" * 5000)
        assert answer.status_code == 302

    def test_a_move_is_posted_never_fetched(self, cast, as_user, build):
        project = build("county_check")
        address = reverse("project_move", args=[project.pk, "check"])
        assert as_user(cast.county).get(address).status_code == 405
        project.refresh_from_db()
        assert project.status == "county_check"

    def test_what_waits_for_a_role_comes_from_the_same_table(self):
        every = frozenset(LEVELS)

        def approves(level: str) -> dict:
            statuses = ("approval", "approved", "notice", "final_evaluation")
            return {status: frozenset({level}) for status in statuses}

        county = ("draft", "returned", "county_check", "contracting", "running", "settlement")
        assert dict(waiting_for("city")) == {"city_review": every} | approves("city")
        assert dict(waiting_for("province")) == approves("province")
        assert dict(waiting_for("county")) == (
            dict.fromkeys((*county, "closed"), every) | approves("county")
        )
        assert dict(waiting_for("agency")) == {}


class TestConditions:
    def test_approval_takes_the_day(self, cast, build):
        project = build("approval")
        move(project_id=project.pk, name="approve", by=cast.province)
        project.refresh_from_db()
        assert project.approved_on == timezone.localdate()

    def test_a_listed_agency_is_not_approved_and_the_page_says_why(self, cast, as_user, build):
        project = build("approval")
        list_agency(project.agency, date(2018, 1, 1))
        client = as_user(cast.province)
        answer = send(client, project, "approve")
        assert answer.url == project.get_absolute_url()
        page = client.get(answer.url).content.decode()
        assert f"{project.agency.name}今天不能承接项目：" in page
        project.refresh_from_db()
        assert (project.status, project.approved_on) == ("approval", None)

    def test_an_agency_off_the_list_since_today_is_approved(self, cast, build):
        project = build("approval")
        list_agency(project.agency, date(2018, 1, 1), timezone.localdate())
        move(project_id=project.pk, name="approve", by=cast.province)
        project.refresh_from_db()
        assert project.status == "approved"

    def test_it_does_not_start_without_a_lead(self, cast, build):
        project = build("contracting", lead=None)
        with pytest.raises(MoveRefused, match="请先指派一名持证的主责社工"):
            move(project_id=project.pk, name="start", by=cast.county)

    def test_it_does_not_start_with_a_lead_without_certificate(self, cast, build, places, agency):
        trainee = make_worker(places.own, agency, certified__never=True)
        project = build("contracting", lead=trainee)
        with pytest.raises(MoveRefused, match=f"主责社工{trainee.name}今天未持证"):
            move(project_id=project.pk, name="start", by=cast.county)

    def test_it_does_not_start_with_a_lead_whose_time_is_over_or_not_yet_come(
        self, cast, build, worker
    ):
        project = build("contracting", lead=None)
        gone = make_assignment(project, worker, ends=timezone.localdate() - timedelta(days=1))
        with pytest.raises(MoveRefused):
            move(project_id=project.pk, name="start", by=cast.county)
        gone.starts, gone.ends = timezone.localdate() + timedelta(days=1), None
        gone.save()
        with pytest.raises(MoveRefused):
            move(project_id=project.pk, name="start", by=cast.county)

    def test_a_certified_worker_who_does_not_lead_is_not_enough(self, cast, build, worker):
        project = build("contracting", lead=None)
        make_assignment(project, worker, role="worker")
        with pytest.raises(MoveRefused):
            move(project_id=project.pk, name="start", by=cast.county)

    def test_an_agency_listed_since_its_approval_is_not_contracted(self, cast, build):
        project = build("notice")
        list_agency(project.agency, timezone.localdate())
        with pytest.raises(MoveRefused, match="今天不能承接项目"):
            move(project_id=project.pk, name="confirm", by=cast.province)

    def test_without_a_notice_nothing_is_announced(self, cast, build):
        project = build("approved")
        project.notices.all().delete()
        with pytest.raises(MoveRefused, match="请先发布项目公示"):
            move(project_id=project.pk, name="announce", by=cast.province)

    def test_a_withdrawn_notice_is_none(self, cast, build):
        project = build("notice")
        project.notices.update(
            withdrawn_on=timezone.localdate(), withdrawn_by=cast.province, withdrawn_reason="有误"
        )
        with pytest.raises(MoveRefused, match="请先发布项目公示"):
            move(project_id=project.pk, name="confirm", by=cast.province)

    def test_it_is_confirmed_only_after_the_last_day_of_the_notice(self, cast, build):
        project, today = build("notice"), timezone.localdate()
        project.notices.update(ends=today)
        with pytest.raises(MoveRefused, match=f"公示到{today.isoformat()}为止"):
            move(project_id=project.pk, name="confirm", by=cast.province)
        project.notices.update(ends=today - timedelta(days=1))
        move(project_id=project.pk, name="confirm", by=cast.province)

    def test_it_is_confirmed_only_when_every_objection_is_answered(self, cast, build):
        project = build("notice")
        objection = make_objection(project.notices.get())
        with pytest.raises(MoveRefused, match="请先答复公示期间的异议"):
            move(project_id=project.pk, name="confirm", by=cast.province)
        Objection.objects.filter(pk=objection.pk).update(
            handled_on=timezone.localdate(),
            handled_by=cast.province,
            outcome="not_upheld",
            answer="经核实不属实。",
        )
        move(project_id=project.pk, name="confirm", by=cast.province)

    def test_it_does_not_start_without_a_contract_and_all_that_is_missing_is_shown(
        self, cast, build
    ):
        project = build("contracting", lead=None)
        project.contract.delete()
        project.refresh_from_db()
        with pytest.raises(MoveRefused, match="请先登记合同"):
            move(project_id=project.pk, name="start", by=cast.county)
        (start,) = available_moves(project, cast.county)
        assert [str(reason)[:6] for reason in start.blocked] == ["请先登记合同", "请先指派一名"]

    def test_a_suspended_project_goes_on_with_its_first_day(self, cast, build):
        project = build("running")
        began = project.started_on
        for name in ("suspend", "resume"):
            move(project_id=project.pk, name=name, by=cast.province, reason="机构整改")
        project.refresh_from_db()
        assert (project.status, project.started_on) == ("running", began)
        assert project.suspended_on == timezone.localdate()

    def test_starting_and_terminating_take_the_day(self, cast, build):
        project = build("contracting")
        move(project_id=project.pk, name="start", by=cast.county)
        move(project_id=project.pk, name="terminate", by=cast.province, reason="机构注销")
        project.refresh_from_db()
        assert project.started_on == project.terminated_on == timezone.localdate()

    @pytest.mark.parametrize("reason", ["", "   ", None])
    def test_a_return_needs_a_reason(self, cast, as_user, build, reason):
        project = build("county_check")
        with pytest.raises(MoveRefused, match="请写明理由"):
            move(project_id=project.pk, name="return", by=cast.county, reason=reason or "")
        answer = send(as_user(cast.county), project, "return", reason=reason or "")
        assert answer.context["form"].errors["reason"]
        project.refresh_from_db()
        assert project.status == "county_check"

    def test_a_refused_return_keeps_the_reason_that_was_typed(self, cast, as_user, build):
        project = build("county_check")
        client = as_user(cast.county)
        move(project_id=project.pk, name="check", by=cast.county)
        answer = send(client, project, "return", reason="服务对象人数与需求登记不一致")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "服务对象人数与需求登记不一致" in page
        assert "项目现在处于“市级审核”，您不能办理这一步。" in page

    def test_a_second_click_is_told_kindly_that_it_is_done(self, cast, as_user, build):
        project = build("county_check")
        client = as_user(cast.county)
        for _ in range(2):
            answer = send(client, project, "check", version=1)
            assert answer.url == project.get_absolute_url()
        assert "这一步已经办过" in client.get(answer.url).content.decode()
        assert project.moves.count() == 1
        with pytest.raises(AlreadyDone):
            move(project_id=project.pk, name="check", by=cast.county)

    @pytest.mark.parametrize(("name", "status", "level", "who"), CASES)
    def test_a_second_time_it_is_done_already_and_an_old_version_moves_nothing(
        self, cast, build, name, status, level, who
    ):
        by = getattr(cast, who)
        project = ready(build(status, level), name, by)
        with pytest.raises(MoveRefused, match="有人改动了项目"):
            move(project_id=project.pk, name=name, by=by, reason="按批复办理", version=9)
        move(project_id=project.pk, name=name, by=by, reason="按批复办理", version=1)
        with pytest.raises(AlreadyDone):
            move(project_id=project.pk, name=name, by=by, reason="按批复办理", version=1)
        assert project.moves.count() == 1

    def test_a_project_that_changed_under_the_reader_is_not_moved(self, cast, as_user, build):
        project = build("county_check")
        Project.objects.filter(pk=project.pk).update(version=3)
        client = as_user(cast.county)
        answer = send(client, project, "check", version=1)
        assert "有人改动了项目" in client.get(answer.url).content.decode()
        project.refresh_from_db()
        assert project.status == "county_check"

    def test_the_whole_way_with_one_return_is_on_record(self, cast, build):
        project = build("draft")
        way = [
            ("submit", cast.county, ""),
            ("check", cast.county, ""),
            ("return", cast.city, "预算与人数不符"),
            ("submit", cast.county, ""),
            ("check", cast.county, ""),
            ("review", cast.city, ""),
            ("approve", cast.province, ""),
            ("announce", cast.province, ""),
            ("confirm", cast.province, ""),
            ("start", cast.county, ""),
            ("suspend", cast.province, "机构整改"),
            ("resume", cast.province, "整改完成"),
            ("finish", cast.county, ""),
            ("pass_evaluation", cast.province, ""),
            ("close", cast.county, ""),
            ("archive", cast.county, ""),
        ]
        make_notice(project)
        make_contract(project)
        for name, by, reason in way:
            move(project_id=project.pk, name=name, by=by, reason=reason)
        assert [(row.name, row.by, row.reason) for row in project.moves.all()] == way
        project.refresh_from_db()
        assert project.status == "archived"
