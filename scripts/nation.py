"""A nation's year of services for `make bench`, made in PostgreSQL from a fixed seed, and the same in DuckDB.

31 provinces of eleven cities; each county has a project and people of its own, and every tenth who comes
is from another. All rows are copies of one that was saved the ordinary way, with what differs; foreign
keys and triggers rest meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from django.apps import apps
from django.db import connection

from scripts import service_year

PROVINCES, CITIES = 31, 11  # cities of each province
FIRST = 10_000_000  # the first of our ids
FUNCTIONS = """
CREATE FUNCTION pick(n bigint, seed bigint, among bigint) RETURNS int IMMUTABLE LANGUAGE sql
AS $$ SELECT ((hashint8extended(n, seed) & 9223372036854775807) % among)::int $$;
CREATE FUNCTION code(k int) RETURNS text IMMUTABLE LANGUAGE sql
AS $$ SELECT (((40 + k % 31) * 100 + k / 31 % 11 + 1) * 100 + k / 341 + 1)::text || '000000' $$;
"""
# As DuckDB holds them: each row with its city and province, and who came without a join.
WHERE = "left(county_code, 2), left(county_code, 4), county_code, date, method"
PLACED = "province VARCHAR, city VARCHAR, county VARCHAR, date DATE, method VARCHAR"
FACTS = {
    "records": (
        f"SELECT {WHERE}, attendances, hours FROM delivery_servicerecord WHERE id > {FIRST}",
        f"{PLACED}, attendances INTEGER, hours DECIMAL(4, 1)",
    ),
    "came": (
        f"""SELECT {WHERE}, person_id FROM delivery_attendance a
        JOIN delivery_servicerecord r ON r.id = a.record_id
        JOIN delivery_beneficiary b ON b.id = a.beneficiary_id""",
        f"{PLACED}, person BIGINT",
    ),
}


def make(counties: int, people: int) -> Any:
    """Places, a plan of each province, a project of each county, a register of so many people.

    Gives the service that all services are to be copies of.
    """
    user, project = service_year.whom_it_hangs_on()
    record = first_service(user, project)
    person = register_one(user, project)
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("SET session_replication_role = replica")
    found(project, counties)
    ids = f"generate_series(1, {people}) n"
    copies(person.person, ids, id=f"{FIRST} + n")
    copies(person, ids, id=f"{FIRST} + n", number="'B' || n", person_id=f"{FIRST} + n")
    return record


def first_service(user: Any, project: Any) -> Any:
    """The service that all others are copies of."""
    return apps.get_model("delivery.ServiceRecord").objects.create(
        number="first",
        project=project,
        method="case",
        date=service_year.DAY,
        hours=1,
        place=project.sites.first().place,
        county_code=project.place.code,
        attendances=1,
        lead=project.assignments.first().worker,
        created_by=user,
    )


def register_one(user: Any, project: Any) -> Any:
    """Somebody of whom nothing is known but a number."""
    return apps.get_model("delivery.Beneficiary").objects.create(
        number="first",
        person=apps.get_model("delivery.Person").objects.create(),
        agency=user.agency,
        place=project.sites.first().place,
        sex="female",
        groups=["left_elders"],
        consent_on=service_year.DAY,
        erased_on=service_year.DAY,
        erased_because="bench",
        created_by=user,
    )


def found(project: Any, counties: int) -> None:
    """Places with a village in each county, plans and projects: their ids follow from their numbers."""
    city, county = project.place.parent, project.place
    provinces, all_counties = (
        f"generate_series(0, {PROVINCES - 1}) p",
        f"generate_series(0, {counties - 1}) k",
    )
    copies(
        city.parent, provinces, id=f"{FIRST} + p", code="(40 + p) || '0000000000'", name="'省' || p"
    )
    copies(
        city,
        f"{provinces}, generate_series(1, {CITIES}) c",
        id=f"{FIRST} + 1000 + p * 100 + c",
        code="((40 + p) * 100 + c) || '00000000'",
        name="'市' || p || '-' || c",
        parent_id=f"{FIRST} + p",
    )
    parent = f"{FIRST} + 1000 + k % 31 * 100 + k / 31 % 11 + 1"
    at = {"id": f"{FIRST} + 10000 + k", "name": "'县' || k", "parent_id": parent}
    copies(county, all_counties, code="code(k)", **at)
    at = {"id": f"{FIRST} + 20000 + k", "name": "'村' || k", "parent_id": f"{FIRST} + 10000 + k"}
    village = project.sites.first().place
    copies(village, all_counties, code="left(code(k), 6) || '001001'", **at)
    copies(
        project.plan, provinces, id=f"{FIRST} + p", code="'bench-' || p", place_id=f"{FIRST} + p"
    )
    copies(
        project,
        all_counties,
        id=f"{FIRST} + k",
        number="'bench-' || k",
        place_id=f"{FIRST} + 10000 + k",
        plan_id=f"{FIRST} + k % 31",
        submission_key="NULL",
    )


def serve(record: Any, counties: int, people: int, first: int, last: int) -> None:
    """Services of the year by their numbers, and up to four of the register at each."""
    methods = ", ".join(f"'{method}'" for method in record.Method.values)
    numbers = f"generate_series({first}, {last}) n, LATERAL (SELECT pick(n, 1, {counties}) AS k OFFSET 0) own"
    at_home = (
        f"CASE pick(m, 7, 10) WHEN 0 THEN pick(m, 8, {counties}) ELSE pick(n, 1, {counties}) END"
    )
    with without_indexes(record._meta.db_table):
        copies(
            record,
            numbers,
            id=f"{FIRST} + n",
            number="'S' || n",
            project_id=f"{FIRST} + k",
            place_id=f"{FIRST} + 20000 + k",
            county_code="code(k)",
            method=f"(ARRAY[{methods}])[1 + pick(n, 2, {len(record.Method.values)})]",
            date="t.date + pick(n, 3, 365)",
            hours="(1 + pick(n, 4, 8)) / 2.0",
            attendances="5 + pick(n, 5, 40)",
            submission_key="NULL",
        )
    with without_indexes("delivery_attendance"), connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO delivery_attendance (record_id, beneficiary_id)
            SELECT DISTINCT {FIRST} + n,
                {FIRST} + 1 + {counties} * pick(m, 9, {people // counties}) + {at_home}
            FROM generate_series({first}, {last}) n,
                LATERAL (SELECT n * 8::bigint + i AS m FROM generate_series(1, pick(n, 6, 5)) i) nth"""
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def without_indexes(table: str) -> Iterator[None]:
    """Indexes that no constraint needs are built once, when the rows are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid = %s::regclass AND NOT EXISTS
                (SELECT FROM pg_constraint WHERE conindid = indexrelid)""",
            [table],
        )
        indexes = cursor.fetchall()
        cursor.execute(f"DROP INDEX {', '.join(name for name, _definition in indexes)}")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)


def copies(row: Any, source: str, **changed: str) -> None:
    """Copies of ``row``, one for each line of ``source``, with other values (SQL) in some columns."""
    table, columns = row._meta.db_table, [field.column for field in row._meta.concrete_fields]
    values = [changed.get(column, f"t.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f" FROM {table} t, {source} WHERE t.id = {row.pk}"
        )


def in_duckdb(folder: Path) -> duckdb.DuckDBPyConnection:
    """The same rows in a database of DuckDB's own."""
    into = duckdb.connect(str(folder / "bench.duckdb"))
    for name, (asked, columns) in FACTS.items():
        file = folder / f"{name}.csv"
        copied = f"COPY ({asked}) TO STDOUT (FORMAT csv)"
        with file.open("wb") as out, connection.cursor() as cursor, cursor.copy(copied) as rows:
            out.writelines(rows)
        into.execute(f"CREATE TABLE {name} ({columns})")
        into.execute(f"COPY {name} FROM '{file}' (FORMAT csv, HEADER false)")
        file.unlink()
    into.execute("CHECKPOINT")
    return into
