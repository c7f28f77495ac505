"""How long re-adding the ledger takes: consistent entries of up to 300,000 projects, made in the database.

No row passes through Python: each table is one INSERT … SELECT over generate_series, from random amounts
of a fixed seed. Foreign keys are not checked while they are written; every CHECK is.
"""

import io
import json
import logging
import resource
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from projects.funding.guard import ledger_open

SIZES = (75_000, 150_000, 300_000)
FIELDS = ("projects", "entries", "s", "s/million", "peak MB", "temp MB/million")

# A source (n, k): project n, and k the payer: 1 the county, 2 the city, 3 the province by a transfer to
# the county. A hundred projects share their budget lines. Amounts are fen; the seed makes them the same.
SOURCES = """
CREATE TEMP TABLE made AS
SELECT *, first + second + third AS paid, each * costs AS spent,
    CASE WHEN mod(n, 10) = 0 THEN first + second + third - each * costs ELSE 0 END AS returned
FROM (SELECT *, floor((first + second + third) * share)::bigint AS each
    FROM (SELECT *, contracted * 30 / 100 AS first, contracted * 40 / 100 AS second,
            CASE WHEN mod(n, 3) = 0
                THEN contracted - contracted * 30 / 100 - contracted * 40 / 100 ELSE 0 END AS third
        FROM (SELECT *, allocated - CASE WHEN mod(n, 7) = 0 THEN 1000 ELSE 0 END AS contracted
            FROM (SELECT n, k, n * 4 + k AS id, (n - 1) / 100 * 4 AS block,
                    (n - 1) / 100 * 4 + CASE k WHEN 3 THEN 4 ELSE k END AS budget,
                    CASE k WHEN 3 THEN 1 ELSE 2 END AS costs,
                    100000 + floor(random() * 9000000)::bigint AS allocated,
                    0.1 + random() * 0.3 AS share
                FROM generate_series({first}, {last}) n, generate_series(1, 3) k) a) b) c) d
"""


def measure() -> None:
    """Grow one ledger from size to size; at each re-add it twice, the second time with one wrong fen."""
    django.setup()
    logging.disable(logging.ERROR)  # the alarm of the wrong fen
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_places", stdout=io.StringIO())
    ids = whom_it_hangs_on()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT setseed(0.2018)")
    print("".join(f"{name:>17}" for name in FIELDS))
    done = 0
    for size in SIZES:
        grow(done + 1, size, ids)
        done = size
        print("".join(f"{figure:>17}" for figure in readded(size)), flush=True)
        find_one_fen()


def whom_it_hangs_on() -> dict[str, Any]:
    """Ids of the places, plan, agency and officials of all projects."""
    codes = {"province": "350000000000", "city": "350100000000", "county": "350102000000"}
    place = apps.get_model("places.Place").objects.get
    ids = {name: place(code=code).pk for name, code in codes.items()}
    day = date(2018, 1, 1)
    plan = {"code": "bench", "place_id": ids["province"], "year": 2018, "starts": day, "ends": day}
    plan |= dict.fromkeys(("target_projects", "target_rural", "target_amount"), 1)
    agency = {"place_id": ids["county"], "registered_on": day}
    ids["plan"] = apps.get_model("pilots.ActionPlan").objects.create(**plan).pk
    ids["agency"] = apps.get_model("agencies.Agency").objects.create(**agency).pk
    users = apps.get_model("accounts.User").objects
    for name in ("maker", "checker"):
        ids[name] = users.create(username=name, role="county", place_id=ids["county"]).pk
    return ids


def grow(first: int, last: int, ids: dict[str, Any]) -> None:
    """Write projects ``first`` to ``last`` with their budget lines, contracts and entries."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS made")
        cursor.execute(SOURCES.format(first=first, last=last))
    names = (
        "starts",
        "day",
        "document_date",
        "planned_on",
        "approved_on",
        "started_on",
        "signed_on",
    )
    fixed: dict[str, Any] = dict.fromkeys(names, "date '2018-03-01'")
    fixed |= {"ends": "date '2019-03-01'", "year": "2018", "created_by_id": ids["maker"]}
    fixed |= {f"{name}_id": ids[name] for name in ("plan", "agency")}
    fixed |= {"place_id": ids["county"], "voucher": "'x'", "purpose": "'x'"}

    def fill(model: str, rows: str, **columns: Any) -> None:
        insert(apps.get_model(model), rows, fixed, columns)

    budgets(fill, ids)
    projects = "(SELECT n, SUM(allocated) AS allocated, SUM(contracted) AS contracted FROM made GROUP BY n) p"
    given = {"id": "n", "allocated": "allocated", "status": "'running'", "level": "'county'"}
    fill("pilots.Project", projects, **given, number="n", target_people="1", target_services="1")
    bound = {"amount": "contracted", "committed": "contracted"}
    fill("pilots.Contract", projects, id="n", project_id="n", number="n", **bound)
    fill("funding.TranchePlan", projects, id="n", contract_id="n", percent="100")
    fill(
        "funding.Tranche",
        f"{projects}, (VALUES (1, 30, 'signing'), (2, 40, 'midterm'), (3, 30, 'final')) v (t, share, due)",
        id="n * 4 + t",
        plan_id="n",
        number="t",
        percent="share",
        milestone="due",
    )
    stages = {name: name for name in ("allocated", "contracted", "paid", "spent", "returned")}
    fill("funding.Source", "made", id="id", project_id="n", budget_id="budget", **stages)
    entry = {"id": "id", "number": "id"}
    fill(
        "funding.Allocation",
        "made",
        **entry,
        project_id="n",
        budget_id="budget",
        amount="allocated",
    )
    entry["source_id"] = "id"
    fill("funding.Commitment", "made", **entry, contract_id="n", amount="contracted")
    payments(fill, ids)
    costs(fill)
    fill("funding.Refund", "made WHERE returned > 0", **entry, amount="returned")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def budgets(fill: Callable[..., None], ids: dict[str, Any]) -> None:
    """Lines of county and city, each amended once, and of the province, transferred to the county."""
    given = "SELECT block, k, SUM(allocated) AS allocated FROM made GROUP BY block, k"
    line = {"id": "block + k", "nature": "'general'", "document_number": "block"}
    line |= {"amount": "allocated", "allocated": "allocated"}
    for k, level in ((1, "county"), (2, "city")):
        rows = f"({given}) g WHERE k = {k}"
        payer = {"level": f"'{level}'", "place_id": ids[level], "holder_id": ids[level]}
        fill("funding.Budget", rows, **line, **payer, first_amount="allocated - 1000")
        change = {"id": "block + k", "budget_id": "block + k", "number": "1", "change": "1000"}
        change["reason"] = "'x'"
        fill("funding.Amendment", rows, **change)
    rows = f"({given}) g WHERE k = 3"
    payer = {"level": "'province'", "place_id": ids["province"]}
    handed = {"holder_id": ids["province"], "transferred": "allocated", "first_amount": "allocated"}
    fill("funding.Budget", rows, **line | {"allocated": "0"}, **payer, **handed)
    child = {"id": "block + 4", "parent_id": "block + 3", "holder_id": ids["county"]}
    fill("funding.Budget", rows, **line | child, **payer)
    move = {"budget_id": "block + 3", "target_id": "block + 4", "amount": "allocated"}
    fill("funding.Transfer", rows, id="block", number="block", **move)


def payments(fill: Callable[..., None], ids: dict[str, Any]) -> None:
    """Two or three tranches of each source, as far as they were paid."""
    rows = "made, generate_series(1, CASE WHEN third > 0 THEN 3 ELSE 2 END) t"
    amount = "CASE t WHEN 1 THEN first WHEN 2 THEN second ELSE third END"
    fill(
        "funding.Disbursement",
        rows,
        id="id * 4 + t",
        number="id * 4 + t",
        source_id="id",
        tranche_id="n * 4 + t",
        amount=amount,
        gross=amount,
        status="'approved'",
        checked_by_id=ids["checker"],
        checked_at="now()",
    )


def costs(fill: Callable[..., None]) -> None:
    """Five expenditures a project in two categories; one in twenty is taken back and entered anew."""
    rows = (
        "(SELECT n, t, SUM(each) AS spent FROM made, generate_series(1, costs) t GROUP BY n, t) l"
    )
    plan = {"id": "n * 4 + t", "project_id": "n", "amount": "spent", "spent": "spent"}
    category = "CASE t WHEN 1 THEN 'staff' ELSE 'activity' END"
    fill("pilots.BudgetLine", rows, **plan, category=category)
    cost = {"source_id": "id", "line_id": "n * 4 + t", "amount": "each"}
    number = "id * 8 + t"
    rows = "made, generate_series(1, costs) t"
    fill("funding.Expenditure", rows, id=number, number=number, **cost)
    some = f"{rows} WHERE mod({number}, 20) = 1"
    back, again = f"{number} + 2", f"{number} + 4"
    taken = {"reverses_id": number, "amount": "-each", "reason": "'x'"}
    fill("funding.Expenditure", some, id=back, number=back, **cost | taken)
    fill("funding.Expenditure", some, id=again, number=again, **cost)


def insert(model: Any, rows: str, fixed: dict[str, Any], columns: dict[str, Any]) -> None:
    """Fill ``model`` from ``rows``: ``columns``, else what is ``fixed``, else the default, null or ""."""
    values, wanted = [], []
    for field in model._meta.concrete_fields:
        wanted.append(field.column)
        given = columns.pop(field.attname, None)
        if given is None:
            given = standard(field, fixed)
        values.append(str(given))
    if columns:
        raise ValueError(f"{model.__name__} has no {', '.join(columns)}")
    with connection.cursor() as cursor:
        table = f"{model._meta.db_table} ({', '.join(wanted)})"
        cursor.execute(f"INSERT INTO {table} SELECT {', '.join(values)} FROM {rows}")  # noqa: S608


def standard(field: Any, fixed: dict[str, Any]) -> Any:
    """SQL of what stands in ``field`` where the rows do not say."""
    if field.attname in fixed:
        return fixed[field.attname]
    if isinstance(field, models.DateTimeField):
        return "NULL" if field.null else "now()"
    if field.has_default() and not callable(field.default):
        return f"'{field.get_db_prep_save(field.default, connection)}'"
    return "NULL" if field.null else "''"


def readded(projects: int) -> list[str]:
    """What one run took, for the line of the table."""
    before = temporary_bytes()
    run = reconciled()
    if run["differences"]:
        raise RuntimeError(f"The entries made do not add up: {run['details'][:3]}")
    millions = run["entries"] / 1_000_000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    written = (temporary_bytes() - before) / 1_000_000
    rates = (run["seconds"], run["seconds"] / millions, peak, written / millions)
    return [f"{projects:,}", f"{run['entries']:,}", *(f"{rate:.1f}" for rate in rates)]


def find_one_fen() -> None:
    """Write one fen past the running totals, see that the command finds it, and take it out again."""
    change = "UPDATE funding_expenditure SET amount = amount {} 1 WHERE id = (SELECT MAX(id) - 8"
    change += " FROM funding_expenditure WHERE mod(id, 8) = 1)"
    with connection.cursor() as cursor:
        with ledger_open():
            cursor.execute(change.format("+"))
        found = {one["check"] for one in reconciled()["details"]}
        with ledger_open():
            cursor.execute(change.format("-"))
    if not {"funding.source.spent", "pilots.budgetline.spent"} <= found:
        raise RuntimeError(f"One wrong fen was taken for {found or 'right'}")


def reconciled() -> dict[str, Any]:
    """What `manage.py reconcile` says."""
    printed = io.StringIO()
    with suppress(SystemExit):  # on a difference
        call_command("reconcile", format="json", stdout=printed)
    return json.loads(printed.getvalue())


def temporary_bytes() -> int:
    """How much PostgreSQL has written into temporary files so far, because its memory is bounded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
