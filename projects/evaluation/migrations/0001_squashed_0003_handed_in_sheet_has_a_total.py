import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("evaluation", "0001_evaluations"),
        ("evaluation", "0002_survey_feeds_an_indicator"),
        ("evaluation", "0003_handed_in_sheet_has_a_total"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agencies", "0002_fields_inspections_and_changes"),
        ("pilots", "0001_squashed_0012_running_totals_of_money"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalSatisfactionSurvey",
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
                ("on", models.DateField(verbose_name="day of the survey")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("paper", "Paper questionnaire"),
                            ("phone", "By telephone"),
                            ("online", "Online questionnaire"),
                            ("interview", "Face to face"),
                        ],
                        max_length=10,
                        verbose_name="method of the survey",
                    ),
                ),
                (
                    "handed_out",
                    models.PositiveIntegerField(verbose_name="questionnaires handed out"),
                ),
                ("valid", models.PositiveIntegerField(verbose_name="valid questionnaires")),
                ("satisfied", models.PositiveIntegerField(verbose_name="satisfied")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.indicator",
                        verbose_name="indicator it feeds",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical satisfaction survey",
                "verbose_name_plural": "historical satisfaction surveys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVisit",
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
                ("on", models.DateField(verbose_name="day of the visit")),
                ("visitors", models.CharField(max_length=200, verbose_name="visitors")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose of the visit")),
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
                    "site",
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
            ],
            options={
                "verbose_name": "historical visit",
                "verbose_name_plural": "historical visits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SatisfactionSurvey",
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
                ("on", models.DateField(verbose_name="day of the survey")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("paper", "Paper questionnaire"),
                            ("phone", "By telephone"),
                            ("online", "Online questionnaire"),
                            ("interview", "Face to face"),
                        ],
                        max_length=10,
                        verbose_name="method of the survey",
                    ),
                ),
                (
                    "handed_out",
                    models.PositiveIntegerField(verbose_name="questionnaires handed out"),
                ),
                ("valid", models.PositiveIntegerField(verbose_name="valid questionnaires")),
                ("satisfied", models.PositiveIntegerField(verbose_name="satisfied")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                        related_name="satisfaction_surveys",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="satisfaction_surveys",
                        to="pilots.indicator",
                        verbose_name="indicator it feeds",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid__gte", 1)),
                        name="survey_has_a_valid_questionnaire",
                        violation_error_message="A survey has at least one valid questionnaire.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__lte", models.F("handed_out"))),
                        name="survey_valid_within_handed_out",
                        violation_error_message="There cannot be more valid questionnaires than were handed out.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("satisfied__lte", models.F("valid"))),
                        name="survey_satisfied_within_valid",
                        violation_error_message="There cannot be more satisfied people than valid questionnaires.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
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
                ("name", models.CharField(max_length=100, verbose_name="name of the sheet")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("midterm", "Mid-term"),
                            ("final", "Final"),
                            ("both", "Mid-term and final"),
                        ],
                        max_length=10,
                        verbose_name="for which evaluation",
                    ),
                ),
                (
                    "edition",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, verbose_name="edition"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "being drawn up"),
                            ("active", "in force"),
                            ("retired", "no longer in force"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "total",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="sum of the weights"
                    ),
                ),
                (
                    "excellent_from",
                    models.PositiveSmallIntegerField(default=90, verbose_name="excellent from"),
                ),
                (
                    "good_from",
                    models.PositiveSmallIntegerField(default=80, verbose_name="good from"),
                ),
                (
                    "pass_from",
                    models.PositiveSmallIntegerField(default=60, verbose_name="passed from"),
                ),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="instructions")),
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
                        related_name="score_sheets",
                        to="places.place",
                        verbose_name="set by",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="evaluation.scoresheet",
                    ),
                ),
            ],
            options={
                "ordering": ("place__code", "name", "-edition"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "name", "edition"),
                        name="sheet_edition_once",
                        violation_error_message="A sheet of this name exists already; take another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "active"), _negated=True),
                            ("total", 100),
                            _connector="OR",
                        ),
                        name="active_sheet_totals_100",
                        violation_error_message="The weights must add up to exactly 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("excellent_from__lte", 100),
                            ("excellent_from__gt", models.F("good_from")),
                            ("good_from__gt", models.F("pass_from")),
                            ("pass_from__gte", 1),
                        ),
                        name="sheet_bands_fall_in_order",
                        violation_error_message="The bands must fall: excellent above good, good above passed, all from 1 to 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                ("title", models.CharField(max_length=100, verbose_name="criterion")),
                (
                    "guidance",
                    models.CharField(blank=True, max_length=500, verbose_name="what is looked at"),
                ),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="evaluation.scoresheet",
                    ),
                ),
            ],
            options={
                "ordering": ("order",),
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "order"), name="criterion_order_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 100)),
                        name="criterion_weight_is_1_to_100",
                        violation_error_message="A weight lies between 1 and 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
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
                    "kind",
                    models.CharField(
                        choices=[("midterm", "Mid-term evaluation"), ("final", "Final evaluation")],
                        max_length=10,
                        verbose_name="kind of evaluation",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "awaiting scores"),
                            ("scoring", "being scored"),
                            ("concluded", "concluded"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("opened_on", models.DateField(editable=False, verbose_name="opened on")),
                ("due", models.DateField(verbose_name="scores due on")),
                (
                    "average",
                    models.DecimalField(
                        decimal_places=2,
                        editable=False,
                        max_digits=5,
                        null=True,
                        verbose_name="average",
                    ),
                ),
                (
                    "spread",
                    models.DecimalField(
                        decimal_places=2,
                        editable=False,
                        max_digits=5,
                        null=True,
                        verbose_name="spread",
                    ),
                ),
                (
                    "lowest",
                    models.DecimalField(decimal_places=2, editable=False, max_digits=5, null=True),
                ),
                (
                    "highest",
                    models.DecimalField(decimal_places=2, editable=False, max_digits=5, null=True),
                ),
                (
                    "band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "Excellent"),
                            ("good", "Good"),
                            ("pass", "Passed"),
                            ("fail", "Failed"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="band",
                    ),
                ),
                ("opinion", models.TextField(blank=True, max_length=1000, verbose_name="opinion")),
                (
                    "concluded_on",
                    models.DateField(editable=False, null=True, verbose_name="concluded on"),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        related_name="evaluations",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="evaluation.scoresheet",
                        verbose_name="score sheet",
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "scoring"])),
                        fields=("project", "kind"),
                        name="one_evaluation_of_a_kind_at_a_time",
                        violation_error_message="An evaluation of this kind is open already; conclude it first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "concluded"),
                                models.Q(("band", ""), _negated=True),
                                ("average__isnull", False),
                                ("concluded_by__isnull", False),
                                ("concluded_on__isnull", False),
                                ("highest__isnull", False),
                                ("lowest__isnull", False),
                                ("spread__isnull", False),
                            ),
                            models.Q(
                                models.Q(("status", "concluded"), _negated=True),
                                ("average", None),
                                ("band", ""),
                                ("concluded_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="evaluation_concluded_has_a_result",
                        violation_error_message="The result is worked out at the conclusion.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("average", None),
                            models.Q(
                                ("average__gte", models.F("lowest")),
                                ("highest__gte", models.F("average")),
                                ("highest__lte", 100),
                                ("lowest__gte", 0),
                                ("spread__gte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="evaluation_average_lies_between",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Panelist",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("appointed_at", models.DateTimeField(auto_now_add=True)),
                ("stood_down_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel",
                        to="evaluation.evaluation",
                    ),
                ),
                (
                    "stood_down_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="evaluator",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "user"),
                        name="panelist_once_an_evaluation",
                        violation_error_message="This person is on the panel already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", ""), ("stood_down_at", None), ("stood_down_by", None)
                            ),
                            models.Q(
                                ("stood_down_at__isnull", False),
                                ("stood_down_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="panelist_stands_down_with_a_reason",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FilledSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "remark",
                    models.TextField(blank=True, max_length=1000, verbose_name="overall remark"),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="total"
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted at")),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filled",
                        to="evaluation.evaluation",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "panelist",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filled",
                        to="evaluation.panelist",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("panelist", None)),
                        fields=("evaluation",),
                        name="one_self_evaluation",
                        violation_error_message="The agency's self-evaluation exists already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("submitted_at", None), ("submitted_by", None), ("total", None)
                            ),
                            models.Q(
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                                ("total__gte", 0),
                                ("total__isnull", False),
                                ("total__lte", 100),
                            ),
                            _connector="OR",
                        ),
                        name="filled_sheet_submitted_has_a_total",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
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
                ("what", models.TextField(max_length=2000, verbose_name="what is to be put right")),
                ("due", models.DateField(verbose_name="due on")),
                ("issued_on", models.DateField(editable=False, verbose_name="issued on")),
                (
                    "accepted_on",
                    models.DateField(editable=False, null=True, verbose_name="accepted on"),
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
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="evaluation.evaluation",
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_on", None),
                            ("accepted_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="rectification_accepted_after_it_was_issued",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
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
                ("text", models.TextField(max_length=2000, verbose_name="what was done")),
                ("replied_on", models.DateField(editable=False, verbose_name="replied on")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "awaiting the decision"),
                            ("accepted", "accepted"),
                            ("refused", "not accepted"),
                        ],
                        default="",
                        editable=False,
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(editable=False, null=True, verbose_name="decided on"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
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
                    ),
                ),
                (
                    "rectification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="evaluation.rectification",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("rectification",),
                        name="one_reply_waits_at_a_time",
                        violation_error_message="A reply already waits for the decision.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("decided_on", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reply_decided_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reply_refused_says_why",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("out_of", models.PositiveSmallIntegerField()),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=1, max_digits=4, null=True, verbose_name="points"
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=300, verbose_name="reasons")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="evaluation.criterion",
                    ),
                ),
                (
                    "filled",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="evaluation.filledsheet",
                    ),
                ),
            ],
            options={
                "ordering": ("criterion__order",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("filled", "criterion"), name="score_once_a_criterion"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points", None),
                            models.Q(("points__gte", 0), ("points__lte", models.F("out_of"))),
                            _connector="OR",
                        ),
                        name="score_lies_within_the_weight",
                        violation_error_message="Points lie between 0 and the weight.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                ("on", models.DateField(verbose_name="day of the visit")),
                ("visitors", models.CharField(max_length=200, verbose_name="visitors")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose of the visit")),
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
                        related_name="visits",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="places.place",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
                "indexes": [models.Index(fields=["project", "-on", "-id"], name="visit_project")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("good", "Good practice"),
                            ("problem", "Problem"),
                            ("risk", "Risk"),
                        ],
                        max_length=10,
                        verbose_name="kind of finding",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("minor", "minor"), ("serious", "serious"), ("grave", "grave")],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="what was found")),
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="evaluation.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "good"), ("severity", "")),
                            models.Q(
                                models.Q(("kind", "good"), _negated=True),
                                models.Q(("severity", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_has_a_severity_unless_good",
                        violation_error_message="A problem or a risk needs its severity; good practice has none.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                ("what", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("due", models.DateField(verbose_name="due on")),
                ("done_on", models.DateField(editable=False, null=True, verbose_name="done on")),
                (
                    "result",
                    models.TextField(blank=True, max_length=1000, verbose_name="what came of it"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
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
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="evaluation.finding",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="official",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on", None)),
                        fields=["due", "id"],
                        name="follow_up_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", False), ("person__isnull", True)),
                            models.Q(("agency__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="follow_up_has_one_owner",
                        violation_error_message="Choose who sees to it: the agency or one official.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_by__isnull", True), ("done_on__isnull", True), ("result", "")
                            ),
                            models.Q(
                                ("done_by__isnull", False),
                                ("done_on__isnull", False),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_done_has_a_result",
                        violation_error_message="Say what was done and what came of it.",
                    ),
                ],
            },
        ),
    ]
