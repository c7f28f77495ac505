import datetime
from decimal import Decimal
from typing import Any

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import projects.common.encryption
import projects.common.money

DEPARTMENTS = (
    ("民政部门", "民政"),
    ("共青团", "共青团"),
    ("司法行政部门", "司法"),
    ("教育部门", "教育"),
    ("卫生健康部门", "卫健"),
    ("妇女联合会", "妇联"),
    ("残疾人联合会", "残联"),
)


def seed(apps: Any, schema_editor: Any) -> None:
    """The departments that projects are usually carried out with; each province adjusts the list."""
    department = apps.get_model("pilots", "PartnerDepartment")
    for number, (name, short_name) in enumerate(DEPARTMENTS, start=1):
        department.objects.get_or_create(
            name=name, defaults={"short_name": short_name, "position": number * 10}
        )


class Migration(migrations.Migration):
    replaces = [
        ("pilots", "0001_initial"),
        ("pilots", "0002_planned_cost_comments_and_changes"),
        ("pilots", "0003_quotas_partners_and_indicators"),
        ("pilots", "0004_first_departments"),
        ("pilots", "0005_public_notices_purchase_rules_and_contracts"),
        ("pilots", "0006_adoptions"),
        ("pilots", "0007_handing_over"),
        ("pilots", "0008_whole_lifecycle"),
        ("pilots", "0009_days_of_the_whole_lifecycle"),
        ("pilots", "0010_partnerships_by_form"),
        ("pilots", "0011_former_sites"),
        ("pilots", "0012_running_totals_of_money"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agencies", "0002_fields_inspections_and_changes"),
        ("needs", "0001_squashed_0002_triage_and_residents_reports"),
        ("places", "0001_initial"),
        ("workers", "0001_squashed_0003_statistics"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("year", models.PositiveSmallIntegerField(verbose_name="plan year")),
                ("starts", models.DateField(verbose_name="starts")),
                ("ends", models.DateField(verbose_name="ends")),
                ("target_projects", models.PositiveIntegerField(verbose_name="planned pilots")),
                ("target_rural", models.PositiveIntegerField(verbose_name="planned rural pilots")),
                ("target_amount", projects.common.money.MoneyField(verbose_name="planned money")),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="places.place",
                        verbose_name="province",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
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
                    "submission_key",
                    models.UUIDField(
                        editable=False,
                        error_messages={"unique": "This form has already been saved."},
                        null=True,
                        unique=True,
                        verbose_name="submission key",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
            ],
            options={
                "ordering": ("-year", "code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))),
                        name="plan_ends_after_it_starts",
                        violation_error_message="The end lies before the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target_projects__gte", 1)),
                        name="plan_has_a_pilot",
                        violation_error_message="A plan has at least one pilot.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target_amount__gte", 0)),
                        name="plan_money_is_not_negative",
                        violation_error_message="Planned money is not below 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="plan_year_is_a_year",
                        violation_error_message="Enter a year such as 2018.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProject",
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
                ("name", models.CharField(max_length=100, verbose_name="project name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Province pilot"),
                            ("city", "City pilot"),
                            ("county", "County pilot"),
                        ],
                        max_length=10,
                        verbose_name="pilot level",
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
                (
                    "setting",
                    models.CharField(
                        choices=[("rural", "Rural"), ("urban", "Urban")],
                        max_length=5,
                        verbose_name="rural or urban",
                    ),
                ),
                (
                    "starts",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                        ],
                        verbose_name="planned start",
                    ),
                ),
                (
                    "ends",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                        ],
                        verbose_name="planned end",
                    ),
                ),
                ("target_people", models.PositiveIntegerField(verbose_name="people to be served")),
                (
                    "target_services",
                    models.PositiveIntegerField(verbose_name="services to be delivered"),
                ),
                ("goals", models.TextField(max_length=2000, verbose_name="goals")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("returned", "Returned for correction"),
                            ("county_check", "County check"),
                            ("city_review", "City review"),
                            ("approval", "Awaiting approval"),
                            ("approved", "Approved"),
                            ("notice", "On public notice"),
                            ("contracting", "Awaiting contract"),
                            ("running", "In implementation"),
                            ("suspended", "Suspended"),
                            ("final_evaluation", "Final evaluation"),
                            ("settlement", "Settlement and audit"),
                            ("closed", "Closed"),
                            ("archived", "Archived"),
                            ("terminated", "Terminated"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "approved_on",
                    models.DateField(editable=False, null=True, verbose_name="approved on"),
                ),
                (
                    "started_on",
                    models.DateField(editable=False, null=True, verbose_name="started on"),
                ),
                (
                    "terminated_on",
                    models.DateField(editable=False, null=True, verbose_name="terminated on"),
                ),
                (
                    "allocated",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="allocated"
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
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.actionplan",
                        verbose_name="action plan",
                    ),
                ),
                (
                    "archived_on",
                    models.DateField(editable=False, null=True, verbose_name="archived on"),
                ),
                (
                    "closed_on",
                    models.DateField(editable=False, null=True, verbose_name="closed on"),
                ),
                (
                    "finished_on",
                    models.DateField(editable=False, null=True, verbose_name="finished on"),
                ),
                (
                    "midterm_on",
                    models.DateField(
                        editable=False, null=True, verbose_name="mid-term evaluation on"
                    ),
                ),
                (
                    "suspended_on",
                    models.DateField(editable=False, null=True, verbose_name="suspended on"),
                ),
            ],
            options={
                "verbose_name": "historical project",
                "verbose_name_plural": "historical projects",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Project",
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
                ("name", models.CharField(max_length=100, verbose_name="project name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Province pilot"),
                            ("city", "City pilot"),
                            ("county", "County pilot"),
                        ],
                        max_length=10,
                        verbose_name="pilot level",
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
                (
                    "setting",
                    models.CharField(
                        choices=[("rural", "Rural"), ("urban", "Urban")],
                        max_length=5,
                        verbose_name="rural or urban",
                    ),
                ),
                (
                    "starts",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                        ],
                        verbose_name="planned start",
                    ),
                ),
                (
                    "ends",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31),
                                "Enter a day from the years 2000 to 2100.",
                            ),
                        ],
                        verbose_name="planned end",
                    ),
                ),
                ("target_people", models.PositiveIntegerField(verbose_name="people to be served")),
                (
                    "target_services",
                    models.PositiveIntegerField(verbose_name="services to be delivered"),
                ),
                ("goals", models.TextField(max_length=2000, verbose_name="goals")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("returned", "Returned for correction"),
                            ("county_check", "County check"),
                            ("city_review", "City review"),
                            ("approval", "Awaiting approval"),
                            ("approved", "Approved"),
                            ("notice", "On public notice"),
                            ("contracting", "Awaiting contract"),
                            ("running", "In implementation"),
                            ("suspended", "Suspended"),
                            ("final_evaluation", "Final evaluation"),
                            ("settlement", "Settlement and audit"),
                            ("closed", "Closed"),
                            ("archived", "Archived"),
                            ("terminated", "Terminated"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "approved_on",
                    models.DateField(editable=False, null=True, verbose_name="approved on"),
                ),
                (
                    "started_on",
                    models.DateField(editable=False, null=True, verbose_name="started on"),
                ),
                (
                    "terminated_on",
                    models.DateField(editable=False, null=True, verbose_name="terminated on"),
                ),
                (
                    "allocated",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="allocated"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
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
                        related_name="projects",
                        to="places.place",
                        verbose_name="county",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="pilots.actionplan",
                        verbose_name="action plan",
                    ),
                ),
                (
                    "archived_on",
                    models.DateField(editable=False, null=True, verbose_name="archived on"),
                ),
                (
                    "closed_on",
                    models.DateField(editable=False, null=True, verbose_name="closed on"),
                ),
                (
                    "finished_on",
                    models.DateField(editable=False, null=True, verbose_name="finished on"),
                ),
                (
                    "midterm_on",
                    models.DateField(
                        editable=False, null=True, verbose_name="mid-term evaluation on"
                    ),
                ),
                (
                    "suspended_on",
                    models.DateField(editable=False, null=True, verbose_name="suspended on"),
                ),
            ],
            options={
                "ordering": ("-updated_at", "-pk"),
                "indexes": [
                    models.Index(fields=["plan", "status"], name="project_plan_status"),
                    models.Index(fields=["-updated_at", "-id"], name="project_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))),
                        name="project_ends_after_it_starts",
                        violation_error_message="The planned end must lie after the planned start.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target_people__gte", 1)),
                        name="project_serves_somebody",
                        violation_error_message="A project serves at least one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target_services__gte", 1)),
                        name="project_delivers_something",
                        violation_error_message="A project delivers at least one service.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allocated__gte", 0)),
                        name="project_allocated_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "terminated"), ("terminated_on__isnull", False)),
                            models.Q(
                                models.Q(("status", "terminated"), _negated=True),
                                ("terminated_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="project_terminated_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__lte", datetime.date(2100, 12, 31)),
                            ("starts__gte", datetime.date(2000, 1, 1)),
                        ),
                        name="project_is_planned_for_our_time",
                        violation_error_message="Enter a day from the years 2000 to 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "approved",
                                        "notice",
                                        "contracting",
                                        "terminated",
                                        "running",
                                        "suspended",
                                        "final_evaluation",
                                        "settlement",
                                        "closed",
                                        "archived",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("approved_on__isnull", False),
                            _connector="OR",
                        ),
                        name="project_approved_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "running",
                                        "suspended",
                                        "final_evaluation",
                                        "settlement",
                                        "closed",
                                        "archived",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("started_on__isnull", False),
                            _connector="OR",
                        ),
                        name="project_running_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["suspended"]), _negated=True),
                            ("suspended_on__isnull", False),
                            _connector="OR",
                        ),
                        name="project_suspended_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    ["final_evaluation", "settlement", "closed", "archived"],
                                ),
                                _negated=True,
                            ),
                            ("finished_on__isnull", False),
                            _connector="OR",
                        ),
                        name="project_finished_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["closed", "archived"]), _negated=True),
                            ("closed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="project_closed_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["archived"]), _negated=True),
                            ("archived_on__isnull", False),
                            _connector="OR",
                        ),
                        name="project_archived_has_its_date",
                        violation_error_message="The status asks for a day that is missing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started_on__gte", models.F("approved_on"))),
                        name="project_started_not_before_approved",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("midterm_on__gte", models.F("started_on"))),
                        name="project_midterm_not_before_started",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("suspended_on__gte", models.F("started_on"))),
                        name="project_suspended_not_before_started",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("finished_on__gte", models.F("started_on"))),
                        name="project_finished_not_before_started",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_on__gte", models.F("finished_on"))),
                        name="project_closed_not_before_finished",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("archived_on__gte", models.F("closed_on"))),
                        name="project_archived_not_before_closed",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("terminated_on__gte", models.F("approved_on"))),
                        name="project_terminated_not_before_approved",
                        violation_error_message="The days of the project are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("terminated_on__gte", models.F("started_on"))),
                        name="project_terminated_not_before_started",
                        violation_error_message="The days of the project are out of order.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
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
                        blank=True,
                        choices=[
                            ("draft", "Draft"),
                            ("returned", "Returned for correction"),
                            ("county_check", "County check"),
                            ("city_review", "City review"),
                            ("approval", "Awaiting approval"),
                            ("approved", "Approved"),
                            ("notice", "On public notice"),
                            ("contracting", "Awaiting contract"),
                            ("running", "In implementation"),
                            ("suspended", "Suspended"),
                            ("final_evaluation", "Final evaluation"),
                            ("settlement", "Settlement and audit"),
                            ("closed", "Closed"),
                            ("archived", "Archived"),
                            ("terminated", "Terminated"),
                        ],
                        max_length=20,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("returned", "Returned for correction"),
                            ("county_check", "County check"),
                            ("city_review", "City review"),
                            ("approval", "Awaiting approval"),
                            ("approved", "Approved"),
                            ("notice", "On public notice"),
                            ("contracting", "Awaiting contract"),
                            ("running", "In implementation"),
                            ("suspended", "Suspended"),
                            ("final_evaluation", "Final evaluation"),
                            ("settlement", "Settlement and audit"),
                            ("closed", "Closed"),
                            ("archived", "Archived"),
                            ("terminated", "Terminated"),
                        ],
                        max_length=20,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
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
                        related_name="moves",
                        to="pilots.project",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("worker", "Worker"),
                            ("supervisor", "Supervisor"),
                        ],
                        max_length=10,
                        verbose_name="role on the project",
                    ),
                ),
                ("starts", models.DateField(verbose_name="from")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "share",
                    models.PositiveSmallIntegerField(default=100, verbose_name="share of time (%)"),
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
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="workers.socialworker",
                        verbose_name="social worker",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "takes_over",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_to",
                        to="pilots.assignment",
                        verbose_name="takes over from",
                    ),
                ),
            ],
            options={
                "ordering": ("project", "role", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends__isnull", True), ("role", "lead")),
                        fields=("project",),
                        name="one_lead_at_a_time",
                        violation_error_message="The project already has a lead; end that assignment first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends__isnull", True)),
                        fields=("project", "worker"),
                        name="worker_once_a_project",
                        violation_error_message="This worker is already assigned to the project.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__isnull", True),
                            ("ends__gte", models.F("starts")),
                            _connector="OR",
                        ),
                        name="assignment_ends_after_it_starts",
                        violation_error_message="The end lies before the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 1), ("share__lte", 100)),
                        name="assignment_share_is_1_to_100",
                        violation_error_message="The share of time lies between 1 and 100 per cent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAssignment",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("worker", "Worker"),
                            ("supervisor", "Supervisor"),
                        ],
                        max_length=10,
                        verbose_name="role on the project",
                    ),
                ),
                ("starts", models.DateField(verbose_name="from")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "share",
                    models.PositiveSmallIntegerField(default=100, verbose_name="share of time (%)"),
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
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workers.socialworker",
                        verbose_name="social worker",
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
                    "takes_over",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.assignment",
                        verbose_name="takes over from",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical assignment",
                "verbose_name_plural": "historical assignments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="places.place",
                        verbose_name="community or village",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sites",
                        to="pilots.project",
                    ),
                ),
            ],
            options={
                "ordering": ("place__code",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "place"),
                        name="site_once_a_project",
                        violation_error_message="This site is already part of the project.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="places",
            field=models.ManyToManyField(
                related_name="sited_projects",
                through="pilots.Site",
                to="places.place",
                verbose_name="sites",
            ),
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("activity", "Activities"),
                            ("supervision", "Supervision"),
                            ("training", "Training"),
                            ("materials", "Materials and travel"),
                            ("management", "Management"),
                            ("tax", "Taxes"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="category",
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="planned amount")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="note")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budget_lines",
                        to="pilots.project",
                    ),
                ),
                (
                    "spent",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="spent"
                    ),
                ),
            ],
            options={
                "ordering": ("project", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "category"),
                        name="budget_category_once_a_project",
                        violation_error_message="This category is already part of the planned cost.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="budget_line_is_not_negative",
                        violation_error_message="A planned amount is not below 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0), ("spent__lte", models.F("amount"))),
                        name="category_is_not_overspent",
                        violation_error_message="More than was planned for the category would be spent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
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
                    "number",
                    models.CharField(
                        editable=False, max_length=40, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("dates", "Dates"),
                            ("sites", "Sites"),
                            ("budget", "Budget shift"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("before", models.JSONField(verbose_name="before")),
                ("after", models.JSONField(verbose_name="after")),
                ("reason", models.TextField(max_length=500, verbose_name="reason")),
                (
                    "decider",
                    models.CharField(
                        choices=[
                            ("province", "Province official"),
                            ("city", "City official"),
                            ("county", "County official"),
                        ],
                        max_length=10,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Awaiting decision"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
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
                    "decision_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="reason of the decision",
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="change_requests",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
                "indexes": [models.Index(fields=["-created_at", "-id"], name="change_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("project", "kind"),
                        name="one_open_change_a_kind",
                        violation_error_message="A change of this kind already awaits its decision; withdraw it first.",
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
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="change_decided_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["approved", "declined"]), _negated=True),
                            models.Q(("decided_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="change_is_not_decided_by_who_asked",
                        violation_error_message="Somebody else than who asked decides.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="change_declined_says_why",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=30, verbose_name="field")),
                ("text", models.CharField(max_length=500, verbose_name="comment")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                (
                    "resolved_on",
                    models.DateField(blank=True, null=True, verbose_name="dealt with on"),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="pilots.move",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dealt with by",
                    ),
                ),
            ],
            options={
                "ordering": ("move", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("move", "field"),
                        name="one_comment_a_field_and_return",
                        violation_error_message="This field already has a comment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_by__isnull", True), ("resolved_on__isnull", True)),
                            models.Q(
                                ("resolved_by__isnull", False), ("resolved_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="comment_dealt_with_says_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalActionPlan",
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
                ("code", models.SlugField(verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("year", models.PositiveSmallIntegerField(verbose_name="plan year")),
                ("starts", models.DateField(verbose_name="starts")),
                ("ends", models.DateField(verbose_name="ends")),
                ("target_projects", models.PositiveIntegerField(verbose_name="planned pilots")),
                ("target_rural", models.PositiveIntegerField(verbose_name="planned rural pilots")),
                ("target_amount", projects.common.money.MoneyField(verbose_name="planned money")),
                ("is_demo", models.BooleanField(default=False, editable=False)),
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
                        verbose_name="province",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical action plan",
                "verbose_name_plural": "historical action plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
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
                ("name", models.CharField(max_length=60, verbose_name="indicator")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("people", "people"),
                            ("attendances", "attendances"),
                            ("households", "households"),
                            ("times", "times"),
                            ("items", "items"),
                            ("percent", "%"),
                            ("points", "points"),
                        ],
                        max_length=12,
                        verbose_name="unit",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "more is better"), ("down", "less is better")],
                        default="up",
                        max_length=4,
                        verbose_name="direction",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="baseline"),
                ),
                (
                    "target",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="target"),
                ),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("none", "not broken down"),
                            ("sex", "by sex"),
                            ("age", "by age group"),
                            ("setting", "rural and urban"),
                            ("group", "by target group"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="breakdown",
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
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPartnerDepartment",
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
                ("name", models.CharField(db_index=True, max_length=60, verbose_name="name")),
                (
                    "short_name",
                    models.CharField(db_index=True, max_length=20, verbose_name="short name"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="position"),
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
            ],
            options={
                "verbose_name": "historical partner department",
                "verbose_name_plural": "historical partner departments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalQuota",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("province", "Province pilot"),
                            ("city", "City pilot"),
                            ("county", "County pilot"),
                        ],
                        max_length=10,
                        verbose_name="pilot level",
                    ),
                ),
                ("rural", models.BooleanField(default=False, verbose_name="rural pilots only")),
                ("number", models.PositiveIntegerField(verbose_name="planned pilots")),
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
                        verbose_name="city",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.actionplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical quota",
                "verbose_name_plural": "historical quotas",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("name", models.CharField(max_length=60, verbose_name="indicator")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("people", "people"),
                            ("attendances", "attendances"),
                            ("households", "households"),
                            ("times", "times"),
                            ("items", "items"),
                            ("percent", "%"),
                            ("points", "points"),
                        ],
                        max_length=12,
                        verbose_name="unit",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "more is better"), ("down", "less is better")],
                        default="up",
                        max_length=4,
                        verbose_name="direction",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="baseline"),
                ),
                (
                    "target",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="target"),
                ),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("none", "not broken down"),
                            ("sex", "by sex"),
                            ("age", "by age group"),
                            ("setting", "rural and urban"),
                            ("group", "by target group"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="breakdown",
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
                        related_name="indicators",
                        to="pilots.project",
                    ),
                ),
            ],
            options={
                "ordering": ("project", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "name"),
                        name="indicator_once_a_project",
                        violation_error_message="The project already has an indicator of this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "up"), ("target__gt", models.F("baseline"))),
                            models.Q(("direction", "down"), ("target__lt", models.F("baseline"))),
                            _connector="OR",
                        ),
                        name="indicator_target_lies_ahead",
                        violation_error_message="The target must lie beyond the baseline, in the direction that is better.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("baseline__gte", 0), ("target__gte", 0)),
                        name="indicator_is_not_negative",
                        violation_error_message="Baseline and target are not below 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit", "percent"), _negated=True),
                            models.Q(("baseline__lte", 100), ("target__lte", 100)),
                            _connector="OR",
                        ),
                        name="indicator_percent_is_within_100",
                        violation_error_message="A percentage is at most 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIndicatorValue",
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
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "actual",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="actual"),
                ),
                ("parts", models.JSONField(blank=True, default=dict, verbose_name="parts")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicator value",
                "verbose_name_plural": "historical indicator values",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorValue",
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
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "actual",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="actual"),
                ),
                ("parts", models.JSONField(blank=True, default=dict, verbose_name="parts")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="pilots.indicator",
                    ),
                ),
            ],
            options={
                "ordering": ("indicator", "as_of"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "as_of"),
                        name="indicator_value_once_a_day",
                        violation_error_message="There is already a value of this day; correct that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actual__gte", 0)),
                        name="indicator_value_is_not_negative",
                        violation_error_message="A value is not below 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="indicator_value_names_its_source",
                        violation_error_message="Say where the figure comes from.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerDepartment",
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
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "short_name",
                    models.CharField(max_length=20, unique=True, verbose_name="short name"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="position"),
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
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPartnership",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "contribution",
                    models.CharField(max_length=200, verbose_name="what it contributes"),
                ),
                (
                    "contact_unit",
                    models.CharField(blank=True, max_length=100, verbose_name="contact unit"),
                ),
                ("since", models.DateField(verbose_name="partner since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
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
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.partnerdepartment",
                        verbose_name="department",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="created at"),
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
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="updated at"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
            ],
            options={
                "verbose_name": "historical partnership",
                "verbose_name_plural": "historical partnerships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contribution",
                    models.CharField(max_length=200, verbose_name="what it contributes"),
                ),
                (
                    "contact_unit",
                    models.CharField(blank=True, max_length=100, verbose_name="contact unit"),
                ),
                ("since", models.DateField(verbose_name="partner since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="pilots.partnerdepartment",
                        verbose_name="department",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="pilots.project",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
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
                    "submission_key",
                    models.UUIDField(
                        editable=False,
                        error_messages={"unique": "This form has already been saved."},
                        null=True,
                        unique=True,
                        verbose_name="submission key",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
            ],
            options={
                "ordering": ("department__position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "department"),
                        name="department_once_a_project",
                        violation_error_message="This department is already on the project.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="partnership_ends_after_it_starts",
                        violation_error_message="The end lies before the beginning.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quota",
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
                        blank=True,
                        choices=[
                            ("province", "Province pilot"),
                            ("city", "City pilot"),
                            ("county", "County pilot"),
                        ],
                        max_length=10,
                        verbose_name="pilot level",
                    ),
                ),
                ("rural", models.BooleanField(default=False, verbose_name="rural pilots only")),
                ("number", models.PositiveIntegerField(verbose_name="planned pilots")),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="places.place",
                        verbose_name="city",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="pilots.actionplan",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False)),
                        fields=("plan", "level", "place", "rural"),
                        name="quota_once_a_city",
                        violation_error_message="This quota is already in the plan.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", True)),
                        fields=("plan", "level", "rural"),
                        name="quota_once_a_province",
                        violation_error_message="This quota is already in the plan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="quota_is_at_least_one",
                        violation_error_message="A quota is at least one pilot.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalContract",
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
                ("number", models.CharField(max_length=40, verbose_name="contract number")),
                ("purchaser", models.CharField(max_length=100, verbose_name="purchaser")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("open_tender", "Open tender"),
                            ("invited", "Invited tender"),
                            ("negotiation", "Competitive negotiation"),
                            ("consultation", "Competitive consultation"),
                            ("inquiry", "Inquiry"),
                            ("single_source", "Single source"),
                            ("direct", "Direct commission"),
                        ],
                        max_length=14,
                        verbose_name="purchase method",
                    ),
                ),
                (
                    "method_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for the method"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="contract amount")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("starts", models.DateField(verbose_name="contract begins")),
                ("ends", models.DateField(verbose_name="contract ends")),
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
                        verbose_name="purchaser's place",
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
            ],
            options={
                "verbose_name": "historical contract",
                "verbose_name_plural": "historical contracts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPurchaseRule",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "direct_below",
                    projects.common.money.MoneyField(verbose_name="direct commission below"),
                ),
                ("tender_from", projects.common.money.MoneyField(verbose_name="open tender from")),
                ("document", models.CharField(max_length=60, verbose_name="document number")),
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
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical purchase rule",
                "verbose_name_plural": "historical purchase rules",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PublicNotice",
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
                ("starts", models.DateField(verbose_name="first day")),
                ("ends", models.DateField(verbose_name="last day")),
                ("text", models.TextField(max_length=4000, verbose_name="text of the notice")),
                ("authority", models.CharField(max_length=100, verbose_name="issuing authority")),
                (
                    "phone",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(0\\d{2,3}-?)?\\d{7,8}(-\\d{1,5})?$|^1[3-9]\\d{9}$",
                                "Enter a phone number such as 0591-87654321.",
                            )
                        ],
                        verbose_name="contact phone",
                    ),
                ),
                (
                    "withdrawn_on",
                    models.DateField(editable=False, null=True, verbose_name="withdrawn on"),
                ),
                (
                    "withdrawn_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="reason of the withdrawal",
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
                        related_name="notices",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts", "-pk"),
                "indexes": [models.Index(fields=["-starts", "-id"], name="notice_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("project",),
                        name="one_notice_at_a_time",
                        violation_error_message="The project is already on public notice.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))),
                        name="notice_ends_after_it_starts",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_by__isnull", True),
                                ("withdrawn_on__isnull", True),
                                ("withdrawn_reason", ""),
                            ),
                            models.Q(
                                ("withdrawn_by__isnull", False),
                                ("withdrawn_on__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_withdrawn_says_by_whom_and_why",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt",
                    models.CharField(
                        editable=False, max_length=20, unique=True, verbose_name="receipt number"
                    ),
                ),
                (
                    "submission_key",
                    models.UUIDField(
                        editable=False,
                        error_messages={"unique": "This form has already been saved."},
                        unique=True,
                        verbose_name="submission key",
                    ),
                ),
                ("name", projects.common.encryption.EncryptedTextField(verbose_name="name")),
                ("phone", projects.common.encryption.EncryptedTextField(verbose_name="phone")),
                ("text", models.TextField(max_length=2000, verbose_name="objection")),
                (
                    "received_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="received at"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "Upheld"), ("not_upheld", "Not upheld")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                (
                    "handled_on",
                    models.DateField(editable=False, null=True, verbose_name="handled on"),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handled by",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="pilots.publicnotice",
                        verbose_name="notice",
                    ),
                ),
            ],
            options={
                "ordering": ("received_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handled_by__isnull", True),
                                ("handled_on__isnull", True),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("handled_by__isnull", False),
                                ("handled_on__isnull", False),
                                ("outcome__in", ["upheld", "not_upheld"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_handled_says_how_and_by_whom",
                        violation_error_message="A handled objection has an outcome and an answer.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseRule",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "direct_below",
                    projects.common.money.MoneyField(verbose_name="direct commission below"),
                ),
                ("tender_from", projects.common.money.MoneyField(verbose_name="open tender from")),
                ("document", models.CharField(max_length=60, verbose_name="document number")),
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
                        related_name="purchase_rules",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "place__code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "year"),
                        name="one_purchase_rule_a_place_and_year",
                        violation_error_message="This place already has a rule for that year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direct_below__gte", 0)),
                        name="purchase_threshold_is_not_negative",
                        violation_error_message="A threshold is not below 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tender_from__gte", models.F("direct_below"))),
                        name="purchase_thresholds_are_in_order",
                        violation_error_message="Open tender cannot be required below the amount that allows direct commission.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="purchase_rule_year_is_plausible",
                        violation_error_message="Enter a year of four digits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("number", models.CharField(max_length=40, verbose_name="contract number")),
                ("purchaser", models.CharField(max_length=100, verbose_name="purchaser")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("open_tender", "Open tender"),
                            ("invited", "Invited tender"),
                            ("negotiation", "Competitive negotiation"),
                            ("consultation", "Competitive consultation"),
                            ("inquiry", "Inquiry"),
                            ("single_source", "Single source"),
                            ("direct", "Direct commission"),
                        ],
                        max_length=14,
                        verbose_name="purchase method",
                    ),
                ),
                (
                    "method_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for the method"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="contract amount")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("starts", models.DateField(verbose_name="contract begins")),
                ("ends", models.DateField(verbose_name="contract ends")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "communities",
                    models.ManyToManyField(
                        related_name="+", to="places.place", verbose_name="community parties"
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
                        related_name="contracts",
                        to="places.place",
                        verbose_name="purchaser's place",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "committed",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="borne by sources"
                    ),
                ),
            ],
            options={
                "ordering": ("-signed_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "number"),
                        name="contract_number_once_a_place",
                        violation_error_message="This purchaser's place already has a contract of that number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="contract_is_about_money",
                        violation_error_message="The amount must be above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))),
                        name="contract_ends_after_it_begins",
                        violation_error_message="The end lies before the beginning.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts__gte", models.F("signed_on"))),
                        name="contract_is_signed_before_it_begins",
                        violation_error_message="A contract is signed before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "single_source"), _negated=True),
                            models.Q(("method_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="single_source_has_its_reason",
                        violation_error_message="Say why only this agency can deliver the service.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed__gte", 0), ("committed__lte", models.F("amount"))
                        ),
                        name="contract_is_not_overcommitted",
                        violation_error_message="The sources would bear more than the contract is about.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "part",
                    models.CharField(blank=True, max_length=200, verbose_name="part of the need"),
                ),
            ],
            options={
                "ordering": ("pk",),
                "db_table": None,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "need"),
                        name="need_once_a_project",
                        violation_error_message="The project has adopted this need already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="needs",
            field=models.ManyToManyField(
                related_name="projects",
                through="pilots.Adoption",
                to="needs.need",
                verbose_name="needs",
            ),
        ),
        migrations.CreateModel(
            name="FormerSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="until")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_sites",
                        to="pilots.project",
                    ),
                ),
            ],
            options={
                "ordering": ("until", "place__code"),
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
