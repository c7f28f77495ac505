"""Triggers that refuse to add, change or delete a service of a month that is submitted or confirmed.

A record of a confirmed month changes only together with a confirmed correction that names the version
it becomes. What is written in words, and the sheet, may change: the rules of retention erase them.

A later migration that alters delivery_servicerecord makes it anew on SQLite, without its triggers: it
puts them back by running ``guard`` of this file again (tests/delivery/test_kept_months.py looks).
"""

from django.db import migrations

WORDS = "The month of this service is submitted or confirmed; nothing in it is changed."
TABLE = "delivery_servicerecord"
STATUSES, WAITING = "('submitted', 'confirmed')", "('submitted')"
# What was counted and confirmed.
COUNTED = (
    *("project_id", "method", "field", "date", "starts_at", "ends_at", "hours", "place_id"),
    *("county_code", "attendances", "people", "groups", "lead_id", "case_id", "group_id"),
    *("session", "volunteers", "volunteer_hours", "rated", "satisfied"),
)
VERBS = ("insert", "update", "delete")
CORRECTED = (
    "EXISTS (SELECT 1 FROM delivery_correction c WHERE c.record_id = NEW.id"
    " AND c.version = NEW.version AND c.status = 'confirmed')"
)

# The month's row is locked, so that a record is written before its month is submitted or refused.
POSTGRESQL = (
    f"""
CREATE OR REPLACE FUNCTION month_keeps_out() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held record;
BEGIN
    FOR held IN
        SELECT m.status FROM delivery_monthreport m JOIN (
            SELECT DISTINCT project_id, date_trunc('month', date)::date AS month FROM fresh
        ) f ON f.project_id = m.project_id AND f.month = m.month
        FOR SHARE OF m
    LOOP
        IF held.status IN {STATUSES} THEN
            RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$
""",  # noqa: S608, no text of anybody else's is in it
    f"""
CREATE OR REPLACE FUNCTION month_keeps_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held record;
BEGIN
    FOR held IN
        SELECT m.status FROM delivery_monthreport m
        WHERE m.project_id = OLD.project_id AND m.month = date_trunc('month', OLD.date)::date
           OR TG_OP = 'UPDATE' AND m.project_id = NEW.project_id
              AND m.month = date_trunc('month', NEW.date)::date
        FOR SHARE
    LOOP
        IF held.status IN {STATUSES} THEN
            IF TG_OP = 'UPDATE' AND held.status = 'confirmed' THEN
                CONTINUE WHEN {CORRECTED};
            END IF;
            RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
""",  # noqa: S608
    f"""
CREATE TRIGGER month_keeps_insert AFTER INSERT ON {TABLE}
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION month_keeps_out()
""",
    f"""
CREATE TRIGGER month_keeps_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
WHEN ({" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in COUNTED)})
EXECUTE FUNCTION month_keeps_record()
""",
    f"""
CREATE TRIGGER month_keeps_delete BEFORE DELETE ON {TABLE} FOR EACH ROW
EXECUTE FUNCTION month_keeps_record()
""",
)


def kept(row, statuses=STATUSES):
    return (
        f"EXISTS (SELECT 1 FROM delivery_monthreport m WHERE m.project_id = {row}.project_id"  # noqa: S608
        f" AND m.month = date({row}.date, 'start of month') AND m.status IN {statuses})"
    )


CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COUNTED)
SQLITE = tuple(
    f"CREATE TRIGGER month_keeps_{verb} BEFORE {verb.upper()} ON {TABLE} FOR EACH ROW"
    f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb, condition in (
        ("insert", kept("NEW")),
        (
            "update",
            f"({CHANGED}) AND ({kept('OLD')} OR {kept('NEW')}) AND NOT ({CORRECTED}"
            f" AND NOT {kept('OLD', WAITING)} AND NOT {kept('NEW', WAITING)})",
        ),
        ("delete", kept("OLD")),
    )
)


def guard(apps, schema_editor):
    unguard(apps, schema_editor)
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    on = f" ON {TABLE}" if is_postgresql else ""
    for verb in VERBS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS month_keeps_{verb}{on}", params=None)
    if is_postgresql:
        for name in ("month_keeps_out", "month_keeps_record"):
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_squashed_0008_months")]

    operations = [migrations.RunPython(guard, unguard)]
