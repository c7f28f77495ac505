"""The pages of contracts, tranches and payments: what each person sees, and what a wrong entry says."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.funding.models import Commitment, Disbursement, Source
from projects.reminders.waiting import waiting_for
from tests.funding.paying_world import PAY_DAY, contracted, paid, paying

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def world(cast, places, plan):
    return paying(cast, places, plan)


def text_of(page):
    return page.content.decode()


def propose_address(world, number=1, source=None):
    tranche = world.tranche(number).pk
    source = (source or world.county).pk
    return reverse("disbursement_create") + f"?tranche={tranche}&source={source}"


def test_the_county_divides_its_contract_by_what_is_filled_in(as_user, cast, places, plan):
    contract, county, city = contracted(cast, places, plan)
    address = reverse("project_commitments", args=[contract.project_id])
    form = as_user(cast.county).get(address).context["form"]
    names = [f"source_{county.pk}", f"source_{city.pk}"]
    assert [form.initial[name] for name in names] == [D("60000.01"), D("40000.00")]
    data = {name: form.initial[name] for name in names}
    data |= {"day": "2018-05-02", "submission": str(uuid4()), "reason": ""}
    for _click in range(2):
        as_user(cast.county).post(address, data)
    assert Commitment.objects.count() == 2


def test_a_wrong_division_is_said_at_its_source_and_stays_typed(as_user, cast, places, plan):
    contract, county, _city = contracted(cast, places, plan)
    address = reverse("project_commitments", args=[contract.project_id])
    data = {f"source_{county.pk}": "60,000.02", "day": "2018-05-02"}
    page = as_user(cast.county).post(address, data)
    assert "60,000.01" in str(page.context["form"].errors[f"source_{county.pk}"])
    assert "60,000.02" in text_of(page)
    assert not Commitment.objects.exists()


def test_the_plan_is_changed_as_a_whole_and_a_second_editor_is_told(as_user, cast, world):
    address = reverse("project_tranches", args=[world.project.pk])
    page = as_user(cast.county).get(address)
    assert "18,000.00" in text_of(page)
    data = {"version": world.plan.version, "submission": str(uuid4())}
    rows = [("40", "signing", "2018-04-05"), ("60", "final", "2019-06-01")]
    for number, row in enumerate(rows, 1):
        names = ("percent", "milestone", "planned_on")
        data |= {f"{name}_{number}": value for name, value in zip(names, row, strict=True)}
    assert as_user(cast.county).post(address, data).status_code == 302
    assert [t.percent for t in world.plan.tranches.all()] == [40, 60]
    other = {"submission": str(uuid4()), "percent_1": "30", "percent_2": "70"}
    late = as_user(cast.county).post(address, data | other)
    assert late.context["form"].non_field_errors()
    assert [t.percent for t in world.plan.tranches.all()] == [40, 60]


def test_a_half_filled_row_of_the_plan_is_asked_for_the_rest(as_user, cast, world):
    address = reverse("project_tranches", args=[world.project.pk])
    page = as_user(cast.county).post(address, {"percent_1": "100", "milestone_1": "final"})
    assert list(page.context["form"].errors) == ["planned_on_1"]


def test_the_maker_types_no_figure_that_the_system_knows(as_user, cast, world):
    address = propose_address(world)
    page = as_user(cast.county).get(address)
    assert "18,000.00" in text_of(page)
    data = {"day": PAY_DAY.isoformat(), "deduction": "", "submission": str(uuid4())}
    for _click in range(2):
        answer = as_user(cast.county).post(address, data)
    entry = Disbursement.objects.get()
    assert answer.url == entry.get_absolute_url()
    assert (entry.gross, entry.amount, entry.created_by) == (D("18000"), D("18000"), cast.county)


def test_a_deduction_without_a_reason_is_said_at_the_reason(as_user, cast, world):
    data = {"day": PAY_DAY.isoformat(), "deduction": "100.00", "submission": str(uuid4())}
    page = as_user(cast.county).post(propose_address(world), data)
    assert list(page.context["form"].errors) == ["deduction_reason"]


def test_only_an_official_of_the_holder_opens_the_form(as_user, cast, world):
    assert as_user(cast.city).get(propose_address(world)).status_code == 403
    assert as_user(cast.sibling_county).get(propose_address(world)).status_code == 404
    for wrong in ("?tranche=0&source=x", "?tranche=99999999999999999999&source=1"):
        address = reverse("disbursement_create") + wrong
        assert as_user(cast.county).get(address).status_code == 404


def test_the_maker_reads_why_she_cannot_approve_and_her_colleague_approves(as_user, cast, world):
    entry = world.propose(cast.county)
    check = reverse("disbursement_check", args=[entry.pk])
    assert check not in text_of(as_user(cast.county).get(entry.get_absolute_url()))
    assert as_user(cast.county).get(entry.get_absolute_url()).context["check_bar"]
    as_user(cast.county).post(check, {"verdict": "approve"})
    entry.refresh_from_db()
    assert entry.status == "proposed"
    assert check in text_of(as_user(world.checker).get(entry.get_absolute_url()))
    empty = as_user(world.checker).post(check, {"verdict": "refuse", "refusal": ""})
    assert empty.context["refusal_form"].errors
    as_user(world.checker).post(check, {"verdict": "approve"})
    entry.refresh_from_db()
    assert entry.status == "approved"


def test_the_agency_confirms_and_the_place_that_paid_takes_back(as_user, cast, world):
    entry = paid(world, cast.county, world.checker)
    receipt = reverse("disbursement_receipt", args=[entry.pk])
    wrong = as_user(cast.agency).post(receipt, {"received_on": "2018-04-01"})
    assert wrong.context["receipt_form"].errors
    as_user(cast.agency).post(receipt, {"received_on": "2018-04-12"})
    entry.refresh_from_db()
    assert entry.received_on == date(2018, 4, 12)
    back = as_user(cast.county).post(
        reverse("disbursement_reverse", args=[entry.pk]), {"reason": "付错账户"}
    )
    assert back.url == entry.reversals.get().get_absolute_url()


def test_the_due_list_says_who_is_late_and_what_waits_for_a_milestone(as_user, cast, world):
    page = as_user(cast.county).get(reverse("due_list"), {"show": "all"})
    found = {(row.budget.level, row.tranche_number): row for row in page.context["object_list"]}
    assert len(found) == 6
    assert found["county", 1].is_late
    assert found["county", 1].may_propose
    assert found["county", 1].share == D("18000.00")
    assert not found["city", 1].may_propose
    assert not found["county", 2].is_late
    assert found["county", 2].reached_on is None
    for show, count in (("late", 2), ("waiting", 4), ("reached", 2), ("", 6)):
        page = as_user(cast.county).get(reverse("due_list"), {"show": show})
        assert page.context["paginator"].count == count
    early = as_user(cast.county).get(reverse("due_list"), {"month": "2018-04", "level": "city"})
    assert early.context["paginator"].count == 1
    assert as_user(cast.county).get(reverse("due_list"), {"month": "0000-99"}).status_code == 200


def test_the_due_list_opens_with_what_may_be_paid_the_own_first(as_user, cast, world):
    for user in (cast.county, cast.city):
        page = as_user(user).get(reverse("due_list"))
        rows = page.context["object_list"]
        assert [row.may_propose for row in rows] == [True, False], user
        assert "?show=waiting" in page.content.decode()
    project = {"project": world.project.pk}
    page = as_user(cast.county).get(reverse("due_list"), project)
    assert page.context["paginator"].count == 6
    assert (
        world.project.name in page.content.decode().split('class="applied"')[1].split("</div>")[0]
    )
    assert as_user(cast.county).get(reverse("due_list"), {"project": 10**9}).status_code == 200


def test_the_due_list_shows_each_reader_her_own_projects_only(as_user, cast, world):
    for user, count in ((cast.county, 6), (cast.city, 6), (cast.auditor, 6), (cast.other_city, 0)):
        page = as_user(user).get(reverse("due_list"), {"show": "all"})
        assert page.context["paginator"].count == count, user
        assert page.context["waiting"] == [], user
    for user in (cast.agency, cast.clerk, cast.evaluator):
        assert as_user(user).get(reverse("due_list")).status_code == 403


def test_only_the_county_posts_to_the_pages_of_its_contract(as_user, cast, world):
    for name in ("project_commitments", "project_tranches"):
        address = reverse(name, args=[world.project.pk])
        assert as_user(cast.county).post(address, {}).status_code == 200, name
        for user in (cast.city, cast.province, cast.agency, cast.auditor, cast.clerk):
            assert as_user(user).post(address, {}).status_code == 403, user
        assert as_user(cast.sibling_county).post(address, {}).status_code == 404


def test_the_due_list_asks_the_same_however_many_are_due(as_user, cast, places, plan):
    def queries():
        client = as_user(cast.county)
        client.get(reverse("due_list"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("due_list"))
        return len(caught)

    first = paying(cast, places, plan)
    few = queries()
    for _number in range(3):
        paying(cast, places, plan).propose(first.checker)
    assert queries() == few <= 6


def test_many_are_proposed_and_approved_after_one_confirmation_with_sums(
    as_user, cast, places, plan
):
    worlds = [paying(cast, places, plan), paying(cast, places, plan)]
    keys = [f"{one.tranche().pk}-{one.county.pk}" for one in worlds]
    bulk, client = reverse("disbursement_bulk"), as_user(cast.county)
    page = client.post(bulk, {"what": "propose", "key": keys})
    assert page.context["whole"] == D("36000.00")
    assert "36,000.00" in text_of(page)
    assert not Disbursement.objects.exists()
    sent = {"what": "propose", "key": keys, "day": "2018-04-10", "submission": str(uuid4())}
    refused = client.post(bulk, sent | {"total": "36000.01"})
    assert refused.context["form"].errors
    assert not Disbursement.objects.exists()
    for _click in range(2):
        assert client.post(bulk, sent | {"total": "36000.00"}).url == reverse("due_list")
    ids = [str(pk) for pk in Disbursement.objects.values_list("pk", flat=True)]
    assert len(ids) == 2
    own = client.post(bulk, {"what": "approve", "key": ids})
    assert own.status_code == 302, "her own proposals are not hers to approve"
    checker = as_user(worlds[0].checker)
    assert checker.post(bulk, {"what": "approve", "key": ids}).context["whole"] == D("36000.00")
    sent = {"what": "approve", "key": ids, "total": "36000.00", "day": "2018-04-10"}
    for _click in range(2):
        assert checker.post(bulk, sent).url == reverse("due_list")
    assert {one.status for one in Disbursement.objects.all()} == {"approved"}
    assert Source.objects.get(pk=worlds[1].county.pk).paid == D("18000.00")


def test_a_bulk_of_nothing_or_nonsense_leads_back_to_the_list(as_user, cast, world):
    for keys in ([], ["x"], ["1" * 30], ["1-2-3"], ["0-0"]):
        for what in ("propose", "approve"):
            answer = as_user(cast.county).post(
                reverse("disbursement_bulk"), {"what": what, "key": keys}
            )
            assert answer.url == reverse("due_list")


def queues(user):
    return {item.queue for item in waiting_for(user, timezone.localdate()).everything}


def test_what_is_to_be_done_with_money_is_told_to_whoever_does_it(cast, places, plan, world):
    _divided, *_sources = contracted(cast, places, plan)
    assert {"payment_due", "undivided"} <= queues(cast.county)
    assert "payment_due" in queues(cast.city)
    assert "undivided" not in queues(cast.city)
    entry = world.propose(cast.county)
    assert "payment_check" in queues(world.checker)
    assert "payment_check" not in queues(cast.county) | queues(cast.city)
    Disbursement.objects.filter(pk=entry.pk).update(
        status="approved", checked_by=world.checker, checked_at=timezone.now()
    )
    assert "receipt" in queues(cast.agency)
    Disbursement.objects.filter(pk=entry.pk).update(
        received_on=timezone.localdate() - timedelta(days=1), received_by=cast.agency
    )
    assert "receipt" not in queues(cast.agency)
