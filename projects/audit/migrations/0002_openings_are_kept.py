"""Each opening says what it was about; triggers refuse to edit or delete one, whoever writes.

A later migration that alters the table makes it anew on SQLite, without its triggers: it puts them
back by running ``guard`` of this file again.
"""

from django.db import migrations, models

WORDS = "The log of openings is never edited or deleted."
FUNCTION = f"""
CREATE FUNCTION log_keeps_openings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('linkage.log', true) = 'open' THEN RETURN OLD; END IF;
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
END $$
"""


def guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    table = apps.get_model("audit", "Access")._meta.db_table
    if is_postgresql:
        schema_editor.execute(FUNCTION, params=None)
    body = (
        "EXECUTE FUNCTION log_keeps_openings()"
        if is_postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )
    for verb in ("update", "delete"):
        schema_editor.execute(
            f"CREATE TRIGGER log_keeps_access_{verb} BEFORE {verb.upper()}"
            f" ON {table} FOR EACH ROW {body}",
            params=None,
        )


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    table = apps.get_model("audit", "Access")._meta.db_table
    for verb in ("update", "delete"):
        on = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER log_keeps_access_{verb}{on}", params=None)
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION log_keeps_openings()", params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="access",
            name="about",
            field=models.CharField(default="", max_length=100, verbose_name="about"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(fields=["user", "-id"], name="access_user"),
        ),
        migrations.RunPython(guard, unguard),
    ]
