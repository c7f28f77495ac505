"""Triggers that refuse to edit or delete a published figure, or to correct one by another's, whoever writes.

A later migration that alters the table makes it anew on SQLite, without its triggers: it puts them
back by running ``guard`` of this file again (tests/workers/test_kept_figures.py looks).
"""

from django.db import migrations

WORDS = "Published figures are never edited or deleted; a correction replaces one."
OTHER = "A correction keeps place, measure, day and source of the figure that it replaces."
FUNCTION = f"""
CREATE FUNCTION figures_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('linkage.figures', true) = 'open' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';
END $$
"""
STRANGE = """NOT EXISTS (
    SELECT 1 FROM workers_statistic AS figure WHERE figure.id = NEW.replaces_id
    AND figure.place_id = NEW.place_id AND figure.measure = NEW.measure
    AND figure.as_of = NEW.as_of AND figure.source = NEW.source)"""
CHAIN = f"""
CREATE FUNCTION figures_keep_to_their_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {STRANGE} THEN
        RAISE EXCEPTION '{OTHER}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
# What each trigger asks, and the function and the words with which it refuses.
TRIGGERS = {
    "update": ("", "figures_keep", WORDS),
    "delete": ("", "figures_keep", WORDS),
    "insert": ("NEW.replaces_id IS NOT NULL", "figures_keep_to_their_chain", OTHER),
}


def guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(CHAIN, params=None)
    for verb, (asked, function, words) in TRIGGERS.items():
        body = f"EXECUTE FUNCTION {function}()"
        if not is_postgresql:
            asked = asked and f"{asked} AND {STRANGE}"
            body = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        schema_editor.execute(
            f"CREATE TRIGGER figures_keep_{verb} BEFORE {verb.upper()} ON workers_statistic"
            f" FOR EACH ROW {asked and f'WHEN ({asked})'} {body}",
            params=None,
        )


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for verb in TRIGGERS:
        on = " ON workers_statistic" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER figures_keep_{verb}{on}", params=None)
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION figures_keep()", params=None)
        schema_editor.execute("DROP FUNCTION figures_keep_to_their_chain()", params=None)


class Migration(migrations.Migration):
    dependencies = [("workers", "0001_squashed_0003_statistics")]

    operations = [migrations.RunPython(guard, unguard)]
