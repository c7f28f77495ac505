import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import projects.common.codes
import projects.common.encryption


class Migration(migrations.Migration):
    replaces = [("needs", "0001_initial"), ("needs", "0002_triage_and_residents_reports")]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
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
                ("title", models.CharField(max_length=100, verbose_name="need in one sentence")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("children", "Children and youth"),
                            ("elders", "Older people"),
                            ("women", "Women and families"),
                            ("disability", "People with disabilities"),
                            ("assistance", "Social assistance"),
                            ("correction", "Community correction"),
                            ("drugs", "Drug rehabilitation"),
                            ("health", "Health and mental health"),
                            ("community", "Community building"),
                        ],
                        max_length=20,
                        verbose_name="service field",
                    ),
                ),
                ("people_affected", models.PositiveIntegerField(verbose_name="people affected")),
                ("description", models.TextField(max_length=2000, verbose_name="description")),
                ("reported_on", models.DateField(verbose_name="reported on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reported", "Reported, not yet read"),
                            ("registered", "Registered"),
                            ("verified", "Verified"),
                            ("adopted", "Adopted by a project"),
                            ("merged", "Merged into another"),
                            ("declined", "Declined"),
                        ],
                        default="registered",
                        editable=False,
                        max_length=12,
                        verbose_name="status",
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
                        related_name="needs",
                        to="places.place",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="reason of the decision",
                    ),
                ),
                (
                    "households_affected",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="households affected"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="needs.need",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("visit", "Home visit"),
                            ("survey", "Survey"),
                            ("hotline", "Hotline"),
                            ("meeting", "Residents' meeting"),
                            ("resident", "Reported by a resident"),
                        ],
                        default="visit",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "target_groups",
                    projects.common.codes.CodesField(
                        choices=[
                            ("rural_poor", "Rural poor"),
                            ("left_children", "Left-behind children"),
                            ("left_women", "Left-behind women"),
                            ("left_elders", "Left-behind elders"),
                            ("difficulty", "People in special difficulty"),
                            ("young", "Young people"),
                            ("correction", "People in community correction"),
                            ("residents", "Residents in general"),
                        ],
                        max_length=120,
                        verbose_name="target groups",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("normal", "Normal"),
                            ("urgent", "Urgent"),
                            ("critical", "Critical"),
                        ],
                        default="normal",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
            ],
            options={
                "ordering": ("-reported_on", "-pk"),
                "indexes": [
                    models.Index(fields=["-reported_on", "-id"], name="need_newest"),
                    models.Index(fields=["place", "status"], name="need_place_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("people_affected__gte", 1)),
                        name="need_affects_somebody",
                        violation_error_message="A need affects at least one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("households_affected__isnull", True),
                            models.Q(
                                ("households_affected__gte", 1),
                                ("households_affected__lte", models.F("people_affected")),
                            ),
                            _connector="OR",
                        ),
                        name="need_households_fit_its_people",
                        violation_error_message="There are more households than people; a household has at least one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target_groups__regex", "^,([a-z_]+,)+$")),
                        name="need_concerns_some_group",
                        violation_error_message="Choose whom the need concerns.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("status", "merged")),
                            models.Q(
                                models.Q(("status", "merged"), _negated=True),
                                ("merged_into__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="need_merged_names_the_other",
                        violation_error_message="A merged need names the one that it was merged into.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="need_is_not_merged_into_itself",
                        violation_error_message="A need cannot be merged into itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="need_declined_has_its_reason",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalNeed",
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
                ("title", models.CharField(max_length=100, verbose_name="need in one sentence")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("children", "Children and youth"),
                            ("elders", "Older people"),
                            ("women", "Women and families"),
                            ("disability", "People with disabilities"),
                            ("assistance", "Social assistance"),
                            ("correction", "Community correction"),
                            ("drugs", "Drug rehabilitation"),
                            ("health", "Health and mental health"),
                            ("community", "Community building"),
                        ],
                        max_length=20,
                        verbose_name="service field",
                    ),
                ),
                ("people_affected", models.PositiveIntegerField(verbose_name="people affected")),
                ("description", models.TextField(max_length=2000, verbose_name="description")),
                ("reported_on", models.DateField(verbose_name="reported on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reported", "Reported, not yet read"),
                            ("registered", "Registered"),
                            ("verified", "Verified"),
                            ("adopted", "Adopted by a project"),
                            ("merged", "Merged into another"),
                            ("declined", "Declined"),
                        ],
                        default="registered",
                        editable=False,
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
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
                        verbose_name="community or village",
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="reason of the decision",
                    ),
                ),
                (
                    "households_affected",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="households affected"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="needs.need",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("visit", "Home visit"),
                            ("survey", "Survey"),
                            ("hotline", "Hotline"),
                            ("meeting", "Residents' meeting"),
                            ("resident", "Reported by a resident"),
                        ],
                        default="visit",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "target_groups",
                    projects.common.codes.CodesField(
                        choices=[
                            ("rural_poor", "Rural poor"),
                            ("left_children", "Left-behind children"),
                            ("left_women", "Left-behind women"),
                            ("left_elders", "Left-behind elders"),
                            ("difficulty", "People in special difficulty"),
                            ("young", "Young people"),
                            ("correction", "People in community correction"),
                            ("residents", "Residents in general"),
                        ],
                        max_length=120,
                        verbose_name="target groups",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("normal", "Normal"),
                            ("urgent", "Urgent"),
                            ("critical", "Critical"),
                        ],
                        default="normal",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical need",
                "verbose_name_plural": "historical needs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="move")),
                (
                    "from_status",
                    models.CharField(
                        choices=[
                            ("reported", "Reported, not yet read"),
                            ("registered", "Registered"),
                            ("verified", "Verified"),
                            ("adopted", "Adopted by a project"),
                            ("merged", "Merged into another"),
                            ("declined", "Declined"),
                        ],
                        max_length=12,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("reported", "Reported, not yet read"),
                            ("registered", "Registered"),
                            ("verified", "Verified"),
                            ("adopted", "Adopted by a project"),
                            ("merged", "Merged into another"),
                            ("declined", "Declined"),
                        ],
                        max_length=12,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(blank=True, max_length=500, verbose_name="reason")),
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
                    "into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="needs.need",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="needs.need",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="count")),
                ("since", models.DateTimeField(db_index=True, verbose_name="since")),
            ],
        ),
        migrations.CreateModel(
            name="ResidentReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt",
                    models.CharField(max_length=20, unique=True, verbose_name="receipt number"),
                ),
                (
                    "contact_name",
                    projects.common.encryption.EncryptedTextField(blank=True, verbose_name="name"),
                ),
                (
                    "contact_phone",
                    projects.common.encryption.EncryptedTextField(
                        blank=True, verbose_name="telephone"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "need",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="needs.need",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
            },
        ),
    ]
