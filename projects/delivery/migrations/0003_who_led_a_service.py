"""Of the workers of a service, the one who was entered first was in charge; the others helped."""

from django.db import migrations
from django.db.models import Min, OuterRef, Subquery


def name_leads(apps, schema_editor):
    record = apps.get_model("delivery", "ServiceRecord")
    helped = record.assistants.through.objects
    first = helped.filter(servicerecord=OuterRef("pk")).order_by("pk").values("socialworker")[:1]
    record.objects.filter(lead=None).update(lead=Subquery(first))
    firsts = (
        helped.values("servicerecord").annotate(first=Min("pk")).values_list("first", flat=True)
    )
    helped.filter(pk__in=list(firsts)).delete()


def name_them_workers(apps, schema_editor):
    record = apps.get_model("delivery", "ServiceRecord")
    through = record.assistants.through
    through.objects.bulk_create(
        [
            through(servicerecord_id=pk, socialworker_id=lead)
            for pk, lead in record.objects.exclude(lead=None).values_list("pk", "lead")
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_cases_groups_people")]

    operations = [migrations.RunPython(name_leads, name_them_workers)]
