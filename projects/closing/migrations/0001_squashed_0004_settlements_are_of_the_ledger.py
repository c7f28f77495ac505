import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("closing", "0001_waivers_and_archive_packages"),
        ("closing", "0002_settlements"),
        ("closing", "0003_settlements_to_the_ledger"),
        ("closing", "0004_settlements_are_of_the_ledger"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("jobs", "0001_initial"),
        ("pilots", "0001_squashed_0012_running_totals_of_money"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchivePackage",
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
                    "sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="SHA-256"
                    ),
                ),
                (
                    "size",
                    models.PositiveBigIntegerField(default=0, editable=False, verbose_name="size"),
                ),
                (
                    "files",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="files"),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_package",
                        to="jobs.job",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_packages",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sha256", ""), _negated=True),
                        fields=("project",),
                        name="one_archive_package_a_project",
                        violation_error_message="The project has its archive package already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("follow_ups", "Follow-ups and rectifications"),
                            ("indicators", "Final values of the indicators"),
                            ("assignments", "Assignments"),
                            ("contract", "Contract"),
                            ("final_report", "Final report"),
                            ("settlement", "Settlement statement"),
                            ("balance", "Balance"),
                            ("audit", "Audit opinion"),
                        ],
                        max_length=20,
                        verbose_name="item of the checklist",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "item"),
                        name="waiver_once_an_item",
                        violation_error_message="This item has been waived already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="waiver_says_why",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                ],
            },
        ),
    ]
