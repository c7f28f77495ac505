"""Writing imported services: by COPY where the database is PostgreSQL, by the ORM elsewhere.

Each row is written once into its table, with an id that was drawn from the table's own sequence, so
that its number (FW-year-id) is known before. A staging table would write every row twice. Whoever
imports the same rows at the same moment waits at the unique key and is compared again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from projects.delivery.imports.copying import Copied, drawn
from projects.delivery.imports.keys import told
from projects.delivery.models import ServiceRecord
from projects.delivery.totals import CountyMonth, cell_of, month_of
from projects.imports.importer import Row

BATCH = 1000
# What a record calls by another name than the column.
ATTRIBUTES = {"place": "place_id", "lead": "lead_id", "case": "case_id", "group": "group_id"}
PLAIN = (
    *("method", "date", "starts_at", "ends_at", "hours", "attendances", "people", "session"),
    *("volunteers", "volunteer_hours", "process", "outcome", "follow_up", "rated", "satisfied"),
    *("supervisor_opinion", "note"),
)
_plain = itemgetter(*PLAIN)
_where_and_when = itemgetter("project", "place", "date")
# The attributes of a new record that its row gives.
NAMES = (
    *PLAIN,
    *("project_id", "field", "place_id", "county_code", "groups", "lead_id"),
    *("case_id", "group_id", "import_key", "import_digest"),
)
Assisted = ServiceRecord.assistants.through
History = ServiceRecord.history.model


def create(rows: Sequence[Row], importer: Any) -> list[int]:
    """Makes a record of each row, with its first history and its assistants; gives their ids."""
    if not rows:
        return []
    now = timezone.now()
    importer.months |= _months(rows, importer)
    if connection.vendor != "postgresql":
        return _create_by_orm(rows, importer, now)
    constant = {"created_by_id": importer.user.pk, "created_at": now, "updated_at": now}
    attributes = [_attributes(row, importer) for row in rows]
    records = Copied(ServiceRecord, NAMES, attributes, ("id", "number"), constant)
    years = [row.values["date"].year for row in rows]
    helped = [(at, worker) for at, row in enumerate(rows) for worker in row.values["assistants"]]
    helpers = [(worker,) for _at, worker in helped]
    assisted = Copied(Assisted, ["socialworker_id"], helpers, ["servicerecord_id"])
    # Up to here the server may still be at work on the rows before.
    ids = drawn(ServiceRecord, len(rows))
    records.put_before(ids, map(_number, years, ids))
    assisted.put_before(ids[at] for at, _worker in helped)

    def write(cursor: Any) -> None:
        records.send(cursor)
        _first_history(cursor, ids, importer.user, now)
        assisted.send(cursor)
        # Now, while the next rows are being read, rather than of all rows together at the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    importer.server.do(write)
    return ids


def _attributes(row: Row, importer: Any) -> tuple[Any, ...]:
    """What a new record is, in the order of ``NAMES``."""
    values = row.values
    facts = importer.projects.by_id[values["project"]]
    return (
        *_plain(values),
        values["project"],
        values["field"] or facts.project.field,
        values["place"],
        facts.sites.county_of[values["place"]],
        f",{','.join(values['groups'])}," if values["groups"] else "",
        values["lead"],
        values["case"],
        values["group"],
        row.key,
        row.digest,
    )


def _months(rows: Iterable[Row], importer: Any) -> set[CountyMonth]:
    """The counties and months that the rows are counted in."""
    projects = importer.projects.by_id
    return {
        CountyMonth(projects[project].sites.county_of[place], month_of(day))
        for project, place, day in {_where_and_when(row.values) for row in rows}
    }


def _number(year: int, pk: int) -> str:
    return f"FW-{year}-{pk:07d}"


def _first_history(cursor: Any, ids: list[int], user: Any, now: datetime) -> None:
    """The first entry of each record's history, from the records themselves."""
    columns = [field.column for field in History._meta.concrete_fields]
    of_record = {field.column for field in ServiceRecord._meta.concrete_fields}
    same = ", ".join(f'"{column}"' for column in columns if column in of_record)
    sql = (
        f'INSERT INTO "{History._meta.db_table}" ({same}, history_date, history_type, history_user_id)'  # noqa: S608
        f" SELECT {same}, %s, '+', %s FROM unnest(%s::bigint[]) AS made(id)"
        f' JOIN "{ServiceRecord._meta.db_table}" USING (id)'
    )
    cursor.execute(sql, [now, user.pk, f"{{{','.join(map(str, ids))}}}"])


def _create_by_orm(rows: Sequence[Row], importer: Any, now: datetime) -> list[int]:
    """The same without COPY: the numbers follow once the ids are there."""
    records = []
    for at, row in enumerate(rows):
        given = dict(zip(NAMES, _attributes(row, importer), strict=True))
        given |= {"number": f"~{at}-{row.key[:20]}", "groups": row.values["groups"]}
        records.append(ServiceRecord(**given, created_by=importer.user))
    ServiceRecord.objects.bulk_create(records, batch_size=500)
    for record in records:
        record.number = _number(record.date.year, record.pk)
    ServiceRecord.objects.bulk_update(records, ["number"], batch_size=500)
    ServiceRecord.history.bulk_history_create(records, batch_size=500, default_user=importer.user)
    _assist([(record.pk, row) for record, row in zip(records, rows, strict=True)])
    return [record.pk for record in records]


def _assist(pairs: Iterable[tuple[int, Row]]) -> None:
    helpers = [
        Assisted(servicerecord_id=pk, socialworker_id=worker)
        for pk, row in pairs
        for worker in row.values["assistants"]
    ]
    Assisted.objects.bulk_create(helpers, batch_size=BATCH)


def said(record: ServiceRecord, name: str) -> Any:
    """What a record says where a row has the column ``name``, in the row's words."""
    if name == "assistants":
        return tuple(sorted(worker.pk for worker in record.assistants.all()))
    value = getattr(record, ATTRIBUTES.get(name, name))
    if name == "groups":
        return tuple(value)
    if name in ("starts_at", "ends_at") and value:
        return value.replace(second=0, microsecond=0)
    return value


def update(pairs: Sequence[tuple[ServiceRecord, Row]], importer: Any) -> None:
    """Changes each record to what its row says; what the row says nothing about stays."""
    now = timezone.now()
    changed: set[str] = {"version", "updated_at"}
    helped = []
    importer.months |= {cell_of(record) for record, _row in pairs}
    for record, row in pairs:
        names = set(told(row.values, row.layout.places))
        if "assistants" in names and said(record, "assistants") != row.values["assistants"]:
            helped.append((record.pk, row))
        for name in names - {"assistants"}:
            setattr(record, ATTRIBUTES.get(name, name), row.values[name])
        if "place" in names:
            facts = importer.projects.by_id[row.values["project"]]
            record.county_code = facts.sites.county_of[row.values["place"]]
            changed.add("county_code")
        changed |= names - {"assistants"}
        record.version += 1
        record.updated_at = now
    bulk_update_with_history(
        [record for record, _row in pairs],
        ServiceRecord,
        sorted(changed),
        batch_size=500,
        default_user=importer.user,
    )
    for start in range(0, len(helped), BATCH):
        some = helped[start : start + BATCH]
        Assisted.objects.filter(servicerecord__in=[pk for pk, _row in some]).delete()
        _assist(some)
    importer.months |= {cell_of(record) for record, _row in pairs}


def remember(pairs: Iterable[tuple[int, Row]]) -> None:
    """Records that were there already carry from now on what their row said."""
    records = [
        ServiceRecord(pk=pk, import_key=row.key, import_digest=row.digest) for pk, row in pairs
    ]
    ServiceRecord.objects.bulk_update(records, ["import_key", "import_digest"], batch_size=500)
