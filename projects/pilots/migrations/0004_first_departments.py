"""The departments that projects are usually carried out with; each province adjusts the list."""

from typing import Any

from django.db import migrations

DEPARTMENTS = (
    ("民政部门", "民政"),
    ("共青团", "共青团"),
    ("司法行政部门", "司法"),
    ("教育部门", "教育"),
    ("卫生健康部门", "卫健"),
    ("妇女联合会", "妇联"),
    ("残疾人联合会", "残联"),
)


def seed(apps: Any, schema_editor: Any) -> None:
    department = apps.get_model("pilots", "PartnerDepartment")
    for number, (name, short_name) in enumerate(DEPARTMENTS, start=1):
        department.objects.get_or_create(
            name=name, defaults={"short_name": short_name, "position": number * 10}
        )


class Migration(migrations.Migration):
    dependencies = [("pilots", "0003_quotas_partners_and_indicators")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
