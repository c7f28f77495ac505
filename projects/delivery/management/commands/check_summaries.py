"""`manage.py check_summaries`: compares the totals of months with the records; beat does it each night."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.delivery.actions.summaries import all_months, rebuild_dirty
from projects.delivery.summary_check import check_summaries
from projects.delivery.totals import CountyMonth


class Command(BaseCommand):
    help = (
        "Compare the totals of services by county, project and month with the records; "
        "exit 1 on any difference."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="the first month, such as 2018-05")
        parser.add_argument("--until", help="the last month")
        parser.add_argument("--place", default="", help="code of a province, city or county")
        parser.add_argument(
            "--rebuild", action="store_true", help="first rebuild the months that wait for it"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        cells = months_asked(options)
        if options["rebuild"]:
            rebuild_dirty(cells)
        checked = check_summaries(cells)
        found = {
            "months": checked.months,
            "waiting": checked.waiting,
            "differences": len(checked.differences),
        }
        if options["format"] == "json":
            details = [str(one) for one in checked.differences]
            self.stdout.write(json.dumps(found | {"details": details}, ensure_ascii=False))
        else:
            line = "{months} months ({waiting} wait to be rebuilt), {differences} differences"
            self.stdout.write(line.format(**found))
            for one in checked.differences:
                self.stdout.write(str(one))
        if checked.differences:
            raise SystemExit(1)


def months_asked(options: dict[str, Any]) -> list[CountyMonth]:
    """The counties and months that the arguments name, of those that there are."""
    for name in ("since", "until"):
        text = options[name] or "2000-01"
        if len(text) != 7 or text[4] != "-" or not (text[:4] + text[5:]).isdecimal():
            raise CommandError(f"{text!r} is not a month such as 2018-05.", returncode=2)
    since, until, place = options["since"] or "", options["until"] or "9999-12", options["place"]
    while place.endswith("00"):
        place = place[:-2]
    return [
        cell
        for cell in all_months()
        if cell.county_code.startswith(place) and since <= f"{cell.month:%Y-%m}" <= until
    ]
