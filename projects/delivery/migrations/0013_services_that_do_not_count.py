"""Services that do not count: forgotten in a confirmed month until the county counts them, or taken out.

Such a row may be added to a kept month, for it changes nothing of what was counted; that it comes to
count, or counts no more, the triggers of 0009 let through like any change, with its correction alone.
The table is made anew on SQLite, so they are taken off and put back with the one column more.
"""

from importlib import import_module

from django.db import migrations, models

months = import_module("projects.delivery.migrations.0009_months_are_kept")
INSERTS = "BEFORE INSERT ON delivery_servicerecord FOR EACH ROW WHEN "
UPDATES = "BEFORE UPDATE ON delivery_servicerecord FOR EACH ROW"
WITH_COUNTS = {
    "postgresql": (
        ("FROM fresh", "FROM fresh WHERE counts"),
        (f"{UPDATES}\nWHEN (", f"{UPDATES}\nWHEN (OLD.counts IS DISTINCT FROM NEW.counts OR "),
    ),
    "sqlite": (
        (INSERTS, f"{INSERTS}NEW.counts AND "),
        (f"{UPDATES} WHEN (", f"{UPDATES} WHEN (OLD.counts IS NOT NEW.counts OR "),
    ),
}


def guard(apps, schema_editor):
    months.unguard(apps, schema_editor)
    vendor = schema_editor.connection.vendor
    for statement in months.POSTGRESQL if vendor == "postgresql" else months.SQLITE:
        for before, after in WITH_COUNTS[vendor]:
            statement = statement.replace(before, after)
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0012_lean_history")]

    operations = [
        migrations.RunPython(months.unguard, months.guard),
        migrations.RemoveConstraint(model_name="servicerecord", name="group_session_once"),
        migrations.AddField(
            model_name="historicalservicerecord",
            name="counts",
            field=models.BooleanField(default=True, editable=False, verbose_name="counted"),
        ),
        migrations.AddField(
            model_name="servicerecord",
            name="counts",
            field=models.BooleanField(default=True, editable=False, verbose_name="counted"),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("counts", True)),
                fields=("group", "session"),
                name="group_session_once",
                violation_error_message="This session of the group is already logged.",
            ),
        ),
        migrations.RunPython(guard, months.unguard),
    ]
