import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reminders", "0001_mail"),
        ("reminders", "0002_claims"),
        ("reminders", "0003_month_reminders"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("daily", models.BooleanField(default=True, verbose_name="daily mail")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_choice",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("items", models.PositiveIntegerField(verbose_name="items")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-day", "user"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "day"),
                        name="one_digest_a_day",
                        violation_error_message="The mail of this day was already made.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempts__lte", 3)), name="digest_attempts_are_capped"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("items", models.PositiveIntegerField(verbose_name="items")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("due", models.DateField(verbose_name="due on")),
                (
                    "kind",
                    models.CharField(
                        choices=[("before", "before the due day"), ("after", "after the due day")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="month_reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-due", "user"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "due", "kind"),
                        name="one_month_reminder_of_a_kind",
                        violation_error_message="The mail about these months was already made.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempts__lte", 3)),
                        name="month_reminder_attempts_are_capped",
                    ),
                ],
            },
        ),
    ]
