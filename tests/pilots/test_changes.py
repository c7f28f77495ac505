"""Changes of a live project: who asks, who decides at which level, what is applied, what is kept."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.common.roles import Role
from projects.pilots.actions.changes import ask_change, decide_change, withdraw_change
from projects.pilots.changes import add_months, present, present_staff, side_by_side
from projects.pilots.models import BudgetLine, ChangeRequest, Project
from tests.factories import end_project, make_assignment, make_user, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(build) -> Project:
    """A running project of province level with a site, a lead and 10,000.00 yuan of planned cost."""
    project = build("running")
    for category, amount in (("staff", "6000.00"), ("activity", "4000.00")):
        BudgetLine.objects.create(project=project, category=category, amount=Decimal(amount))
    return project


@pytest.fixture
def ask(cast):
    """``ask(project, kind, after)``: files a change by the agency, or by ``by``."""

    def asked(project, kind, after, by=None, before=None) -> ChangeRequest:
        change = ChangeRequest(
            project=project,
            kind=kind,
            before=before or present(project, kind),
            after=after,
            reason="情况变化",
        )
        return ask_change(change=change, by=by or cast.agency)

    return asked


def later(project: Project, **span) -> dict:
    return {"ends": (project.ends + timedelta(**span)).isoformat()}


def lines(**amounts: str) -> dict:
    return {"lines": amounts}


# --- the level that decides -----------------------------------------------------------------------
@pytest.mark.parametrize("level", ["province", "city", "county"])
@pytest.mark.parametrize(
    ("kind", "after", "small"),
    [
        ("dates", {"ends": "2019-06-30"}, True),
        ("dates", {"ends": "2019-07-01"}, False),
        ("dates", {"ends": "2018-12-31"}, True),
        ("dates", {"ends": "2018-12-30"}, False),
        ("budget", lines(staff="7000.00", activity="3000.00"), True),
        ("budget", lines(staff="7000.01", activity="2999.99"), False),
        ("sites", None, False),
    ],
)
def test_who_decides_follows_from_the_kind_the_size_and_the_pilot_level(
    level, kind, after, small, running, ask, places
):
    Project.objects.filter(pk=running.pk).update(level=level, ends=date(2019, 3, 31))
    running.refresh_from_db()
    after = after or {"places": [[places.fulong.pk, "福龙"], [places.qingqi.pk, "青岐"]]}
    assert ask(running, kind, after).decider == (Role.COUNTY if small else level)


def test_many_small_extensions_count_together_from_the_end_first_approved(running, ask, cast):
    Project.objects.filter(pk=running.pk).update(ends=date(2019, 3, 31))
    running.refresh_from_db()
    first = ask(running, "dates", {"ends": "2019-05-31"})
    decide_change(change_id=first.pk, by=cast.county, approve=True)
    running.refresh_from_db()
    assert ask(running, "dates", {"ends": "2019-07-31"}).decider == "province"


def test_months_end_with_the_shorter_month():
    assert add_months(date(2018, 11, 30), 3) == date(2019, 2, 28)
    assert add_months(date(2018, 12, 15), 3) == date(2019, 3, 15)


def test_only_the_role_at_the_level_decides_and_never_who_asked(running, ask, cast):
    change = ask(running, "dates", later(running, days=20), by=cast.county)
    for user in (cast.agency, cast.city, cast.province, cast.auditor, cast.county):
        with pytest.raises(ValidationError):
            decide_change(change_id=change.pk, by=user, approve=True)
    colleague = make_user("county", place=cast.county.place, username="colleague")
    decide_change(change_id=change.pk, by=colleague, approve=True)
    change.refresh_from_db()
    assert change.status == "approved"
    assert change.decided_by == colleague


@pytest.mark.parametrize("role", ["province", "city", "clerk", "evaluator", "auditor"])
def test_only_the_county_and_the_agency_ask(role, running, ask, cast):
    with pytest.raises(ValidationError, match="承接机构申请"):
        ask(running, "dates", later(running, days=20), by=getattr(cast, role))


@pytest.mark.parametrize("status", ["draft", "county_check", "closed", "terminated"])
def test_a_project_that_is_not_live_is_not_changed(status, build, ask, as_user, cast):
    project = build(status)
    with pytest.raises(ValidationError):
        ask(project, "dates", later(project, days=20))
    answer = as_user(cast.county).get(reverse("change_create", args=[project.pk, "dates"]))
    assert answer.url == reverse("project_changes", args=[project.pk])


def test_a_suspended_project_may_ask_for_more_time_and_for_nothing_else(
    build, ask, as_user, cast, places
):
    project = build("suspended")
    with pytest.raises(ValidationError, match="暂停"):
        ask(project, "sites", {"places": [[places.qingqi.pk, "青岐"]]})
    page = as_user(cast.agency).get(reverse("project_changes", args=[project.pk]))
    assert [kind for kind, *_rest in page.context["kinds"]] == ["dates"]
    assert as_user(cast.agency).get(reverse("change_create", args=[project.pk, "dates"])).context
    change = ask(project, "dates", later(project, days=20))
    decide_change(change_id=change.pk, by=cast.county, approve=True)
    ends = project.ends
    project.refresh_from_db()
    assert (project.status, project.ends) == ("suspended", ends + timedelta(days=20))


def test_a_change_is_not_approved_once_the_project_is_closed(running, ask, cast):
    change = ask(running, "dates", later(running, days=20))
    end_project(running, "closed")
    with pytest.raises(ValidationError):
        decide_change(change_id=change.pk, by=cast.county, approve=True)


# --- what is applied, and what is kept --------------------------------------------------------------
def test_an_extension_is_applied_and_the_old_end_stays_readable(running, ask, cast):
    old, version = running.ends, running.version
    change = ask(running, "dates", later(running, days=20))
    running.refresh_from_db()
    assert running.ends == old, "asking changes nothing"
    decide_change(change_id=change.pk, by=cast.county, approve=True, reason="同意")
    running.refresh_from_db()
    assert running.ends == old + timedelta(days=20)
    assert running.version == version + 1
    (side,) = side_by_side(ChangeRequest.objects.get())
    assert (side.before, side.after) == (old.isoformat(), running.ends.isoformat())
    assert running.history.first().ends == running.ends


def test_sites_are_changed(running, ask, cast, places):
    after = {"places": [[places.baishacun.pk, "白沙镇白沙村委会"]]}
    change = ask(running, "sites", after)
    decide_change(change_id=change.pk, by=cast.province, approve=True)
    assert set(running.places.all()) == {places.baishacun}
    before, new = side_by_side(ChangeRequest.objects.get())
    assert (before.before, before.after) == ("甘蔗街道福龙社区", "—")
    assert (new.before, new.after) == ("—", "白沙镇白沙村委会")
    (given_up,) = running.former_sites.all()
    assert (given_up.place, given_up.until) == (places.fulong, timezone.localdate())


def test_a_shift_moves_money_and_keeps_the_total_and_the_notes(running, ask, cast):
    running.budget_lines.filter(category="staff").update(note="两名专职")
    change = ask(running, "budget", lines(staff="5500.00", activity="4000.00", tax="500.00"))
    decide_change(change_id=change.pk, by=cast.county, approve=True)
    stored = Project.objects.get(pk=running.pk)
    assert {(x.category, x.amount, x.note) for x in stored.budget_lines.all()} == {
        ("staff", Decimal("5500.00"), "两名专职"),
        ("activity", Decimal("4000.00"), ""),
        ("tax", Decimal("500.00"), ""),
    }
    assert stored.planned_amount == Decimal("10000.00")


@pytest.mark.parametrize(
    "after",
    [
        lines(staff="4999.99", activity="5000.01"),  # below what is spent
        lines(activity="9000.00", tax="1000.00"),  # staff would vanish
    ],
)
def test_what_is_spent_of_a_category_stays_planned(running, ask, cast, after):
    change = ask(running, "budget", after)
    running.budget_lines.filter(category="staff").update(spent=Decimal("5000.00"))
    with pytest.raises(ValidationError) as refused:
        decide_change(change_id=change.pk, by=getattr(cast, change.decider), approve=True)
    assert "5,000.00" in refused.value.messages[0]
    change.refresh_from_db()
    assert change.is_open
    assert running.budget_lines.get(category="staff").amount == Decimal("6000.00")


def test_the_form_says_at_the_category_that_it_is_spent(running, as_user, cast):
    running.budget_lines.filter(category="staff").update(spent=Decimal("5000.00"))
    typed = {"cost_staff": "4000", "cost_activity": "6000", "reason": "调剂"}
    answer = as_user(cast.agency).post(reverse("change_create", args=[running.pk, "budget"]), typed)
    assert "5,000.00" in answer.context["form"].errors["cost_staff"][0]


def test_who_takes_over_leads_from_the_day_and_the_other_ends_the_day_before(
    running, ask, cast, places, agency
):
    old = running.assignments.get()
    new = make_worker(places.own, agency)
    after = {
        "worker": new.pk,
        "name": new.name,
        "role": "lead",
        "share": 100,
        "starts": "2018-09-01",
    }
    change = ask(running, "staff", after, before=present_staff(old))
    decide_change(change_id=change.pk, by=cast.county, approve=True)
    old.refresh_from_db()
    assert old.ends == date(2018, 8, 31)
    lead = running.assignments.get(worker=new)
    assert (lead.role, lead.starts, lead.share, lead.ends) == ("lead", date(2018, 9, 1), 100, None)
    assert lead.takes_over == old


def test_a_lead_without_a_certificate_does_not_take_over_and_nothing_is_half_done(
    running, ask, cast, places, agency
):
    old = running.assignments.get()
    new = make_worker(places.own, agency, certified__never=True)
    after = {
        "worker": new.pk,
        "name": new.name,
        "role": "lead",
        "share": 80,
        "starts": "2018-09-01",
    }
    change = ask(running, "staff", after, before=present_staff(old))
    with pytest.raises(ValidationError):
        decide_change(change_id=change.pk, by=cast.county, approve=True)
    old.refresh_from_db()
    change.refresh_from_db()
    assert old.ends is None
    assert change.is_open


@pytest.mark.parametrize("kind", ["dates", "sites", "budget", "staff"])
def test_what_is_no_longer_as_it_was_is_not_approved(kind, running, ask, cast, places, agency):
    lead = running.assignments.get()
    new = make_worker(places.own, agency)
    after = {
        "dates": later(running, days=20),
        "sites": {"places": [[places.qingqi.pk, "青岐"]]},
        "budget": lines(staff="5500.00", activity="4500.00"),
        "staff": {
            "worker": new.pk,
            "name": "新",
            "role": "lead",
            "share": 1,
            "starts": "2018-09-01",
        },
    }[kind]
    change = ask(running, kind, after, before=present_staff(lead) if kind == "staff" else None)
    Project.objects.filter(pk=running.pk).update(ends=running.ends + timedelta(days=1))
    running.sites.create(place=places.yuntouling)
    running.budget_lines.filter(category="staff").update(amount=Decimal("6000.01"))
    lead.ends = date(2018, 12, 31)
    lead.save()
    by = cast.province if kind == "sites" else cast.county
    with pytest.raises(ValidationError, match="已有变动"):
        decide_change(change_id=change.pk, by=by, approve=True)
    decide_change(change_id=change.pk, by=by, approve=False, reason="请重新申请")


def test_declining_needs_a_reason_and_changes_nothing(running, ask, cast):
    change = ask(running, "dates", later(running, days=20))
    with pytest.raises(ValidationError, match="理由"):
        decide_change(change_id=change.pk, by=cast.county, approve=False, reason=" ")
    decide_change(change_id=change.pk, by=cast.county, approve=False, reason="应按期完成")
    ends = running.ends
    running.refresh_from_db()
    assert running.ends == ends
    with pytest.raises(ValidationError, match="已有结果"):
        decide_change(change_id=change.pk, by=cast.county, approve=True)


def test_only_who_asked_takes_it_back_and_then_asks_again(running, ask, cast):
    change = ask(running, "dates", later(running, days=20))
    with pytest.raises(ValidationError, match="同类变更"):
        ask(running, "dates", later(running, days=30))
    with pytest.raises(ValidationError):
        withdraw_change(change_id=change.pk, by=cast.county)
    withdraw_change(change_id=change.pk, by=cast.agency)
    again = ask(running, "dates", later(running, days=30))
    assert again.number == f"{running.number}-B02"


def test_the_database_holds_the_rules_too(running, ask, cast):
    change = ask(running, "dates", later(running, days=20))
    rows = ChangeRequest.objects.filter(pk=change.pk)
    for wrong in (
        {"status": "approved"},
        {"status": "approved", "decided_by": cast.agency, "decided_at": change.created_at},
        {"status": "declined", "decided_by": cast.county, "decided_at": change.created_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


# --- pages ------------------------------------------------------------------------------------------
def form_of(kind, running, places, worker) -> dict:
    return {
        "dates": {"ends": later(running, days=20)["ends"]},
        "sites": {"sites": [places.fulong.pk, places.qingqi.pk]},
        "budget": {"cost_staff": "5000", "cost_activity": "5000"},
        "staff": {
            "leaves": running.assignments.get().pk,
            "comes": worker.pk,
            "starts": "2018-09-01",
        },
    }[kind]


@pytest.mark.parametrize("kind", ["dates", "sites", "budget", "staff"])
@pytest.mark.parametrize("role", ["agency", "county"])
def test_a_change_is_asked_for_and_decided_on_the_pages(
    kind, role, running, places, agency, cast, as_user
):
    new = make_worker(places.own, agency)
    client = as_user(getattr(cast, role))
    address = reverse("change_create", args=[running.pk, kind])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"reason": "情况变化", **form_of(kind, running, places, new)})
    change = ChangeRequest.objects.get()
    assert answer.url == change.get_absolute_url()
    decider = cast.province if change.decider == "province" else None
    decider = decider or make_user("county", place=cast.county.place, username="colleague")
    done = as_user(decider).post(
        reverse("change_decide", args=[change.pk]), {"decision": "approve", "reason": ""}
    )
    assert done.status_code == 302
    change.refresh_from_db()
    assert change.status == "approved"
    page = client.get(reverse("project_changes", args=[running.pk]))
    assert page.status_code == 200
    assert change.number in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("dates", {"ends": ""}, "ends"),
        ("dates", {"ends": "2018-01-01"}, "ends"),
        ("budget", {"cost_staff": "6000", "cost_activity": "4000.01"}, "__all__"),
        ("budget", {"cost_staff": "6000", "cost_activity": "4000"}, "__all__"),
        ("budget", {"cost_staff": "-1", "cost_activity": "10001"}, "cost_staff"),
        ("sites", {"sites": []}, "sites"),
        ("staff", {}, "leaves"),
    ],
)
def test_bad_input_is_said_at_its_field(kind, typed, field, running, cast, as_user):
    client = as_user(cast.agency)
    address = reverse("change_create", args=[running.pk, kind])
    page = client.post(address, {"reason": "情况变化", **typed})
    assert field in page.context["form"].errors
    assert page.context["form"]["reason"].value() == "情况变化"
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("role", ["agency", "county"])
def test_sites_lie_in_the_county_of_the_project(role, running, places, cast, as_user):
    address = reverse("change_create", args=[running.pk, "sites"])
    page = as_user(getattr(cast, role)).post(
        address, {"reason": "x", "sites": [places.fulong.pk, places.zhongshan.pk]}
    )
    assert "sites" in page.context["form"].errors


def test_a_worker_of_another_agency_or_one_already_there_does_not_take_over(
    running, places, agency, cast, as_user
):
    there = make_worker(places.own, agency)
    make_assignment(running, there, role="worker")
    stranger = make_worker(places.own, cast.sibling_agency.agency)
    lead = running.assignments.get(role="lead")
    address = reverse("change_create", args=[running.pk, "staff"])
    for comes in (there, stranger, lead.worker):
        data = {"reason": "x", "leaves": lead.pk, "comes": comes.pk, "starts": "2018-09-01"}
        page = as_user(cast.agency).post(address, data)
        assert "comes" in page.context["form"].errors


def test_an_unknown_kind_is_not_found(running, cast, as_user):
    address = reverse("change_create", args=[running.pk, "weather"])
    assert as_user(cast.county).get(address).status_code == 404


def test_a_refused_decision_keeps_the_reason_that_was_typed(running, ask, cast, as_user):
    change = ask(running, "dates", later(running, days=20))
    Project.objects.filter(pk=running.pk).update(ends=running.ends + timedelta(days=1))
    page = as_user(cast.county).post(
        reverse("change_decide", args=[change.pk]), {"decision": "approve", "reason": "情况属实"}
    )
    assert "已有变动" in page.content.decode()
    assert "情况属实" in page.content.decode()


def test_the_same_form_sent_twice_asks_once(running, cast, as_user):
    data = {"submission": "7d444840-9dc0-11d1-b245-5ffdce74fad2", "reason": "情况变化"}
    data |= later(running, days=20)
    for _time in range(2):
        as_user(cast.agency).post(reverse("change_create", args=[running.pk, "dates"]), data)
    assert ChangeRequest.objects.count() == 1


def test_what_i_may_decide_is_found_by_the_filter(running, ask, cast, as_user):
    change = ask(running, "dates", later(running, days=20))
    address = reverse("change_list") + "?mine=yes"
    assert list(as_user(cast.county).get(address).context["object_list"]) == [change]
    for user in (cast.agency, cast.province, cast.city):
        assert not as_user(user).get(address).context["object_list"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_three_times_however_long_it_is(
    count, running, cast, as_user, django_assert_max_num_queries
):
    ChangeRequest.objects.bulk_create(
        ChangeRequest(
            number=f"B{number}",
            project=running,
            kind="dates",
            before={"ends": "2019-01-01"},
            after={"ends": "2019-02-01"},
            reason="x",
            decider="county",
            status="withdrawn",
            created_by=cast.agency,
            decided_by=cast.agency,
            decided_at=running.created_at,
        )
        for number in range(count)
    )
    client = as_user(cast.county)
    client.get(reverse("change_list"))
    with django_assert_max_num_queries(3):
        client.get(reverse("change_list"))


def test_a_project_is_not_extended_beyond_our_time(running, cast, as_user):
    address = reverse("change_create", args=[running.pk, "dates"])
    answer = as_user(cast.county).post(address, {"ends": "9999-12-31", "reason": "延期"})
    assert "ends" in answer.context["form"].errors
    assert not ChangeRequest.objects.exists()
