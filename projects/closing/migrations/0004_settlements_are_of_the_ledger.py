from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("closing", "0003_settlements_to_the_ledger")]

    operations = [
        migrations.DeleteModel(name="HistoricalSettlement"),
        migrations.DeleteModel(name="Settlement"),
    ]
