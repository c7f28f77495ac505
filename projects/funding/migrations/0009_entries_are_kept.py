"""Triggers that refuse to edit or delete an entry of the ledger, whoever writes.

A later migration that alters one of these tables makes it anew on SQLite, without its triggers: it
puts them back by running ``guard`` of this file again (tests/funding/test_kept_entries.py looks).
"""

from django.db import migrations

WORDS = "Entries of the ledger are never edited or deleted; a reversal takes one back."
ENTRIES = (
    *("amendment", "transfer", "allocation", "commitment"),
    *("disbursement", "expenditure", "refund"),
)
# What follows the making of an entry, by column: the condition under which it may not change.
LATER = {
    # Its number is made of its id, in the place of one without a dash.
    "number": "OLD.number LIKE '%-%'",
    # Checked once.
    "status": "NOT (OLD.status = 'proposed' AND NEW.status IN ('approved', 'refused')"
    " OR OLD.status = 'approved' AND NEW.status = 'reversed')",
    "checked_by_id": "OLD.status <> 'proposed'",
    "checked_at": "OLD.status <> 'proposed'",
    "refusal": "OLD.status <> 'proposed'",
    # Received once.
    "received_on": "OLD.received_on IS NOT NULL",
    "received_by_id": "OLD.received_on IS NOT NULL",
}
# A payment is made on the day of its approval, whatever was planned.
DAY_OF_PAYMENT = {"day": "OLD.status <> 'proposed'"}

FUNCTION = f"""
CREATE FUNCTION ledger_keeps_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('linkage.ledger', true) = 'open' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
END $$
"""


def edited(meta, differs):
    """The SQL condition that an UPDATE changes what stays; ``differs`` compares nulls too."""
    later = {**LATER, **(DAY_OF_PAYMENT if meta.model_name == "disbursement" else {})}
    changes = []
    for column in (field.column for field in meta.concrete_fields):
        # An amendment's number is a count, final from the start.
        unless = "" if meta.model_name == "amendment" else later.get(column, "")
        changes.append(f"OLD.{column} {differs} NEW.{column}" + (unless and f" AND {unless}"))
    return " OR ".join(f"({change})" for change in changes)


def guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(FUNCTION, params=None)
    for name in ENTRIES:
        meta = apps.get_model("funding", name)._meta
        when = edited(meta, "IS DISTINCT FROM" if is_postgresql else "IS NOT")
        for verb, condition in (("update", f"WHEN ({when})"), ("delete", "")):
            body = (
                "EXECUTE FUNCTION ledger_keeps_entries()"
                if is_postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
            schema_editor.execute(
                f"CREATE TRIGGER ledger_keeps_{name}_{verb} BEFORE {verb.upper()}"
                f" ON {meta.db_table} FOR EACH ROW {condition} {body}",
                params=None,
            )


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name in ENTRIES:
        table = apps.get_model("funding", name)._meta.db_table
        for verb in ("update", "delete"):
            on = f" ON {table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER ledger_keeps_{name}_{verb}{on}", params=None)
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION ledger_keeps_entries()", params=None)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_squashed_0008_settlements")]

    operations = [migrations.RunPython(guard, unguard)]
