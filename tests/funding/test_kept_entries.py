"""Entries of the ledger are never edited or deleted: the database itself refuses, whoever writes."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from projects.funding.guard import PREFIX, ledger_open
from projects.funding.models import Disbursement, Expenditure
from projects.funding.reconcile import ENTRIES
from tests.funding.ledger_world import a_walked_ledger, money
from tests.migrating import migrated_back_to

ROOT = Path(__file__).resolve().parents[2]
NAMES = [model._meta.model_name for model in ENTRIES]
# What follows the making of an entry, at each kind that has it.
LATER = {"status", "checked_by", "checked_at", "refusal", "received_on", "received_by"}


@pytest.fixture
def ledger(cast, places, plan, project):
    return a_walked_ledger(cast, places, plan, project)


@pytest.fixture(params=ENTRIES, ids=NAMES)
def rows(request, ledger):
    """One entry of each kind in turn, that another one may take back or have taken back."""
    model = request.param
    return model.objects.filter(pk=model.objects.order_by("pk").first().pk)


def refused(write) -> bool:
    """Whether the database refuses ``write`` in the words of the ledger, and nothing has changed."""
    with pytest.raises(IntegrityError, match="never edited or deleted"), transaction.atomic():
        write()
    return True


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_kind_of_entry_is_kept_by_its_two_triggers(db):
    assert triggers() == {
        f"{PREFIX}{name}_{verb}" for name in NAMES for verb in ("update", "delete")
    }


def test_an_entry_is_not_deleted_one_by_one_or_in_bulk(rows):
    assert refused(lambda: rows._raw_delete(rows.db))
    assert refused(lambda: type(rows.get())._base_manager.all()._raw_delete(rows.db))
    assert rows.count() == 1


def test_no_column_of_an_entry_is_edited(rows):
    entry = rows.get()
    for field in entry._meta.concrete_fields:
        if field.name in LATER:
            continue
        wrong = {
            "CharField": "x-1",
            "MoneyField": money("0.01"),
            "DateField": "2017-01-01",
            "DateTimeField": timezone.now(),
            "UUIDField": "6f1c5a1e-3c0e-4a55-9d5a-000000000001",
        }.get(type(field).__name__)
        if wrong is None:
            wrong = 99 if field.primary_key else F(field.attname) + 1
            if getattr(entry, field.attname) is None:
                wrong = entry.pk
        assert refused(lambda: rows.update(**{field.attname: wrong})), field.name  # noqa: B023
    assert rows.filter(**dict(rows.values()[0])).exists()


def test_a_saved_entry_is_not_saved_again_with_another_amount(ledger):
    entry = Expenditure.objects.first()
    entry.amount += money("0.01")
    assert refused(entry.save)
    entry.refresh_from_db()
    entry.save()  # as it was


def test_a_payment_is_checked_once_and_received_once(ledger, cast):
    rows = Disbursement.objects.filter(status="approved")
    day = rows.get().day
    assert refused(lambda: rows.update(status="proposed", checked_by=None, checked_at=None))
    assert refused(lambda: rows.update(status="refused", refusal="不对"))
    assert refused(lambda: rows.update(checked_at=timezone.now()))
    assert refused(lambda: rows.update(checked_by=cast.province))
    assert refused(lambda: rows.update(refusal="不对"))
    rows.update(received_on=day, received_by=cast.agency)
    assert refused(lambda: rows.update(received_on=None, received_by=None))
    assert refused(lambda: rows.update(received_by=cast.county))
    rows.update(status="reversed")
    assert refused(lambda: Disbursement.objects.update(status="approved"))


def test_an_opened_ledger_is_closed_again_also_after_an_error(ledger):
    entry = Expenditure.objects.filter(pk=Expenditure.objects.first().pk)
    before = triggers()
    with ledger_open():
        entry.update(payee="改")
    assert refused(lambda: entry.update(payee="再改"))
    with pytest.raises(ZeroDivisionError), ledger_open():
        entry.update(payee=str(1 / 0))
    assert refused(lambda: entry.update(payee="再改"))
    assert triggers() == before
    assert entry.get().payee == "改"


def test_only_the_demo_and_a_benchmark_open_the_ledger():
    naming = {
        str(path.relative_to(ROOT))
        for room in ("projects", "scripts", "linkage")
        for path in (ROOT / room).rglob("*.py")
        if any(word in path.read_text() for word in ("ledger_open", "linkage.ledger"))
    }
    assert naming == {
        "projects/funding/guard.py",
        "projects/funding/migrations/0009_entries_are_kept.py",
        "projects/demo/actions.py",
        "projects/demo/removal.py",
        "scripts/bench_reconcile.py",
    }


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_taken_off_and_put_back_by_their_migration():
    before = triggers()
    with migrated_back_to("funding", "0001_squashed_0008_settlements"):
        assert triggers() == set()
    assert triggers() == before
