from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import projects.common.codes
import projects.common.money


class Migration(migrations.Migration):
    replaces = [
        ("funding", "0001_initial"),
        ("funding", "0002_ledger"),
        ("funding", "0003_sources_of_what_was_allocated"),
        ("funding", "0004_signs_and_holders"),
        ("funding", "0005_bank_lines_matched_by_whom"),
        ("funding", "0006_reversals_proposed_again"),
        ("funding", "0007_first_amounts"),
        ("funding", "0008_settlements"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("pilots", "0001_squashed_0012_running_totals_of_money"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("central", "Central"),
                            ("province", "Province"),
                            ("city", "City"),
                            ("county", "County"),
                            ("township", "Township"),
                        ],
                        max_length=10,
                        verbose_name="level that pays",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year of payment")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("general", "General budget"),
                            ("lottery", "Welfare-lottery fund"),
                            ("earmarked", "Earmarked fund"),
                            ("donation", "Donation"),
                            ("own", "Agency's own money"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(max_length=60, verbose_name="document number"),
                ),
                ("document_date", models.DateField(verbose_name="document date")),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                (
                    "allocated",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="allocated (yuan)"
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
                        related_name="budgets",
                        to="places.place",
                        verbose_name="place that pays",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="pilots.actionplan",
                        verbose_name="action plan",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_budgets",
                        to="places.place",
                        verbose_name="place that holds it",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="funding.budget",
                        verbose_name="transferred from",
                    ),
                ),
                (
                    "transferred",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="transferred (yuan)"
                    ),
                ),
                (
                    "first_amount",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="first amount (yuan)"
                    ),
                ),
            ],
            options={
                "ordering": ("place__code", "-year", "nature", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="budget_year_is_of_this_century",
                        violation_error_message="Enter a year such as 2018.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            models.Q(("amount", 0), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="budget_amount_is_positive",
                        violation_error_message="Enter an amount above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocated__gte", 0),
                            ("transferred__gte", 0),
                            (
                                "amount__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("allocated"), "+", models.F("transferred")
                                ),
                            ),
                        ),
                        name="budget_is_not_overspent",
                        violation_error_message="More than the budget would be allocated.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("parent__isnull", True)),
                        fields=("place", "level", "year", "nature", "document_number"),
                        name="budget_line_once",
                        violation_error_message="This budget line is already registered.",
                    ),
                    models.UniqueConstraint(
                        fields=("parent", "holder"),
                        name="one_line_of_a_transfer_a_place",
                        violation_error_message="This place already holds a part of the budget line.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_amount__gt", 0), ("parent__isnull", True)),
                            models.Q(("first_amount", 0), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="budget_starts_with_an_amount_or_a_transfer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
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
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="reason"
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
                        related_name="allocations",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.allocation",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="funding.budget",
                        verbose_name="budget line",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grant", "Allocation"),
                            ("reversal", "Reversal"),
                            ("release", "Release"),
                        ],
                        default="grant",
                        editable=False,
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "indexes": [models.Index(fields=["project", "day"], name="allocation_project_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0), ("kind", "grant"), ("reverses__isnull", True)
                            ),
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
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBudget",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("central", "Central"),
                            ("province", "Province"),
                            ("city", "City"),
                            ("county", "County"),
                            ("township", "Township"),
                        ],
                        max_length=10,
                        verbose_name="level that pays",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year of payment")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("general", "General budget"),
                            ("lottery", "Welfare-lottery fund"),
                            ("earmarked", "Earmarked fund"),
                            ("donation", "Donation"),
                            ("own", "Agency's own money"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(max_length=60, verbose_name="document number"),
                ),
                ("document_date", models.DateField(verbose_name="document date")),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
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
                        verbose_name="place that pays",
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
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.place",
                        verbose_name="place that holds it",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funding.budget",
                        verbose_name="transferred from",
                    ),
                ),
                (
                    "first_amount",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="first amount (yuan)"
                    ),
                ),
            ],
            options={
                "verbose_name": "historical budget",
                "verbose_name_plural": "historical budgets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Amendment",
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
                ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="number")),
                ("change", projects.common.money.MoneyField(verbose_name="change (yuan)")),
                (
                    "document_number",
                    models.CharField(max_length=60, verbose_name="document number"),
                ),
                ("document_date", models.DateField(verbose_name="document date")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="funding.budget",
                        verbose_name="budget line",
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
            ],
            options={
                "ordering": ("budget", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget", "number"), name="amendment_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("change", 0), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="amendment_changes_something_and_says_why",
                        violation_error_message="Enter by how much the line changes, and why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSpendingRule",
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
                    "nature",
                    models.CharField(
                        choices=[
                            ("general", "General budget"),
                            ("lottery", "Welfare-lottery fund"),
                            ("earmarked", "Earmarked fund"),
                            ("donation", "Donation"),
                            ("own", "Agency's own money"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "fields",
                    projects.common.codes.CodesField(
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
                        max_length=120,
                        verbose_name="service fields permitted",
                    ),
                ),
                (
                    "categories",
                    projects.common.codes.CodesField(
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
                        max_length=120,
                        verbose_name="categories permitted",
                    ),
                ),
                (
                    "management_percent",
                    models.PositiveSmallIntegerField(verbose_name="management at most (%)"),
                ),
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
                "verbose_name": "historical spending rule",
                "verbose_name_plural": "historical spending rules",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("entries", models.PositiveBigIntegerField(default=0, verbose_name="entries")),
                ("differences", models.PositiveIntegerField(default=0, verbose_name="differences")),
                ("details", models.JSONField(default=list, verbose_name="details")),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "allocated",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="allocated"
                    ),
                ),
                (
                    "contracted",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="contracted"
                    ),
                ),
                (
                    "paid",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="paid"
                    ),
                ),
                (
                    "spent",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="spent"
                    ),
                ),
                (
                    "returned",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="returned"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="funding.budget",
                        verbose_name="budget line",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "ordering": ("project", "budget"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "budget"), name="source_once"),
                    models.CheckConstraint(
                        condition=models.Q(("contracted__lte", models.F("allocated"))),
                        name="contracted_within_allocated",
                        violation_error_message="More than was allocated would be contracted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid__lte", models.F("contracted"))),
                        name="paid_within_contracted",
                        violation_error_message="More than was contracted would be paid.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "paid__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("spent"), "+", models.F("returned")
                                ),
                            )
                        ),
                        name="spent_and_returned_within_paid",
                        violation_error_message="More than was paid would be spent or returned.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocated__gte", 0),
                            ("contracted__gte", 0),
                            ("paid__gte", 0),
                            ("returned__gte", 0),
                            ("spent__gte", 0),
                        ),
                        name="source_is_not_negative",
                        violation_error_message="An amount would fall below 0.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
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
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="reason"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="pilots.contract",
                        verbose_name="contract",
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.commitment",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="funding.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="commitment_below_zero_says_why",
                        violation_error_message="Enter an amount above 0.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Expenditure",
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
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="reason"
                    ),
                ),
                ("voucher", models.CharField(max_length=40, verbose_name="voucher number")),
                ("payee", models.CharField(blank=True, max_length=100, verbose_name="paid to")),
                ("purpose", models.CharField(max_length=200, verbose_name="what for")),
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenditures",
                        to="pilots.budgetline",
                        verbose_name="category",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.expenditure",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenditures",
                        to="funding.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(
                                ("amount__lt", 0),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="expenditure_is_positive_unless_reversed",
                        violation_error_message="Enter an amount above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("voucher", ""), _negated=True),
                            models.Q(("purpose", ""), _negated=True),
                        ),
                        name="expenditure_has_its_voucher",
                        violation_error_message="Enter the voucher number and what the money was for.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
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
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="reason"
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.refund",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="funding.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(
                                ("amount__lt", 0),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="refund_is_positive_unless_reversed",
                        violation_error_message="Enter an amount above 0.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpendingRule",
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
                    "nature",
                    models.CharField(
                        choices=[
                            ("general", "General budget"),
                            ("lottery", "Welfare-lottery fund"),
                            ("earmarked", "Earmarked fund"),
                            ("donation", "Donation"),
                            ("own", "Agency's own money"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "fields",
                    projects.common.codes.CodesField(
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
                        max_length=120,
                        verbose_name="service fields permitted",
                    ),
                ),
                (
                    "categories",
                    projects.common.codes.CodesField(
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
                        max_length=120,
                        verbose_name="categories permitted",
                    ),
                ),
                (
                    "management_percent",
                    models.PositiveSmallIntegerField(verbose_name="management at most (%)"),
                ),
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
                        related_name="spending_rules",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "place__code", "nature"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "year", "nature"),
                        name="one_spending_rule_a_place_year_and_nature",
                        violation_error_message="This place already has a rule for that year and nature.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("management_percent__lte", 100)),
                        name="management_percent_is_at_most_100",
                        violation_error_message="Enter 0 to 100 per cent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="spending_rule_year_is_plausible",
                        violation_error_message="Enter a year of four digits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TranchePlan",
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
                    "percent",
                    models.PositiveSmallIntegerField(editable=False, verbose_name="total (%)"),
                ),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tranche_plan",
                        to="pilots.contract",
                        verbose_name="contract",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent", 100)),
                        name="tranches_total_100_percent",
                        violation_error_message="The tranches do not total 100 per cent.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTranche",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="per cent")),
                (
                    "milestone",
                    models.CharField(
                        choices=[
                            ("signing", "Contract signed"),
                            ("start", "Implementation started"),
                            ("midterm", "Mid-term evaluation passed"),
                            ("final", "Final evaluation passed"),
                        ],
                        max_length=8,
                        verbose_name="milestone",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="funding.trancheplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical tranche",
                "verbose_name_plural": "historical tranches",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Tranche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="per cent")),
                (
                    "milestone",
                    models.CharField(
                        choices=[
                            ("signing", "Contract signed"),
                            ("start", "Implementation started"),
                            ("midterm", "Mid-term evaluation passed"),
                            ("final", "Final evaluation passed"),
                        ],
                        max_length=8,
                        verbose_name="milestone",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tranches",
                        to="funding.trancheplan",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"), name="tranche_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 100)),
                        name="tranche_is_1_to_100_percent",
                        violation_error_message="Enter 1 to 100 per cent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disbursement",
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
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="reason"
                    ),
                ),
                (
                    "gross",
                    projects.common.money.MoneyField(verbose_name="share of the tranche (yuan)"),
                ),
                (
                    "deduction",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), verbose_name="deduction (yuan)"
                    ),
                ),
                (
                    "deduction_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for the deduction"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Awaiting approval"),
                            ("approved", "Paid"),
                            ("refused", "Refused"),
                            ("reversed", "Reversed"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "checked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="checked at"),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="reason for the refusal"
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
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
                    "received_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="receipt confirmed by",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="funding.disbursement",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disbursements",
                        to="funding.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "tranche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disbursements",
                        to="funding.tranche",
                        verbose_name="tranche",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0),
                                ("deduction__gte", 0),
                                ("gross__gt", 0),
                                ("reverses__isnull", True),
                            ),
                            models.Q(
                                ("amount__lt", 0),
                                ("deduction__lte", 0),
                                ("gross__lt", 0),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disbursement_is_positive_unless_reversed",
                        violation_error_message="Enter an amount above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("amount"), "+", models.F("deduction")
                                ),
                            )
                        ),
                        name="disbursement_is_share_less_deduction",
                        violation_error_message="Paid and deducted do not make up the share.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deduction", 0),
                            models.Q(("deduction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="deduction_says_why",
                        violation_error_message="Say why something is deducted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_at__isnull", True),
                                ("checked_by__isnull", True),
                                ("status", "proposed"),
                            ),
                            models.Q(
                                models.Q(("status", "proposed"), _negated=True),
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="disbursement_checked_says_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(("checked_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="maker_and_checker_differ",
                        violation_error_message="Somebody else than who proposed it approves it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disbursement_refused_says_why",
                        violation_error_message="Say why; the reason stays on record.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_by__isnull", True), ("received_on__isnull", True)),
                            models.Q(
                                ("received_by__isnull", False),
                                ("received_on__isnull", False),
                                ("status__in", ["approved", "reversed"]),
                            ),
                            _connector="OR",
                        ),
                        name="receipt_is_of_what_was_paid",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("reverses__isnull", True), ("status__in", ["proposed", "approved"])
                        ),
                        fields=("source", "tranche"),
                        name="one_disbursement_a_source_and_tranche",
                        violation_error_message="This tranche is already proposed or paid.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("reverses__isnull", False),
                            models.Q(("status", "refused"), _negated=True),
                        ),
                        fields=("reverses",),
                        name="one_reversal_a_disbursement",
                        violation_error_message="This disbursement is already being reversed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
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
                ("day", models.DateField(verbose_name="day")),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                ("payee", models.CharField(max_length=100, verbose_name="payee")),
                (
                    "bank_number",
                    models.CharField(max_length=60, verbose_name="number of the transaction"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="payment number"),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                (
                    "is_matched_by_hand",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="matched by hand"
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
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="place that pays",
                    ),
                ),
                (
                    "disbursement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_line",
                        to="funding.disbursement",
                        verbose_name="disbursement",
                    ),
                ),
                (
                    "matched_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="matched at"),
                ),
                (
                    "matched_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="matched by",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "indexes": [
                    models.Index(fields=["holder", "-day", "-id"], name="bank_line_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("holder", "day", "bank_number"),
                        name="bank_line_once",
                        violation_error_message="This line of the statement is already here.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="bank_line_is_positive",
                        violation_error_message="Enter an amount above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("disbursement__isnull", True),
                                ("matched_at__isnull", True),
                                ("is_matched_by_hand", False),
                                ("matched_by__isnull", True),
                            ),
                            models.Q(
                                ("disbursement__isnull", False),
                                ("matched_at__isnull", False),
                                ("is_matched_by_hand", False),
                                ("matched_by__isnull", True),
                            ),
                            models.Q(
                                ("disbursement__isnull", False),
                                ("matched_at__isnull", False),
                                ("is_matched_by_hand", True),
                                ("matched_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bank_line_matched_says_when_and_by_whom",
                        violation_error_message="A matched line says when, and by whom if by hand.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
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
                        editable=False, max_length=30, unique=True, verbose_name="number"
                    ),
                ),
                ("amount", projects.common.money.MoneyField(verbose_name="amount (yuan)")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, editable=False, max_length=500, verbose_name="reason"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_out",
                        to="funding.budget",
                        verbose_name="budget line",
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.transfer",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_in",
                        to="funding.budget",
                        verbose_name="line of the lower place",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(
                                ("amount__lt", 0),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_is_positive_unless_reversed",
                        violation_error_message="Enter an amount above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("budget", models.F("target")), _negated=True),
                        name="transfer_goes_somewhere_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankUnmatch",
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
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
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
                    "disbursement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_unmatches",
                        to="funding.disbursement",
                        verbose_name="disbursement",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmatches",
                        to="funding.bankline",
                        verbose_name="bank line",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="bank_unmatch_says_why",
                        violation_error_message="Say why; the reason stays on record.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSettlement",
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
                    "allocated",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="allocated"
                    ),
                ),
                (
                    "contracted",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="contracted"
                    ),
                ),
                (
                    "paid",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="paid"
                    ),
                ),
                (
                    "spent",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="spent"
                    ),
                ),
                (
                    "returned",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="returned"
                    ),
                ),
                ("settled_on", models.DateField(verbose_name="settled on")),
                (
                    "auditor",
                    models.CharField(blank=True, max_length=100, verbose_name="audited by"),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unqualified", "Unqualified"),
                            ("qualified", "Qualified"),
                            ("adverse", "Adverse"),
                            ("disclaimer", "Disclaimer of opinion"),
                        ],
                        max_length=12,
                        verbose_name="audit opinion",
                    ),
                ),
                ("remarks", models.CharField(blank=True, max_length=500, verbose_name="remarks")),
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
                    "stated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical settlement",
                "verbose_name_plural": "historical settlements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Settlement",
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
                    "allocated",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="allocated"
                    ),
                ),
                (
                    "contracted",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="contracted"
                    ),
                ),
                (
                    "paid",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="paid"
                    ),
                ),
                (
                    "spent",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="spent"
                    ),
                ),
                (
                    "returned",
                    projects.common.money.MoneyField(
                        default=Decimal("0.00"), editable=False, verbose_name="returned"
                    ),
                ),
                ("settled_on", models.DateField(verbose_name="settled on")),
                (
                    "auditor",
                    models.CharField(blank=True, max_length=100, verbose_name="audited by"),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unqualified", "Unqualified"),
                            ("qualified", "Qualified"),
                            ("adverse", "Adverse"),
                            ("disclaimer", "Disclaimer of opinion"),
                        ],
                        max_length=12,
                        verbose_name="audit opinion",
                    ),
                ),
                ("remarks", models.CharField(blank=True, max_length=500, verbose_name="remarks")),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlement",
                        to="pilots.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stated by",
                    ),
                ),
            ],
            options={
                "ordering": ("-settled_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contracted__lte", models.F("allocated")),
                            ("paid__lte", models.F("contracted")),
                            (
                                "paid__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("spent"), "+", models.F("returned")
                                ),
                            ),
                            ("returned__gte", 0),
                            ("spent__gte", 0),
                        ),
                        name="settlement_adds_up",
                        violation_error_message="The amounts of the settlement do not add up.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opinion", ""),
                            models.Q(("auditor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_opinion_names_its_auditor",
                        violation_error_message="Name who audited the settlement.",
                    ),
                ],
            },
        ),
    ]
