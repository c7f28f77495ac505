from django.db import migrations
from django.db.models import F, Sum


def fill(apps, schema_editor):
    """Who pays holds its lines, reversals say so, and every line in a project has its source."""
    Budget = apps.get_model("funding", "Budget")
    Budget.objects.filter(holder=None).update(holder=F("place"))
    apps.get_model("funding", "HistoricalBudget").objects.filter(holder=None).update(
        holder=F("place")
    )
    Allocation = apps.get_model("funding", "Allocation")
    Allocation.objects.filter(reverses__isnull=False).update(kind="reversal")
    sums = (
        Allocation.objects.order_by().values_list("project", "budget").annotate(sum=Sum("amount"))
    )
    Source = apps.get_model("funding", "Source")
    Source.objects.bulk_create(
        [
            Source(project_id=project, budget_id=budget, allocated=sum_)
            for project, budget, sum_ in sums
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_ledger")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
