import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import projects.reports.definitions.registry


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_options_of_a_report"),
        ("reports", "0003_corrected_runs"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("jobs", "0002_cancelled"),
        ("pilots", "0001_squashed_0012_running_totals_of_money"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission_key",
                    models.UUIDField(
                        editable=False,
                        error_messages={"unique": "This form has already been saved."},
                        null=True,
                        unique=True,
                        verbose_name="submission key",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "report",
                    models.CharField(
                        choices=projects.reports.definitions.registry.report_choices,
                        default="coverage",
                        max_length=20,
                        verbose_name="report",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("table", models.JSONField(editable=False, null=True)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_run",
                        to="jobs.job",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.actionplan",
                        verbose_name="action plan",
                    ),
                ),
                (
                    "options",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="options"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="reports.reportrun",
                        verbose_name="replaces",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("replaces",),
                        name="report_run_corrected_once",
                        violation_error_message="This run has already been corrected by another one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True),
                            ("replaces__lt", models.F("id")),
                            _connector="OR",
                        ),
                        name="report_run_corrects_an_older_one",
                        violation_error_message="A run corrects an older one.",
                    ),
                ],
            },
        ),
    ]
