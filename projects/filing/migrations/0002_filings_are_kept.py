"""Triggers that refuse to change or delete a table that was handed up, and any step, whoever writes.

What is handed up keeps its table, names and day until it is returned; what is confirmed is only
returned or locked; what is locked stays for good. A later migration that alters one of the tables
makes it anew on SQLite, without its triggers: it puts them back by running ``guard`` of this file
again (tests/filing/test_kept_filings.py looks).
"""

from django.db import migrations

WORDS = "What is handed up, confirmed or locked stays as it is."
HANDED_UP = (
    *("round_id", "place_id", "city_id", "due", "run_id", "sha256", "submitted_by_id"),
    *("head", "reviewer", "maker", "telephone", "reason", "submitted_at"),
)
KEPT = "OLD.status IN ('submitted', 'confirmed', 'locked')"
FUNCTION = f"""
CREATE FUNCTION filing_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('linkage.filing', true) = 'open' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
END $$
"""


def triggers(differs):
    """name: (verb, table, when)."""
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in HANDED_UP)
    moved = "OLD.status = 'confirmed' AND NEW.status NOT IN ('returned', 'locked')"
    return {
        "update": (
            "UPDATE",
            "filing_filing",
            f"WHEN (OLD.status = 'locked' OR {moved} OR {KEPT} AND ({changed}))",
        ),
        "delete": ("DELETE", "filing_filing", f"WHEN ({KEPT})"),
        "step_update": ("UPDATE", "filing_filingstep", ""),
        "step_delete": ("DELETE", "filing_filingstep", ""),
    }


def guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    body = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    if is_postgresql:
        schema_editor.execute(FUNCTION, params=None)
        body = "EXECUTE FUNCTION filing_keeps()"
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    for name, (verb, table, when) in triggers(differs).items():
        schema_editor.execute(
            f"CREATE TRIGGER filing_keeps_{name} BEFORE {verb} ON {table} FOR EACH ROW {when} {body}",
            params=None,
        )


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (_verb, table, _when) in triggers("").items():
        on = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER filing_keeps_{name}{on}", params=None)
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION filing_keeps()", params=None)


class Migration(migrations.Migration):
    dependencies = [("filing", "0001_filing_up")]

    operations = [migrations.RunPython(guard, unguard)]
