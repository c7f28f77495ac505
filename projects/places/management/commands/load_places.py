"""Loads administrative divisions: the built-in lists of Fujian, or any province's CSV."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.places.actions import load_changes
from projects.places.lists import BadList, Facts, read_crosswalk, read_divisions, read_facts
from projects.places.merging import Change
from projects.places.models import EARLIEST

DATA = Path(__file__).resolve().parents[2] / "data"
# The approvals are of early 2021; statistics count by the new counties from the first of January.
FUJIAN_CHANGED = date(2021, 1, 1)
FUJIAN_SECOND_LIST = date(2023, 6, 30)


class Command(BaseCommand):
    help = (
        "Loads administrative divisions from a CSV with the columns code,name,level,parent,kind; "
        "without FILE the built-in lists of Fujian (2018 and 2023). Doing it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="a province's list as CSV")
        parser.add_argument("--valid-from", metavar="DATE", help="the day from which FILE holds")
        parser.add_argument(
            "--crosswalk",
            metavar="FILE",
            help="CSV of the counties whose code changed: old code, old name, new code, new name, change",
        )
        parser.add_argument("--effective", metavar="DATE", help="the day of those changes")
        parser.add_argument(
            "--facts", metavar="FILE", help="JSON with not_administered and reports_as"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes, facts = self._asked(options) if options["file"] else self._built_in(options)
            loaded = load_changes(changes=changes, facts=facts)
        except BadList as error:
            raise CommandError(str(error), returncode=2) from error
        if loaded.added or loaded.changed:
            self.stdout.write(
                f"Places: {loaded.added} added, {loaded.changed} changed, {loaded.total} in all."
            )
        else:
            self.stdout.write(f"Places: nothing to change, {loaded.total} in all.")

    def _built_in(self, options: dict[str, Any]) -> tuple[list[Change], Facts]:
        if any(options[name] for name in ("valid_from", "crosswalk", "effective", "facts")):
            raise CommandError("The options belong to a FILE; name one.", returncode=2)
        first = read_divisions(DATA / "fujian_divisions_2018.csv")
        second = read_divisions(DATA / "fujian_divisions_2023.csv")
        counties = read_crosswalk(DATA / "fujian_county_crosswalk_2018_2023.csv")
        changes = [
            Change(first, EARLIEST, {}, EARLIEST),
            Change(second, FUJIAN_SECOND_LIST, counties, FUJIAN_CHANGED),
        ]
        return changes, read_facts(DATA / "fujian_facts.json")

    def _asked(self, options: dict[str, Any]) -> tuple[list[Change], Facts]:
        if bool(options["crosswalk"]) != bool(options["effective"]):
            raise CommandError("--crosswalk and --effective go together.", returncode=2)
        day = _day(options["valid_from"], "--valid-from") or EARLIEST
        effective = _day(options["effective"], "--effective") or day
        if effective > day:
            raise CommandError("--effective lies after --valid-from.", returncode=2)
        rows = read_divisions(Path(options["file"]))
        counties = read_crosswalk(Path(options["crosswalk"])) if options["crosswalk"] else {}
        facts = read_facts(Path(options["facts"])) if options["facts"] else Facts()
        return [Change(rows, day, counties, effective)], facts


def _day(text: str | None, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"{option}: {text!r} is not a day like 2021-01-01.", returncode=2
        ) from error
