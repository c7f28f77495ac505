"""`manage.py reconcile`: re-adds the ledger now; beat does it each night."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.funding.checks import CHECKS
from projects.funding.reconcile import reconcile


class Command(BaseCommand):
    help = "Re-add every running total of the money from its entries; exit 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        run = reconcile()
        found = {
            "checks": len(CHECKS),
            "entries": run.entries,
            "differences": run.differences,
            "seconds": round(run.seconds, 2),
            "details": run.details,
        }
        if options["format"] == "json":
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write(
                "{checks} checks, {entries} entries, {differences} differences".format(**found)
            )
            for detail in run.details:
                self.stdout.write(
                    "{check}: {record}: {stored}, entries say {added}".format(**detail)
                )
        if run.differences:
            raise SystemExit(1)
