import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0003_sources_of_what_was_allocated"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("kind", "grant"), ("reverses__isnull", True)),
                    models.Q(
                        ("amount__lt", 0),
                        ("kind", "reversal"),
                        ("reverses__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("amount__lt", 0),
                        ("kind", "release"),
                        ("reverses__isnull", True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="allocation_is_signed_by_kind",
                violation_error_message="Enter an amount above 0.",
            ),
        ),
        migrations.AlterField(
            model_name="budget",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="held_budgets",
                to="places.place",
                verbose_name="place that holds it",
            ),
        ),
    ]
