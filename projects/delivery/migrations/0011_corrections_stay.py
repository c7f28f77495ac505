"""A correction changes something; what was asked and what was decided stays, whoever writes.

SQLite makes the table anew for its constraints, which the triggers of 0009 name: they are taken off
meanwhile. A later migration that alters the table puts those of this file back by ``guard``.
"""

from importlib import import_module

from django.db import migrations, models

months = import_module("projects.delivery.migrations.0009_months_are_kept")

WORDS = "A correction is decided once, as it was asked; nothing of it is changed."
TABLE = "delivery_correction"
ASKED = ("report_id", "record_id", "before", "after", "reason", "created_by_id")
FUNCTION = f"""
CREATE OR REPLACE FUNCTION correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
END $$
"""


def guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(FUNCTION, params=None)
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in ASKED)
    body = (
        "EXECUTE FUNCTION correction_stays()"
        if is_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )
    schema_editor.execute(
        f"CREATE TRIGGER correction_stays BEFORE UPDATE ON {TABLE} FOR EACH ROW"
        f" WHEN (OLD.status <> 'asked' OR {changed}) {body}",
        params=None,
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER correction_stays ON {TABLE}", params=None)
        schema_editor.execute("DROP FUNCTION correction_stays()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER correction_stays", params=None)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0010_month_summaries")]

    operations = [
        migrations.RunPython(months.unguard, months.guard),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=~models.Q(after={}),
                name="correction_changes_something",
                violation_error_message="Nothing differs from the record as it is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(version__gte=2),
                name="correction_makes_a_later_version",
                violation_error_message="A correction makes a later version of a record.",
            ),
        ),
        migrations.RunPython(months.guard, months.unguard),
        migrations.RunPython(guard, unguard),
    ]
