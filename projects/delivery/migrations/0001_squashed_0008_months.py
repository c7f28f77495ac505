from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import projects.common.codes
import projects.common.encryption
import projects.common.identifiers


class Migration(migrations.Migration):
    replaces = [
        ("delivery", "0001_initial"),
        ("delivery", "0002_cases_groups_people"),
        ("delivery", "0003_who_led_a_service"),
        ("delivery", "0004_somebody_leads"),
        ("delivery", "0005_service_rules"),
        ("delivery", "0006_erased_people_come_again"),
        ("delivery", "0007_consent_comes_first"),
        ("delivery", "0008_months"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agencies", "0002_fields_inspections_and_changes"),
        ("pilots", "0001_squashed_0012_running_totals_of_money"),
        ("places", "0001_initial"),
        ("workers", "0001_squashed_0003_statistics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "id_hash",
                    models.CharField(editable=False, max_length=64, null=True, unique=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Beneficiary",
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
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "name",
                    projects.common.encryption.EncryptedTextField(
                        validators=[django.core.validators.MaxLengthValidator(50)],
                        verbose_name="name",
                    ),
                ),
                (
                    "id_number",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[projects.common.identifiers.validate_id_number],
                        verbose_name="ID number",
                    ),
                ),
                (
                    "phone",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^1[3-9][0-9]{9}\\Z",
                                "Enter a mobile number of 11 digits that starts with 13 to 19.",
                            )
                        ],
                        verbose_name="mobile",
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="birth date")),
                (
                    "sex",
                    models.CharField(
                        choices=[("female", "Female"), ("male", "Male")],
                        max_length=6,
                        verbose_name="sex",
                    ),
                ),
                (
                    "groups",
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
                ("consent_on", models.DateField(verbose_name="consent given on")),
                (
                    "is_child",
                    models.BooleanField(default=False, editable=False, verbose_name="under 14"),
                ),
                (
                    "guardian",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(50)],
                        verbose_name="guardian",
                    ),
                ),
                (
                    "guardian_phone",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^1[3-9][0-9]{9}\\Z",
                                "Enter a mobile number of 11 digits that starts with 13 to 19.",
                            )
                        ],
                        verbose_name="guardian's mobile",
                    ),
                ),
                (
                    "guardian_consent_on",
                    models.DateField(blank=True, null=True, verbose_name="guardian's consent on"),
                ),
                (
                    "erased_on",
                    models.DateField(editable=False, null=True, verbose_name="erased on"),
                ),
                (
                    "erased_because",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="reason"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="beneficiaries",
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
                        related_name="beneficiaries",
                        to="places.place",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="delivery.person",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_child", False),
                            ("guardian_consent_on__isnull", False),
                            ("erased_on__isnull", False),
                            _connector="OR",
                        ),
                        name="guardian_consents_for_a_child",
                        violation_error_message="For somebody under 14 a guardian consents.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("erased_on__isnull", True)),
                        fields=("agency", "person"),
                        name="one_live_entry_a_person_and_agency",
                        violation_error_message="This person is already in your register.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_because", ""), ("erased_on__isnull", True)),
                            models.Q(
                                ("born_on__isnull", True),
                                ("erased_on__isnull", False),
                                ("guardian", ""),
                                ("guardian_phone", ""),
                                ("id_number", ""),
                                ("name", ""),
                                ("phone", ""),
                                models.Q(("erased_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="erased_entry_tells_of_nobody",
                        violation_error_message="An erased entry keeps no name, number or birth date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
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
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
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
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("consent_on", models.DateField(verbose_name="consent given on")),
                (
                    "intake",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(5000)],
                        verbose_name="intake",
                    ),
                ),
                (
                    "assessment",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(5000)],
                        verbose_name="assessment",
                    ),
                ),
                (
                    "plan",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(5000)],
                        verbose_name="service plan",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        editable=False,
                        max_length=6,
                        verbose_name="status",
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(editable=False, null=True, verbose_name="closed on"),
                ),
                (
                    "closing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achieved", "Goals achieved"),
                            ("referred", "Referred"),
                            ("withdrawn", "Withdrew"),
                            ("lost", "Moved away or lost"),
                            ("other", "Other"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="why it was closed",
                    ),
                ),
                (
                    "referred_to",
                    models.CharField(
                        blank=True, editable=False, max_length=100, verbose_name="referred to"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("better", "Clearly better"),
                            ("somewhat", "Somewhat better"),
                            ("same", "Not changed"),
                            ("worse", "Worse"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="evaluation",
                    ),
                ),
                (
                    "summary",
                    projects.common.encryption.EncryptedTextField(
                        blank=True,
                        editable=False,
                        validators=[django.core.validators.MaxLengthValidator(5000)],
                        verbose_name="closing summary",
                    ),
                ),
                (
                    "beneficiary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="delivery.beneficiary",
                        verbose_name="beneficiary",
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="workers.socialworker",
                        verbose_name="case worker",
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_on", "-pk"),
                "indexes": [models.Index(fields=["project", "-opened_on"], name="case_project")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", True),
                                ("closing", ""),
                                ("result", ""),
                                ("status", "open"),
                            ),
                            models.Q(
                                ("closed_on__isnull", False),
                                ("status", "closed"),
                                models.Q(("closing", ""), _negated=True),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_closed_says_when_and_why",
                        violation_error_message="A closed case says when, why and with what result.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="case_closes_after_it_opens",
                        violation_error_message="The case was opened later; enter that day or a later one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closing", "referred"), _negated=True),
                            models.Q(("referred_to", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_referred_says_to_whom",
                        violation_error_message="Say where the case was referred to.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("project", "beneficiary"),
                        name="one_open_case_a_person_and_project",
                        violation_error_message="This person already has an open case in this project.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("consent_on__lte", models.F("opened_on"))),
                        name="case_opens_with_consent",
                        violation_error_message="A case is opened when consent is given.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCaseFile",
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
                (
                    "number",
                    models.CharField(
                        db_index=True, editable=False, max_length=30, verbose_name="number"
                    ),
                ),
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
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("consent_on", models.DateField(verbose_name="consent given on")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        editable=False,
                        max_length=6,
                        verbose_name="status",
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(editable=False, null=True, verbose_name="closed on"),
                ),
                (
                    "closing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achieved", "Goals achieved"),
                            ("referred", "Referred"),
                            ("withdrawn", "Withdrew"),
                            ("lost", "Moved away or lost"),
                            ("other", "Other"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="why it was closed",
                    ),
                ),
                (
                    "referred_to",
                    models.CharField(
                        blank=True, editable=False, max_length=100, verbose_name="referred to"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("better", "Clearly better"),
                            ("somewhat", "Somewhat better"),
                            ("same", "Not changed"),
                            ("worse", "Worse"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="evaluation",
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
                    "beneficiary",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery.beneficiary",
                        verbose_name="beneficiary",
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
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workers.socialworker",
                        verbose_name="case worker",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical case file",
                "verbose_name_plural": "historical case files",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalServiceGroup",
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
                (
                    "number",
                    models.CharField(
                        db_index=True, editable=False, max_length=30, verbose_name="number"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name of the group")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("growth", "Growth"),
                            ("support", "Mutual support"),
                            ("education", "Education"),
                            ("interest", "Common interest"),
                            ("therapy", "Therapy"),
                            ("task", "Task"),
                        ],
                        max_length=10,
                        verbose_name="kind of group",
                    ),
                ),
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
                ("goals", models.TextField(blank=True, max_length=1000, verbose_name="goals")),
                (
                    "planned_sessions",
                    models.PositiveSmallIntegerField(verbose_name="planned sessions"),
                ),
                ("opened_on", models.DateField(verbose_name="began on")),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="ended on")),
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
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workers.socialworker",
                        verbose_name="group leader",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical service group",
                "verbose_name_plural": "historical service groups",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBeneficiary",
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
                (
                    "sex",
                    models.CharField(
                        choices=[("female", "Female"), ("male", "Male")],
                        max_length=6,
                        verbose_name="sex",
                    ),
                ),
                (
                    "groups",
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
                ("consent_on", models.DateField(verbose_name="consent given on")),
                (
                    "is_child",
                    models.BooleanField(default=False, editable=False, verbose_name="under 14"),
                ),
                (
                    "guardian_consent_on",
                    models.DateField(blank=True, null=True, verbose_name="guardian's consent on"),
                ),
                (
                    "erased_on",
                    models.DateField(editable=False, null=True, verbose_name="erased on"),
                ),
                (
                    "erased_because",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="reason"
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
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
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
                        verbose_name="community or village",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical beneficiary",
                "verbose_name_plural": "historical beneficiarys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ServiceGroup",
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
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name of the group")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("growth", "Growth"),
                            ("support", "Mutual support"),
                            ("education", "Education"),
                            ("interest", "Common interest"),
                            ("therapy", "Therapy"),
                            ("task", "Task"),
                        ],
                        max_length=10,
                        verbose_name="kind of group",
                    ),
                ),
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
                ("goals", models.TextField(blank=True, max_length=1000, verbose_name="goals")),
                (
                    "planned_sessions",
                    models.PositiveSmallIntegerField(verbose_name="planned sessions"),
                ),
                ("opened_on", models.DateField(verbose_name="began on")),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="ended on")),
                (
                    "evaluation",
                    models.TextField(
                        blank=True, editable=False, max_length=2000, verbose_name="evaluation"
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_groups",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="workers.socialworker",
                        verbose_name="group leader",
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_sessions__gte", 1), ("planned_sessions__lte", 60)
                        ),
                        name="group_meets_at_least_once",
                        violation_error_message="A group meets 1 to 60 times.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="group_ends_after_it_begins",
                        violation_error_message="The group began later; enter that day or a later one.",
                    ),
                    models.UniqueConstraint(
                        fields=("project", "name"),
                        name="one_group_a_name_and_project",
                        violation_error_message="The project already has a group of this name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalServiceRecord",
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
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("case", "Case work"),
                            ("group", "Group work"),
                            ("community", "Community work"),
                            ("home_visit", "Home visit"),
                            ("consultation", "Consultation"),
                            ("lecture", "Lecture"),
                            ("resource", "Resource link"),
                            ("training", "Volunteer training"),
                        ],
                        max_length=15,
                        verbose_name="service method",
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                (
                    "hours",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="hours"),
                ),
                ("attendances", models.PositiveIntegerField(verbose_name="attendances")),
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
                        verbose_name="site",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="to")),
                (
                    "field",
                    models.CharField(
                        blank=True,
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
                (
                    "groups",
                    projects.common.codes.CodesField(
                        blank=True,
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workers.socialworker",
                        verbose_name="social worker in charge",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people"),
                ),
                ("rated", models.PositiveIntegerField(default=0, verbose_name="valid ratings")),
                ("satisfied", models.PositiveIntegerField(default=0, verbose_name="satisfied")),
                (
                    "session",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="session"),
                ),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="from")),
                (
                    "volunteer_hours",
                    models.DecimalField(
                        decimal_places=1, default=0, max_digits=6, verbose_name="volunteers' hours"
                    ),
                ),
                (
                    "volunteers",
                    models.PositiveSmallIntegerField(default=0, verbose_name="volunteers"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery.casefile",
                        verbose_name="case",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery.servicegroup",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical service record",
                "verbose_name_plural": "historical service records",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ServiceRecord",
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
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("case", "Case work"),
                            ("group", "Group work"),
                            ("community", "Community work"),
                            ("home_visit", "Home visit"),
                            ("consultation", "Consultation"),
                            ("lecture", "Lecture"),
                            ("resource", "Resource link"),
                            ("training", "Volunteer training"),
                        ],
                        max_length=15,
                        verbose_name="service method",
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                (
                    "hours",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="hours"),
                ),
                ("county_code", models.CharField(editable=False, max_length=12)),
                ("attendances", models.PositiveIntegerField(verbose_name="attendances")),
                ("note", models.TextField(blank=True, max_length=200, verbose_name="short note")),
                (
                    "sign_in_sheet",
                    models.FileField(
                        blank=True,
                        upload_to="sign-in/%Y/%m/",
                        validators=[
                            django.core.validators.FileExtensionValidator(
                                ["jpg", "jpeg", "png", "pdf"]
                            )
                        ],
                        verbose_name="sign-in sheet",
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
                        related_name="services",
                        to="places.place",
                        verbose_name="site",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "assistants",
                    models.ManyToManyField(
                        blank=True,
                        related_name="assisted_services",
                        to="workers.socialworker",
                        verbose_name="assistants",
                    ),
                ),
                ("body_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="to")),
                (
                    "field",
                    models.CharField(
                        blank=True,
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
                (
                    "follow_up",
                    models.TextField(blank=True, max_length=2000, verbose_name="follow-up"),
                ),
                (
                    "groups",
                    projects.common.codes.CodesField(
                        blank=True,
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
                ("import_digest", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "import_key",
                    models.CharField(editable=False, max_length=32, null=True, unique=True),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_services",
                        to="workers.socialworker",
                        verbose_name="social worker in charge",
                    ),
                ),
                ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="outcome")),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people"),
                ),
                ("process", models.TextField(blank=True, max_length=4000, verbose_name="process")),
                ("rated", models.PositiveIntegerField(default=0, verbose_name="valid ratings")),
                ("satisfied", models.PositiveIntegerField(default=0, verbose_name="satisfied")),
                (
                    "session",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="session"),
                ),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="from")),
                (
                    "supervisor_opinion",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="supervisor's opinion"
                    ),
                ),
                (
                    "volunteer_hours",
                    models.DecimalField(
                        decimal_places=1, default=0, max_digits=6, verbose_name="volunteers' hours"
                    ),
                ),
                (
                    "volunteers",
                    models.PositiveSmallIntegerField(default=0, verbose_name="volunteers"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="delivery.casefile",
                        verbose_name="case",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="delivery.servicegroup",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "ordering": ("-date", "-pk"),
                "indexes": [
                    models.Index(fields=["-date", "-id"], name="service_newest"),
                    models.Index(fields=["county_code", "-date", "-id"], name="service_county"),
                    models.Index(fields=["project", "-date", "-id"], name="service_project"),
                    models.Index(fields=["lead", "date"], name="service_lead"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("attendances__gte", 1)),
                        name="service_reaches_somebody",
                        violation_error_message="A service reaches at least one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 24)),
                        name="service_hours_fit_a_day",
                        violation_error_message="Hours lie between 0.1 and 24.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                            models.Q(
                                ("ends_at__gt", models.F("starts_at")),
                                ("ends_at__isnull", False),
                                ("starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="service_ends_after_it_starts",
                        violation_error_message="Enter both times, the end after the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("people__isnull", True),
                            models.Q(("people__gte", 1), ("people__lte", models.F("attendances"))),
                            _connector="OR",
                        ),
                        name="service_people_within_attendances",
                        violation_error_message="People are at least 1 and at most the attendances.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rated__lte", models.F("attendances")),
                            ("satisfied__lte", models.F("rated")),
                        ),
                        name="service_satisfied_within_rated",
                        violation_error_message="The satisfied are at most the valid ratings, these at most the attendances.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("volunteer_hours__gte", 0),
                            models.Q(
                                ("volunteer_hours", 0), ("volunteers__gte", 1), _connector="OR"
                            ),
                        ),
                        name="service_volunteers_give_hours",
                        violation_error_message="Hours of volunteers need at least one volunteer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", True), ("method", "case"), _connector="OR"
                        ),
                        name="service_of_a_case_is_case_work",
                        violation_error_message="A case is named by its interviews only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("group__isnull", True), ("session__isnull", True)),
                            models.Q(
                                ("group__isnull", False), ("method", "group"), ("session__gte", 1)
                            ),
                            _connector="OR",
                        ),
                        name="service_of_a_group_is_a_session",
                        violation_error_message="A group is named by its numbered sessions only.",
                    ),
                    models.UniqueConstraint(
                        fields=("group", "session"),
                        name="group_session_once",
                        violation_error_message="This session of the group is already logged.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attended_by",
                        to="delivery.servicerecord",
                    ),
                ),
                (
                    "beneficiary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attended",
                        to="delivery.beneficiary",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "beneficiary"),
                        name="attended_once",
                        violation_error_message="This person is already among those who came.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="servicerecord",
            name="beneficiaries",
            field=models.ManyToManyField(
                blank=True,
                related_name="services",
                through="delivery.Attendance",
                to="delivery.beneficiary",
                verbose_name="people of the register",
            ),
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_on", models.DateField(verbose_name="joined on")),
                ("left_on", models.DateField(null=True, verbose_name="left on")),
                (
                    "beneficiary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="delivery.beneficiary",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="delivery.servicegroup",
                    ),
                ),
            ],
            options={
                "ordering": ("joined_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "beneficiary"),
                        name="member_of_a_group_once",
                        violation_error_message="This person already belongs to the group.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True),
                            ("left_on__gte", models.F("joined_on")),
                            _connector="OR",
                        ),
                        name="member_leaves_after_joining",
                        violation_error_message="The last day lies before the first.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="servicegroup",
            name="members",
            field=models.ManyToManyField(
                related_name="groups_joined",
                through="delivery.GroupMember",
                to="delivery.beneficiary",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalServiceRule",
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
                (
                    "overlap",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="warn",
                        max_length=6,
                        verbose_name="times of a worker overlap",
                    ),
                ),
                (
                    "off_site",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="refuse",
                        max_length=6,
                        verbose_name="outside the project's sites",
                    ),
                ),
                (
                    "off_dates",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="refuse",
                        max_length=6,
                        verbose_name="outside the project's days",
                    ),
                ),
                (
                    "long_hours",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="warn",
                        max_length=6,
                        verbose_name="unusual hours",
                    ),
                ),
                (
                    "most_hours",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("12.0"),
                        max_digits=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(Decimal("24.0")),
                        ],
                        verbose_name="hours of one worker a day at most",
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
                        error_messages={"unique": "This place already has a rule."},
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical service rule",
                "verbose_name_plural": "historical service rules",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ServiceRule",
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
                (
                    "overlap",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="warn",
                        max_length=6,
                        verbose_name="times of a worker overlap",
                    ),
                ),
                (
                    "off_site",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="refuse",
                        max_length=6,
                        verbose_name="outside the project's sites",
                    ),
                ),
                (
                    "off_dates",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="refuse",
                        max_length=6,
                        verbose_name="outside the project's days",
                    ),
                ),
                (
                    "long_hours",
                    models.CharField(
                        choices=[("allow", "Allow"), ("warn", "Warn"), ("refuse", "Refuse")],
                        default="warn",
                        max_length=6,
                        verbose_name="unusual hours",
                    ),
                ),
                (
                    "most_hours",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("12.0"),
                        max_digits=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(Decimal("24.0")),
                        ],
                        verbose_name="hours of one worker a day at most",
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
                    models.OneToOneField(
                        error_messages={"unique": "This place already has a rule."},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_rule",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "ordering": ("place__code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("overlap__in", ("allow", "warn", "refuse"))),
                        name="service_rule_overlap_is_answered",
                        violation_error_message="Choose: allow, warn or refuse.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("off_site__in", ("allow", "warn", "refuse"))),
                        name="service_rule_off_site_is_answered",
                        violation_error_message="Choose: allow, warn or refuse.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("off_dates__in", ("allow", "warn", "refuse"))),
                        name="service_rule_off_dates_is_answered",
                        violation_error_message="Choose: allow, warn or refuse.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("long_hours__in", ("allow", "warn", "refuse"))),
                        name="service_rule_long_hours_is_answered",
                        violation_error_message="Choose: allow, warn or refuse.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_hours__gte", 1), ("most_hours__lte", 24)),
                        name="service_rule_hours_fit_a_day",
                        violation_error_message="Enter 1 to 24 hours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("due", models.DateField(verbose_name="due on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("confirmed", "Confirmed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "records",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="services"),
                ),
                (
                    "attendances",
                    models.PositiveIntegerField(
                        editable=False, null=True, verbose_name="attendances"
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=1,
                        editable=False,
                        max_digits=9,
                        null=True,
                        verbose_name="hours",
                    ),
                ),
                (
                    "by_method",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="by method",
                    ),
                ),
                (
                    "explanation",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why nothing was done"
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="submitted at"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="decided at"),
                ),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="submitted by",
                    ),
                ),
            ],
            options={
                "ordering": ("-month", "project"),
                "indexes": [
                    models.Index(fields=["status", "due"], name="month_status_due"),
                    models.Index(fields=["-month", "-id"], name="month_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "month"),
                        name="month_of_a_project_once",
                        violation_error_message="This month of the project is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due__gt", models.F("month"))),
                        name="month_is_due_after_it_began",
                        violation_error_message="A month is due after it began.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("submitted", "confirmed")), _negated=True),
                            models.Q(
                                ("attendances__isnull", False),
                                ("hours__isnull", False),
                                ("records__isnull", False),
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="month_submitted_has_its_counts",
                        violation_error_message="A submitted month says what was done, and who says so.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("submitted", "confirmed")), _negated=True),
                            ("records__gte", 1),
                            models.Q(("explanation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="month_without_service_says_why",
                        violation_error_message="Say why nothing was done in this month.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "submitted"]),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="month_decided_by_somebody",
                        violation_error_message="Somebody decides about a month, at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confirmed"), _negated=True),
                            models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="month_confirmed_by_another",
                        violation_error_message="Whoever submitted the month does not confirm it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "returned"), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="month_returned_says_why",
                        violation_error_message="Say what is to be put right.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("confirmed", "Confirmed"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("confirmed", "Confirmed"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="delivery.monthreport",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_status", models.F("to_status")), _negated=True),
                        name="month_move_leads_elsewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
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
                ("version", models.PositiveIntegerField(editable=False, verbose_name="version")),
                (
                    "before",
                    models.JSONField(
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="before",
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="after",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="decided at"),
                ),
                (
                    "refusal",
                    models.CharField(blank=True, max_length=500, verbose_name="why refused"),
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
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="delivery.servicerecord",
                        verbose_name="service record",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="delivery.monthreport",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="correction_says_why",
                        violation_error_message="Say why the record is to be corrected.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("status", "asked"),
                            ),
                            models.Q(
                                models.Q(("status", "asked"), _negated=True),
                                models.Q(("decided_by", models.F("created_by")), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="correction_decided_by_another",
                        violation_error_message="Whoever asked for the correction does not decide it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_refused_says_why",
                        violation_error_message="Say why the correction is refused.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("record",),
                        name="one_correction_of_a_record_waits",
                        violation_error_message="A correction of this record already waits.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "confirmed")),
                        fields=("record", "version"),
                        name="one_correction_makes_a_version",
                        violation_error_message="This version of the record was already made.",
                    ),
                ],
            },
        ),
    ]
