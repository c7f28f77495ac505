"""Settlements now read the ledger: what was stated before is kept as the remark of the new one."""

from django.db import migrations
from django.db.models import Sum
from django.utils.timezone import localdate

STAGES = ("allocated", "contracted", "paid", "spent", "returned")


def words(old):
    return f"改用台账前填报：支出{old.spent}元，退回{old.returned}元。"


def move(apps, schema_editor):
    Old = apps.get_model("closing", "Settlement")
    OldHistory = apps.get_model("closing", "HistoricalSettlement")
    New = apps.get_model("funding", "Settlement")
    NewHistory = apps.get_model("funding", "HistoricalSettlement")
    Source = apps.get_model("funding", "Source")
    for old in Old.objects.order_by("pk"):
        of_project = Source.objects.filter(project_id=old.project_id)
        sums = of_project.aggregate(**{stage: Sum(stage) for stage in STAGES})
        figures = {stage: amount or 0 for stage, amount in sums.items()}
        new = New.objects.create(
            project_id=old.project_id,
            settled_on=localdate(old.at),
            remarks=words(old),
            stated_by_id=old.by_id,
            created_by_id=old.by_id,
            **figures,
        )
        for row in OldHistory.objects.filter(id=old.pk).order_by("history_id"):
            NewHistory.objects.create(
                id=new.pk,
                project_id=old.project_id,
                settled_on=localdate(row.at),
                remarks=words(row),
                stated_by_id=row.by_id,
                created_by_id=row.by_id,
                created_at=row.at,
                updated_at=row.at,
                history_date=row.history_date,
                history_type=row.history_type,
                history_user_id=row.history_user_id,
                history_change_reason=row.history_change_reason,
                **figures,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("closing", "0002_settlements"),
        ("funding", "0008_settlements"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=True)]
