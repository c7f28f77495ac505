"""What `make bench` adds up is a ledger like any other: every CHECK, foreign key and rule holds in it."""

import pytest

from projects.funding.models import Expenditure, Refund
from scripts import bench_reconcile


@pytest.mark.django_db
def test_the_entries_made_for_the_benchmark_add_up_to_the_fen(cast, places, plan, agency):
    places_of = {"province": places.fujian, "city": places.fuzhou, "county": places.own}
    people = {"maker": cast.county, "checker": cast.city}
    records = {"plan": plan, "agency": agency, **places_of, **people}
    ids = {name: record.pk for name, record in records.items()}
    bench_reconcile.grow(1, 100, ids)
    bench_reconcile.grow(101, 200, ids)
    found = bench_reconcile.reconciled()
    assert (found["differences"], found["details"]) == (0, [])
    assert found["entries"] > 200 * 15
    assert Expenditure.objects.filter(reverses__isnull=False).exists()
    assert Refund.objects.exists()
    bench_reconcile.find_one_fen()
    assert bench_reconcile.reconciled()["differences"] == 0
