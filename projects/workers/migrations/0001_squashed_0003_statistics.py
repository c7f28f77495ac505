import datetime

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import projects.common.encryption
import projects.common.identifiers


class Migration(migrations.Migration):
    replaces = [
        ("workers", "0001_initial"),
        ("workers", "0002_registrations"),
        ("workers", "0003_statistics"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agencies", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalSocialWorker",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "submission_key",
                    models.UUIDField(
                        db_index=True,
                        editable=False,
                        error_messages={"unique": "This form has already been saved."},
                        null=True,
                        verbose_name="submission key",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="created at"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="updated at"),
                ),
                ("name", models.CharField(max_length=50, verbose_name="name")),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=11,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^1[3-9][0-9]{9}\\Z",
                                "Enter a mobile number of 11 digits that starts with 13 to 19.",
                            )
                        ],
                        verbose_name="mobile",
                    ),
                ),
                ("since", models.DateField(verbose_name="in social work since")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.place",
                        verbose_name="county",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical social worker",
                "verbose_name_plural": "historical social workers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SocialWorker",
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
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("name", models.CharField(max_length=50, verbose_name="name")),
                (
                    "id_number",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[projects.common.identifiers.validate_id_number],
                        verbose_name="ID number",
                    ),
                ),
                (
                    "id_hash",
                    models.CharField(editable=False, max_length=64, null=True, unique=True),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=11,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^1[3-9][0-9]{9}\\Z",
                                "Enter a mobile number of 11 digits that starts with 13 to 19.",
                            )
                        ],
                        verbose_name="mobile",
                    ),
                ),
                ("since", models.DateField(verbose_name="in social work since")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workers",
                        to="agencies.agency",
                        verbose_name="agency",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workers",
                        to="places.place",
                        verbose_name="county",
                    ),
                ),
            ],
            options={
                "ordering": ("place__code", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True),
                            ("left_on__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="worker_leaves_after_starting",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("assistant", "Assistant social worker"),
                            ("social_worker", "Social worker"),
                            ("senior", "Senior social worker"),
                        ],
                        max_length=15,
                        verbose_name="certificate level",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        error_messages={"unique": "This certificate is already registered."},
                        max_length=30,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z]{6,30}\\Z",
                                "Enter the certificate number: 6 to 30 letters and digits.",
                            )
                        ],
                        verbose_name="certificate number",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="workers.socialworker",
                    ),
                ),
            ],
            options={
                "ordering": ("issued_on",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("worker", "level"),
                        name="one_certificate_a_level",
                        violation_error_message="The worker already holds a certificate of this level.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "senior"), _negated=True),
                            ("issued_on__gte", datetime.date(2019, 1, 1)),
                            _connector="OR",
                        ),
                        name="senior_certificate_since_2019",
                        violation_error_message="The senior examination was first held in 2019.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
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
                ("starts_on", models.DateField(verbose_name="valid from")),
                ("ends_on", models.DateField(editable=False, verbose_name="valid until")),
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
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="workers.socialworker",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("worker", "starts_on"),
                        name="registration_begins_once",
                        violation_error_message="A registration from this day is already on record.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="registration_ends_after_it_begins",
                        violation_error_message="The end lies before the beginning.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statistic",
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
                    "measure",
                    models.CharField(
                        choices=[
                            ("population", "Resident population"),
                            ("professionals", "Social-work professionals"),
                            ("certified", "Certified professionals"),
                            ("agencies", "Social-work agencies"),
                            ("candidates", "Candidates of the examination"),
                        ],
                        max_length=15,
                        verbose_name="what is counted",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="day of the figure")),
                (
                    "value",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="figure"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("published_on", models.DateField(verbose_name="published on")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        error_messages={"unique": "This figure was corrected meanwhile."},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="workers.statistic",
                        verbose_name="replaces",
                    ),
                ),
            ],
            options={
                "ordering": ("-as_of", "place__code", "measure", "-pk"),
                "indexes": [
                    models.Index(fields=["measure", "as_of"], name="statistic_measure_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces", None)),
                        fields=("place", "measure", "as_of", "source"),
                        name="statistic_once_a_source",
                        violation_error_message="This source's figure of the day is on record already; correct that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("replaces", None), ("value__isnull", False)),
                            models.Q(
                                ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="statistic_corrected_with_a_reason",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published_on__gte", models.F("as_of"))),
                        name="statistic_is_published_after_its_day",
                        violation_error_message="A figure is published on its day or later.",
                    ),
                ],
            },
        ),
    ]
