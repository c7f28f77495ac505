from decimal import Decimal

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

import projects.common.money

FIRST_AMOUNT = {
    "name": "first_amount",
    "field": projects.common.money.MoneyField(
        default=Decimal("0.00"), editable=False, verbose_name="first amount (yuan)"
    ),
}


def fill(apps, schema_editor):
    """What a line without a parent had before its amendments."""
    amendments = (
        apps.get_model("funding", "Amendment")
        .objects.filter(budget=OuterRef("pk"))
        .order_by()
        .values("budget")
        .annotate(sum=Sum("change"))
        .values("sum")
    )
    money = projects.common.money.MoneyField()
    nothing = models.Value(Decimal("0.00"), output_field=money)
    changed = Coalesce(Subquery(amendments), nothing, output_field=money)
    budgets = apps.get_model("funding", "Budget").objects.filter(parent=None)
    budgets.update(first_amount=F("amount") - changed)


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_reversals_proposed_again")]
    operations = [
        migrations.AddField(model_name="budget", **FIRST_AMOUNT),
        migrations.AddField(model_name="historicalbudget", **FIRST_AMOUNT),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_amount__gt", 0), ("parent__isnull", True)),
                    models.Q(("first_amount", 0), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="budget_starts_with_an_amount_or_a_transfer",
            ),
        ),
    ]
