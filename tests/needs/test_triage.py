"""Triage: who may verify, merge, decline and reopen a need, and what then stands in the records."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.needs.actions.triage import AlreadyDecided, DecisionRefused, adopt, decide
from projects.needs.models import Decision, Need
from projects.needs.triage import MOVES
from tests.factories import make_cast, make_need, make_places, make_report
from tests.simultaneous import at_once

EVERYBODY = ("province", "city", "county", "clerk", "agency", "evaluator", "auditor", "sysadmin")
STATUSES = Need.Status.values


def need_at(status: str, place, **fields) -> Need:
    """A need at any status, with what the status asks for."""
    if status == "merged":
        fields["merged_into"] = make_need(place)
    if status == "declined":
        fields["decision_reason"] = "不属于本村"
    return make_need(place, status=status, **fields)


def how(rule, place) -> dict:
    """What the move needs."""
    return {
        "reason": "核对过台账" if rule.needs_reason else "",
        "into_id": make_need(place).pk if rule.to == "merged" else None,
    }


@pytest.mark.parametrize("name", MOVES)
class TestWhoMayMakeEachMove:
    def test_the_clerk_and_the_county_may_from_its_statuses_only(self, name, cast, places):
        rule = MOVES[name]
        for user in (cast.clerk, cast.county):
            for status in STATUSES:
                need = need_at(status, places.fulong)
                if status in rule.start:
                    made = decide(need_id=need.pk, name=name, by=user, **how(rule, places.fulong))
                    need.refresh_from_db()
                    assert need.status == rule.to
                    assert (made.by, made.from_status, made.to_status) == (user, status, rule.to)
                else:
                    with pytest.raises(DecisionRefused):
                        decide(need_id=need.pk, name=name, by=user, **how(rule, places.fulong))
                    need.refresh_from_db()
                    assert need.status == status

    def test_nobody_else_may(self, name, cast, places):
        rule = MOVES[name]
        for who in set(EVERYBODY) - {"clerk", "county"}:
            need = need_at(next(iter(rule.start)), places.fulong)
            with pytest.raises(DecisionRefused):
                decide(
                    need_id=need.pk, name=name, by=getattr(cast, who), **how(rule, places.fulong)
                )
        assert not Decision.objects.exists()

    def test_out_of_scope_it_is_not_found(self, name, cast, as_user, places):
        rule = MOVES[name]
        need = need_at(next(iter(rule.start)), places.fulong)
        address = (
            reverse(rule.page, args=[need.pk])
            if rule.page
            else reverse("need_decide", args=[need.pk, name])
        )
        for who in (cast.other_clerk, cast.sibling_county, cast.other_agency):
            assert as_user(who).post(address, {"reason": "x"}).status_code == 404
        assert not Decision.objects.exists()


class TestDeciding:
    def test_a_verified_need_names_who_and_when(self, cast, as_user, places):
        need = make_need(places.fulong)
        client = as_user(cast.clerk)
        client.post(reverse("need_decide", args=[need.pk, "verify"]), {"version": need.version})
        need.refresh_from_db()
        assert (need.status, need.version) == ("verified", 2)
        assert need.is_open
        page = client.get(need.get_absolute_url()).content.decode()
        assert "已核实" in page
        assert cast.clerk.name in page

    def test_a_decline_needs_a_reason_and_keeps_what_was_typed(self, cast, as_user, places):
        need = make_need(places.fulong)
        address = reverse("need_decide", args=[need.pk, "decline"])
        answer = as_user(cast.clerk).post(address, {"reason": "  "})
        assert answer.context["form"].errors["reason"] == ["请写明理由，理由会留存。"]
        as_user(cast.county).post(reverse("need_decide", args=[need.pk, "verify"]))
        late = as_user(cast.clerk).post(address, {"reason": "重复申报", "version": need.version})
        assert "重复申报" in late.content.decode()
        assert "有人修改了这条需求" in late.content.decode()
        need.refresh_from_db()
        assert need.status == "verified"

    def test_a_decline_is_undone_with_a_reason_and_both_stay_on_record(self, cast, as_user, places):
        need, client = make_need(places.fulong), as_user(cast.county)
        client.post(reverse("need_decide", args=[need.pk, "decline"]), {"reason": "不在本县"})
        need.refresh_from_db()
        assert (need.status, need.decision_reason) == ("declined", "不在本县")
        client.post(reverse("need_decide", args=[need.pk, "reopen"]), {"reason": "核实后属本县"})
        need.refresh_from_db()
        assert (need.status, need.decision_reason) == ("registered", "")
        page = client.get(need.get_absolute_url()).content.decode()
        assert "不在本县" in page
        assert "核实后属本县" in page

    def test_the_same_click_twice_is_one_decision(self, cast, as_user, places):
        need, client = make_need(places.fulong), as_user(cast.clerk)
        address = reverse("need_decide", args=[need.pk, "verify"])
        client.post(address, {"version": 1})
        answer = client.post(address, {"version": 1}, follow=True)
        assert need.decisions.count() == 1
        assert "notice-bad" not in answer.content.decode()

    def test_an_unknown_move_and_one_with_a_page_of_its_own_are_not_found(
        self, cast, as_user, places
    ):
        need = make_need(places.fulong)
        for name in ("explode", "merge", "accept"):
            address = reverse("need_decide", args=[need.pk, name])
            assert as_user(cast.clerk).post(address).status_code == 404

    def test_a_merged_and_a_declined_need_are_not_edited(self, cast, as_user, places):
        for status in ("merged", "declined", "reported"):
            need = need_at(status, places.fulong)
            address = reverse("need_edit", args=[need.pk])
            assert as_user(cast.clerk).get(address).url == need.get_absolute_url()


class TestMerging:
    def test_each_shows_the_other(self, cast, as_user, places):
        double, stays = make_need(places.fulong), make_need(places.fulong)
        client = as_user(cast.clerk)
        page = client.get(reverse("need_merge", args=[double.pk]), {"into": stays.pk})
        assert "checked" in page.content.decode()
        client.post(
            reverse("need_merge", args=[double.pk]),
            {"into": stays.pk, "reason": "同一件事", "version": double.version},
        )
        double.refresh_from_db()
        assert (double.status, double.merged_into) == ("merged", stays)
        assert stays.get_absolute_url() in client.get(double.get_absolute_url()).content.decode()
        assert double.get_absolute_url() in client.get(stays.get_absolute_url()).content.decode()

    def test_only_a_living_need_of_the_same_community_takes_it_in(self, cast, as_user, places):
        double = make_need(places.fulong)
        address = reverse("need_merge", args=[double.pk])
        wrong = [
            double,
            make_need(places.qingqi),
            make_need(places.zhongshan),
            *(need_at(status, places.fulong) for status in ("merged", "declined", "reported")),
        ]
        for into in wrong:
            answer = as_user(cast.county).post(address, {"into": into.pk})
            assert answer.context["form"].errors["into"] == ["请选择同一村（社区）的另一条需求。"]
            with pytest.raises(DecisionRefused):
                decide(need_id=double.pk, name="merge", by=cast.county, into_id=into.pk)
        double.refresh_from_db()
        assert double.status == "registered"

    def test_what_took_others_in_stays_in_its_community(self, cast, as_user, places):
        double, stays = make_need(places.fulong), make_need(places.fulong)
        decide(need_id=double.pk, name="merge", by=cast.clerk, into_id=stays.pk)
        client, address = as_user(cast.county), reverse("need_edit", args=[stays.pk])
        form = client.get(address).context["form"]
        typed = {name: form[name].value() for name in form.fields if name != "submission"}
        typed = {name: value for name, value in typed.items() if value is not None}
        answer = client.post(address, typed | {"place": places.qingqi.pk})
        assert "place" in answer.context["form"].errors
        assert client.post(address, typed | {"title": "更清楚的一句"}).status_code == 302
        stays.refresh_from_db()
        assert (stays.place, stays.title) == (places.fulong, "更清楚的一句")

    def test_an_agency_learns_nothing_of_the_other(self, cast, as_user, places, project):
        other = make_need(places.fulong, title="别人的需求不外传")
        ours = project.needs.get()
        Decision.objects.create(
            need=ours,
            name="merge",
            from_status="registered",
            to_status="merged",
            by=cast.clerk,
            at=timezone.now(),
            into=other,
        )
        address = ours.get_absolute_url()
        assert other.title in as_user(cast.county).get(address).content.decode()
        page = as_user(cast.agency).get(address).content.decode()
        assert ours.title in page
        assert other.title not in page
        assert other.get_absolute_url() not in page

    def test_no_chain_arises(self, cast, places):
        first, second, third = (make_need(places.fulong) for _number in range(3))
        decide(need_id=first.pk, name="merge", by=cast.clerk, into_id=second.pk)
        with pytest.raises(DecisionRefused):
            decide(need_id=second.pk, name="merge", by=cast.clerk, into_id=third.pk)
        with pytest.raises(DecisionRefused):
            decide(need_id=third.pk, name="merge", by=cast.clerk, into_id=first.pk)
        decide(need_id=third.pk, name="merge", by=cast.clerk, into_id=second.pk)
        assert set(second.merged.all()) == {first, third}

    def test_what_the_database_refuses(self, places):
        need, other = make_need(places.fulong), make_need(places.fulong)
        for name, wrong in (
            ("need_is_not_merged_into_itself", {"status": "merged", "merged_into": need}),
            ("need_merged_names_the_other", {"status": "merged"}),
            ("need_merged_names_the_other", {"merged_into": other}),
            ("need_declined_has_its_reason", {"status": "declined"}),
            ("need_households_fit_its_people", {"households_affected": 41}),
            ("need_concerns_some_group", {"target_groups": []}),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Need.objects.filter(pk=need.pk).update(**wrong)


class TestAReport:
    def test_the_clerk_corrects_and_accepts_it(self, cast, as_user, places):
        need = make_report(places.fulong, title="独居老人没人管，王阿婆家最难").need
        client, address = as_user(cast.clerk), reverse("need_accept", args=[need.pk])
        form = client.get(address).context["form"]
        typed = {
            name: form[name].value()
            for name in ("field", "target_groups", "source", "urgency", "people_affected")
        }
        typed |= {"reported_on": need.reported_on, "description": need.description}
        client.post(address, {**typed, "title": "独居老人无人照看", "version": need.version})
        need.refresh_from_db()
        assert (need.title, need.status, need.source) == (
            "独居老人无人照看",
            "registered",
            "resident",
        )
        assert need.decisions.get().by == cast.clerk
        assert client.get(address).url == need.get_absolute_url()

    def test_what_was_corrected_in_it_stays_with_those_who_correct(
        self, cast, as_user, places, project
    ):
        """The first version may name persons; agencies and officials read the corrected one."""
        need = make_report(places.fulong, title="王阿婆家最难").need
        need.title, need.status, need.source = "独居老人无人照看", "adopted", "visit"
        need.save()
        project.needs.add(need)
        for user in (cast.clerk, cast.county):
            page = as_user(user).get(need.get_absolute_url()).content.decode()
            assert "王阿婆" in page
        for user in (cast.agency, cast.city, cast.province, cast.auditor):
            page = as_user(user).get(need.get_absolute_url()).content.decode()
            assert "独居老人无人照看" in page
            assert "王阿婆" not in page

    def test_the_contact_is_shown_masked_to_the_clerk_and_to_nobody_else(
        self, cast, as_user, places
    ):
        report = make_report(places.fulong)
        page = as_user(cast.clerk).get(report.need.get_absolute_url()).content.decode()
        assert "138****1234" in page
        assert "张*" in page
        for user in (cast.clerk, cast.county, cast.city, cast.province, cast.auditor):
            page = as_user(user).get(report.need.get_absolute_url()).content.decode()
            assert "13850001234" not in page
            assert "张小红" not in page
            assert ("138****1234" in page) == (user == cast.clerk)

    @pytest.mark.parametrize("status", ["reported", "merged", "declined"])
    def test_what_is_not_alive_is_adopted_by_no_project(self, places, status):
        need = need_at(status, places.fulong)
        with pytest.raises(ValidationError):
            adopt(need_ids=[need.pk])


@pytest.fixture
def crowd(transactional_db):
    places = make_places()
    return SimpleNamespace(places=places, cast=make_cast(places))


def answers(calls: list) -> list:
    """The results of calls made at the same moment; refusals count as such."""

    def quiet(call):
        try:
            return call()
        except DecisionRefused as refusal:
            return refusal

    return at_once([lambda call=call: quiet(call) for call in calls])


def test_of_many_deciders_at_the_same_moment_one_decides(crowd):
    need = make_need(crowd.places.fulong)
    people = (crowd.cast.clerk, crowd.cast.county)
    found = answers(
        [
            lambda by=by, name=name: decide(
                need_id=need.pk, name=name, by=by, reason="x", version=1
            )
            for name in ("verify", "decline")
            for by in people * 5
        ]
    )
    assert sum(isinstance(one, Decision) for one in found) == 1
    assert any(isinstance(one, AlreadyDecided) for one in found)
    need.refresh_from_db()
    assert need.status == need.decisions.get().to_status


def test_two_needs_merged_into_each_other_at_the_same_moment_make_no_ring(crowd):
    for _round in range(5):
        one, other = make_need(crowd.places.fulong), make_need(crowd.places.fulong)
        pairs = ((one, other, crowd.cast.clerk), (other, one, crowd.cast.county))
        found = answers(
            [
                lambda a=a, b=b, by=by: decide(need_id=a.pk, name="merge", by=by, into_id=b.pk)
                for a, b, by in pairs
            ]
        )
        assert sum(isinstance(result, Decision) for result in found) == 1
        both = Need.objects.filter(pk__in=[one.pk, other.pk])
        assert sorted(both.values_list("status", flat=True)) == ["merged", "registered"]
