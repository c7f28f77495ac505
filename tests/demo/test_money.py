"""The money of the demo could have come about by the pages: it adds up, and the rules are kept."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.core.management import call_command
from django.db.models import F, Q, Sum
from django.test import TestCase

from projects.accounts.models import User
from projects.common.money import ZERO
from projects.demo.actions import load_demo
from projects.funding.models import (
    Allocation,
    Amendment,
    BankLine,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Source,
    SpendingRule,
    Tranche,
    Transfer,
)
from projects.funding.reconcile import reconcile
from projects.pilots.models import BudgetLine, Contract

WHOLE = Decimal("20890000.00")


def sums(rows, key: str) -> dict[int, Decimal]:
    """The amounts of ``rows`` added up by ``key``."""
    return dict(rows.order_by().values_list(key).annotate(Sum("amount")))


class TestMoneyOfTheDemo(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_places", verbosity=0)
        load_demo()

    def test_every_running_total_of_a_source_is_the_sum_of_its_entries(self):
        counted = Disbursement.objects.counted()
        added = {
            "contracted": sums(Commitment.objects.all(), "source"),
            "paid": sums(counted, "source"),
            "spent": sums(Expenditure.objects.all(), "source"),
            "returned": sums(Refund.objects.all(), "source"),
        }
        allocated = {
            (project, budget): amount
            for project, budget, amount in Allocation.objects.order_by()
            .values_list("project", "budget")
            .annotate(Sum("amount"))
        }
        for source in Source.objects.all():
            assert source.allocated == allocated[source.project_id, source.budget_id]
            for name, amounts in added.items():
                assert getattr(source, name) == amounts.get(source.pk, ZERO), name

    def test_re_adding_the_ledger_finds_no_difference(self):
        run = reconcile()
        assert run.entries > 3_000
        assert (run.differences, run.details) == (0, [])

    def test_contracts_and_categories_count_their_entries(self):
        committed = sums(Commitment.objects.all(), "contract")
        assert {c.pk: c.committed for c in Contract.objects.all()} == committed
        spent = sums(Expenditure.objects.all(), "line")
        lines = BudgetLine.objects.all()
        assert all(line.spent == spent.get(line.pk, ZERO) for line in lines)

    def test_one_yuan_is_counted_once_however_often_it_was_handed_down(self):
        first = Budget.objects.first_lines().aggregate(sum=Sum("amount"))["sum"]
        assert first == sum((budget.held for budget in Budget.objects.all()), ZERO)
        assert Budget.objects.aggregate(sum=Sum("allocated"))["sum"] == WHOLE
        out, into = sums(Transfer.objects.all(), "budget"), sums(Transfer.objects.all(), "target")
        for budget in Budget.objects.all():
            assert budget.transferred == out.get(budget.pk, ZERO)
            if budget.parent_id:
                assert budget.amount == into[budget.pk]
        depths = set(
            Budget.objects.filter(parent__parent__isnull=False).values_list("level", flat=True)
        )
        assert depths == {"province"}  # province → city → county
        assert Transfer.objects.filter(reverses__isnull=False).exists()
        assert Amendment.objects.filter(change__lt=0).exists()

    def test_a_line_of_a_transfer_keeps_what_its_parent_says_and_gives_out_after_it_came(self):
        children = Budget.objects.filter(parent__isnull=False)
        same = {name: F(f"parent__{name}") for name in ("plan", "place", "level", "year", "nature")}
        assert children.filter(**same).count() == children.count()
        assert Allocation.objects.filter(day__lt=F("budget__document_date")).count() == 0

    def test_payments_are_proposed_and_approved_by_two_officials_of_the_place_that_pays(self):
        for entry in Disbursement.objects.select_related("source__budget", "created_by"):
            assert entry.created_by.place_id == entry.source.budget.holder_id
        checked = Disbursement.objects.exclude(status="proposed")
        assert checked.filter(checked_by=F("created_by")).count() == 0
        same = checked.filter(checked_by__place=F("source__budget__holder"))
        assert same.count() == checked.count()

    def test_nothing_is_paid_before_its_milestone_or_more_than_its_share(self):
        paid = Disbursement.objects.filter(status="approved", reverses__isnull=True)
        contract = "source__project__contract"
        assert paid.filter(day__lt=F(f"{contract}__signed_on")).count() == 0
        midterm = paid.filter(tranche__milestone=Tranche.Milestone.MIDTERM)
        assert midterm.exists()
        assert midterm.filter(day__lt=F("source__project__midterm_on")).count() == 0
        final = paid.filter(tranche__milestone=Tranche.Milestone.FINAL)
        assert final.exists()
        assert final.exclude(source__project__finished_on__lt=F("day")).count() == 0
        assert paid.filter(deduction__gt=0).exists()

    def test_on_no_day_was_more_spent_or_given_back_than_had_come(self):
        moves: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        kept = Disbursement.objects.filter(status="approved", reverses__isnull=True)
        for source, day, amount in kept.values_list("source", "day", "amount"):
            moves[source][day] += amount
        for rows in (Expenditure.objects, Refund.objects):
            for source, day, amount in rows.values_list("source", "day", "amount"):
                moves[source][day] -= amount
        for days in moves.values():
            balances = list(accumulate(amount for _day, amount in sorted(days.items())))
            assert min(balances) >= 0

    def test_lottery_money_goes_only_where_its_use_permits(self):
        rule = SpendingRule.objects.get(nature="lottery", year=2018)
        spent = Expenditure.objects.filter(source__budget__nature="lottery")
        assert set(spent.values_list("line__category", flat=True)) <= set(rule.categories)
        given = Allocation.objects.filter(budget__nature="lottery")
        assert set(given.values_list("project__field", flat=True)) <= set(rule.fields)

    def test_management_stays_below_its_ceiling(self):
        rule = SpendingRule.objects.get(nature="general", year=2018)
        managed = Source.objects.annotate(
            sum=Sum("expenditures__amount", filter=Q(expenditures__line__category="management"))
        ).exclude(sum=None)
        assert managed.exists()
        for source in managed:
            assert source.sum * 100 <= source.paid * rule.management_percent

    def test_everybody_who_deals_with_money_finds_something_to_do(self):
        for name in ("province", "province-2", "city", "county"):
            user = User.objects.get(username=f"demo-{name}")
            waiting = Disbursement.objects.payable_by(user).proposed()
            assert waiting.exclude(created_by=user).exists(), name
        agency = User.objects.get(username="demo-agency")
        paid = Disbursement.objects.visible_to(agency).filter(status="approved")
        assert paid.filter(received_on__isnull=True).exists()
        assert Source.objects.visible_to(agency).filter(paid__gt=F("spent")).exists()
        lines = BankLine.objects.visible_to(User.objects.get(username="demo-county"))
        assert lines.unmatched().exists()
        assert lines.exclude(disbursement=None).exists()

    def test_refused_reversed_and_corrected_entries_say_why(self):
        assert Disbursement.objects.filter(status="refused").exists()
        assert Disbursement.objects.filter(reverses__status="reversed").exists()
        assert Expenditure.objects.filter(amount__lt=0).exclude(reason="").exists()
