"""python manage.py erase_expired: what beat does each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from projects.delivery.actions.retention import erase_expired


class Command(BaseCommand):
    help = "Erase who the people of the register are whom nobody has served for RETENTION_YEARS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say which entries")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = erase_expired(dry_run=options["dry_run"])
        for number in numbers:
            self.stdout.write(number)
        said = _("%(count)d entries would be erased.") if options["dry_run"] else ""
        self.stdout.write((said or _("%(count)d entries erased.")) % {"count": len(numbers)})
