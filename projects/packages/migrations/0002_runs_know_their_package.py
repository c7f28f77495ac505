"""The runs of packages that were made before a run knew of which it is."""

from django.db import migrations


def tell(apps, schema_editor):
    parts = apps.get_model("packages", "Part").objects.order_by("package")
    runs = apps.get_model("reports", "ReportRun").objects
    for package in parts.values_list("package", flat=True).distinct():
        runs.filter(pk__in=parts.filter(package=package).order_by().values("run")).update(
            package=package
        )


class Migration(migrations.Migration):
    dependencies = [("packages", "0001_packages"), ("reports", "0005_runs_of_packages")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
