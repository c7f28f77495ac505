import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("imports", "0001_uploads"),
        ("imports", "0002_uploads_of_agencies"),
        ("imports", "0003_header_mappings"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("jobs", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("record_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "key"), name="one_record_an_imported_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
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
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to="imports/%Y/%m", verbose_name="file"
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "good_rows_only",
                    models.BooleanField(default=False, verbose_name="when some rows are wrong"),
                ),
                ("result", models.JSONField(editable=False, null=True)),
                ("marked", models.CharField(blank=True, editable=False, max_length=200)),
                ("wrong_rows", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "check_job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks_upload",
                        to="jobs.job",
                    ),
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
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "write_job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="writes_upload",
                        to="jobs.job",
                    ),
                ),
                ("of_agency", models.BigIntegerField(editable=False, null=True)),
                ("headers", models.JSONField(editable=False, null=True)),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__isnull", False), ("of_agency__isnull", False), _connector="XOR"
                        ),
                        name="upload_is_for_a_place_or_an_agency",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeaderMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("of_agency", models.BigIntegerField(null=True)),
                ("signature", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__isnull", False), ("of_agency__isnull", False), _connector="XOR"
                        ),
                        name="headers_mean_for_a_place_or_an_agency",
                        violation_error_message="Headers are remembered for a place or for an agency.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False)),
                        fields=("kind", "signature", "place"),
                        name="headers_mean_one_thing_in_a_place",
                        violation_error_message="These headers are already remembered.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("of_agency__isnull", False)),
                        fields=("kind", "signature", "of_agency"),
                        name="headers_mean_one_thing_in_an_agency",
                        violation_error_message="These headers are already remembered.",
                    ),
                ],
            },
        ),
    ]
