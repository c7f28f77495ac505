"""Re-adding the ledger finds every total and every rule that somebody wrote past."""

import json
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse

from projects.funding.guard import ledger_open
from projects.funding.models import (
    Amendment,
    Budget,
    Disbursement,
    Expenditure,
    Reconciliation,
    Source,
    SpendingRule,
    TranchePlan,
    Transfer,
)
from projects.funding.reconcile import reconcile
from projects.pilots.models import BudgetLine, Contract, Project
from tests.factories import make_project
from tests.funding.ledger_world import a_walked_ledger, money

COUNTERS = [
    (Budget, "amount"),
    (Budget, "transferred"),
    (Budget, "allocated"),
    (Project, "allocated"),
    *((Source, name) for name in ("allocated", "contracted", "paid", "spent", "returned")),
    (Contract, "committed"),
    (BudgetLine, "spent"),
]


def without_checks(model: type[models.Model]) -> None:
    """Takes the CHECKs of ``model`` off the test's table: what follows is a broken database."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                cursor.execute(
                    f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {constraint.name}"
                )


@pytest.fixture
def ledger(cast, places, plan, project):
    return a_walked_ledger(cast, places, plan, project)


def test_a_ledger_written_by_the_actions_adds_up(ledger):
    run = reconcile()
    assert (run.differences, run.details) == (0, [])
    assert run.entries > 5
    assert run.finished_at >= run.started_at


@pytest.mark.parametrize(
    ("model", "column"), COUNTERS, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_total_that_was_written_past_its_entries_is_found(ledger, model, column):
    without_checks(model)
    record = model.objects.order_by("pk").first()
    stored = getattr(record, column) + money("0.01")
    model.objects.filter(pk=record.pk).update(**{column: stored})
    name = f"{model._meta.label_lower}.{column}"
    assert reconcile().details == [
        {
            "check": name,
            "record": f"{model._meta.label_lower} {record.pk}",
            "stored": str(stored),
            "added": str(stored - money("0.01")),
        }
    ]


def break_rule(name: str, ledger: Source, plan, places, agency) -> None:
    """Writes past the actions what ``name`` forbids."""
    for model in (Budget, Source, Disbursement, Expenditure, Transfer, TranchePlan):
        without_checks(model)
    other = make_project(places.own, agency=agency, plan=plan, status="running")
    entries = {
        "funding.trancheplan.percent": lambda: TranchePlan.objects.update(percent=99),
        "funding.budget.kept": lambda: Budget.objects.filter(pk=ledger.budget_id).update(year=2019),
        "funding.budget.below": lambda: Budget.objects.filter(pk=ledger.budget_id).update(
            holder=places.fujian
        ),
        "funding.transfer.target": lambda: Budget.objects.filter(pk=ledger.budget_id).update(
            parent=ledger.budget_id
        ),
        "funding.budget.amendments": lambda: Amendment.objects.filter(number=2).update(number=4),
        "funding.commitment.project": lambda: Contract.objects.update(project=other),
        "funding.expenditure.project": lambda: Expenditure.objects.update(
            line=BudgetLine.objects.create(project=other, category="staff", amount=money(1))
        ),
        "funding.disbursement.checker": lambda: Disbursement.objects.update(
            checked_by=models.F("created_by")
        ),
        "funding.disbursement.status": lambda: Disbursement.objects.update(status="reversed"),
        "funding.expenditure.reversal": lambda: Expenditure.objects.filter(
            reverses__isnull=False
        ).update(amount=money("-1.00")),
        "funding.source.paid_within_contracted": lambda: Disbursement.objects.update(
            amount=money("1000.01")
        ),
        "funding.source.used_within_paid": lambda: Expenditure.objects.filter(reverses=None).update(
            amount=money("399.99")
        ),
        "funding.budget.given_within_amount": lambda: Transfer.objects.filter(reverses=None).update(
            amount=money("5500.01")
        ),
    }
    with ledger_open():
        entries[name]()


RULES = (
    "funding.trancheplan.percent",
    "funding.budget.kept",
    "funding.budget.below",
    "funding.transfer.target",
    "funding.budget.amendments",
    "funding.commitment.project",
    "funding.expenditure.project",
    "funding.disbursement.checker",
    "funding.disbursement.status",
    "funding.expenditure.reversal",
    "funding.source.paid_within_contracted",
    "funding.source.used_within_paid",
    "funding.budget.given_within_amount",
)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_between_rows_that_was_written_past_is_found(ledger, plan, places, agency, name):
    break_rule(name, ledger, plan, places, agency)
    assert name in {detail["check"] for detail in reconcile().details}


def test_a_cost_that_lottery_money_may_not_pay_is_found_where_nobody_has_set_a_rule(
    ledger, project
):
    with ledger_open():
        ledger.expenditures.update(line=project.budget_lines.get(category="management"))
    assert not differing("funding.expenditure.permitted")
    Budget.objects.update(nature="lottery")
    (found,) = differing("funding.expenditure.permitted")  # what was reversed is none
    assert (found["stored"], found["added"]) == ("lottery", "management")


def test_a_cost_that_the_rule_above_forbids_is_found_if_spent_since(ledger, places):
    rule = SpendingRule.objects.create(
        place=places.fujian,
        year=ledger.budget.year,
        nature=ledger.budget.nature,
        fields=["elderly"],
        categories=["activity", "management"],
        management_percent=10,
        document="闽财社〔2018〕9号",
    )
    assert not differing("funding.expenditure.permitted")
    with ledger_open():
        ledger.expenditures.update(created_at=rule.updated_at)
    assert [one["added"] for one in differing("funding.expenditure.permitted")] == ["staff"]
    rule.categories = ["staff"]
    SpendingRule.objects.filter(pk=rule.pk).update(categories=rule.categories)
    assert not differing("funding.expenditure.permitted")


def differing(name: str) -> list[dict[str, str]]:
    """What reconciling finds of the check ``name``."""
    return [detail for detail in reconcile().details if detail["check"] == name]


def test_the_command_says_what_it_added_and_fails_only_on_a_difference(ledger):
    printed = StringIO()
    call_command("reconcile", format="json", stdout=printed)
    found = json.loads(printed.getvalue())
    assert found["differences"] == 0
    assert found["checks"] > 20
    assert found["entries"] > 5
    Project.objects.update(allocated=money("1.23"))
    with pytest.raises(SystemExit) as stopped:
        call_command("reconcile", stdout=printed)
    assert stopped.value.code == 1
    assert "1.23, entries say 1030.00" in printed.getvalue()


def test_a_difference_is_told_by_mail_to_the_province_and_the_administrators(
    ledger, cast, settings, caplog
):
    settings.ADMINS = [("", "root@example.gov.cn")]
    cast.province.email = "province@example.gov.cn"
    cast.province.save()
    reconcile()
    assert mail.outbox == []
    Project.objects.update(allocated=money("1.23"))
    reconcile()
    assert {address for message in mail.outbox for address in message.to} == {
        "root@example.gov.cn",
        "province@example.gov.cn",
    }
    assert "1.23" in mail.outbox[0].body
    assert "does not add up" in caplog.text


def test_a_run_that_died_is_seen(as_user, cast):
    Reconciliation.objects.create()
    page = as_user(cast.province).get(reverse("reconciliation_list"))
    assert "notice-bad" in page.content.decode()


def test_the_page_of_a_run_names_what_differs(as_user, cast, ledger):
    Project.objects.update(allocated=money("1.23"))
    run = reconcile()
    page = as_user(cast.auditor).get(run.get_absolute_url()).content.decode()
    assert "1.23" in page
    assert "1030.00" in page
    assert str(ledger.project) in page


def test_the_list_takes_three_queries(as_user, cast, django_assert_max_num_queries):
    for _number in range(3):
        reconcile()
    client = as_user(cast.province)
    client.get(reverse("reconciliation_list"))
    with django_assert_max_num_queries(4):  # the session makes one
        client.get(reverse("reconciliation_list"))
