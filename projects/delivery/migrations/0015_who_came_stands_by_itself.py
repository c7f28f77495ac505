from django.db import migrations

from projects.common.bitmaps import BitmapField, Tally, TallyField

SUMMARIES = ("countysummary", "projectsummary")
AT_ONCE = 1000


def rewritten(apps, fields, change):
    """Changes these fields of each total."""
    for name in SUMMARIES:
        rows = apps.get_model("delivery", name).objects
        batch = []
        for row in rows.iterator(AT_ONCE):
            change(row)
            batch.append(row)
            if len(batch) == AT_ONCE:
                rows.bulk_update(batch, fields)
                batch.clear()
        rows.bulk_update(batch, fields)


def part(apps, schema_editor):
    def change(row):
        row.came, row.again = row.people.parted()

    rewritten(apps, ["came", "again"], change)


def put_together(apps, schema_editor):
    def change(row):
        row.people = Tally.whole(row.came, row.again)

    rewritten(apps, ["people"], change)


def add(model):
    came = BitmapField(verbose_name="people of the register", default=b"")
    again = TallyField(verbose_name="who came more than once", default=b"")
    for name, field in (("came", came), ("again", again)):
        yield migrations.AddField(model, name, field, preserve_default=False)


def take_away(model):
    # With a default, so that it can come back.
    yield migrations.AlterField(model, "people", TallyField(default=b""))
    yield migrations.RemoveField(model, "people")


class Migration(migrations.Migration):
    dependencies = [("delivery", "0014_years_added_up")]

    operations = [
        *(operation for model in SUMMARIES for operation in add(model)),
        migrations.RunPython(part, put_together),
        *(operation for model in SUMMARIES for operation in take_away(model)),
    ]
