from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_schedules")]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="package",
            field=models.PositiveBigIntegerField(editable=False, null=True, verbose_name="package"),
        ),
    ]
