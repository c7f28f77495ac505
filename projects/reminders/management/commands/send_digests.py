"""`manage.py send_digests`: each morning's mail, now; beat asks for the same."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.reminders.actions import send_digests


class Command(BaseCommand):
    help = "Mail everybody what waits for them; nobody gets the mail of a day twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", help="the day, such as 2018-12-31; today")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = date.fromisoformat(options["day"]) if options["day"] else None
        except ValueError:
            raise CommandError(f"{options['day']} is no day.", returncode=2) from None
        self.stdout.write(f"{send_digests(day=day)} sent")
