"""The plain many-to-many table of projects and needs becomes a model; its rows stay where they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0002_triage_and_residents_reports"),
        ("pilots", "0005_public_notices_purchase_rules_and_contracts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Adoption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoptions",
                                to="needs.need",
                                verbose_name="need",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="adoptions",
                                to="pilots.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("pk",),
                        "db_table": "pilots_project_needs",
                        "unique_together": {("project", "need")},
                    },
                ),
                migrations.AlterField(
                    model_name="project",
                    name="needs",
                    field=models.ManyToManyField(
                        related_name="projects",
                        through="pilots.Adoption",
                        to="needs.need",
                        verbose_name="needs",
                    ),
                ),
            ],
        ),
        migrations.AlterModelTable(name="adoption", table=None),
        migrations.AddField(
            model_name="adoption",
            name="part",
            field=models.CharField(blank=True, max_length=200, verbose_name="part of the need"),
        ),
        migrations.AlterUniqueTogether(name="adoption", unique_together=set()),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.UniqueConstraint(
                fields=("project", "need"),
                name="need_once_a_project",
                violation_error_message="The project has adopted this need already.",
            ),
        ),
    ]
