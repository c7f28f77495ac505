"""What every `manage.py import_…` command does; its room only names the kind."""

import json
import os
import sys
from pathlib import Path
from typing import IO, Any, ClassVar, NoReturn

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.imports import marking
from projects.imports.importer import Importer, importer_class
from projects.imports.importing import Sent, looked_at, receive, tidy_up, write
from projects.imports.mapping import mappings_of
from projects.imports.outcome import Outcome

ROWS_WRONG, CALL_WRONG = 1, 2


class ImportCommand(BaseCommand):
    """Imports a spreadsheet as a user: the same code as the job behind the page.

    Exit code 0: nothing is wrong; 1: rows are wrong; 2: the file or the call is.
    """

    kind: ClassVar[str]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if parser.called_from_command_line:
            parser.error = _say_in_one_line  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="an .xlsx workbook or a CSV file")
        parser.add_argument("--user", required=True, help="sign-in name of the person who imports")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument(
            "--good-rows-only",
            action="store_true",
            help="write the right rows although others are wrong; without it: all or nothing",
        )
        parser.add_argument(
            "--errors", metavar="OUT.xlsx", help="the file with its wrong cells marked"
        )
        parser.add_argument("--format", choices=("json", "text"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        importer = self.importer(options["user"])
        importer.mappings = mappings_of(importer)
        if options["errors"]:
            _refuse_unwritable(Path(options["errors"]))
        with _opened(options["file"]) as file:
            try:
                sent = receive(file, importer)
                if options["dry_run"]:
                    outcome = looked_at(sent)
                else:
                    outcome = write(sent, good_rows_only=options["good_rows_only"])
                    tidy_up(sent, outcome)
            except ValidationError as error:
                raise wrong(" ".join(error.messages)) from error
            if options["errors"] and outcome.errors:
                _send_back(sent, outcome, options["errors"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))
        else:
            self.tell(outcome)
        if outcome.wrong:
            sys.exit(ROWS_WRONG)

    def importer(self, username: str) -> Importer:
        """The importer of the command's kind, for the user of that name."""
        users = get_user_model()._default_manager.select_related("place", "agency")
        user = users.filter(username=username, is_active=True).first()
        if user is None:
            raise wrong(f"No active user has the sign-in name {username!r}.")
        kind = importer_class(self.kind)
        if kind is None or user.role not in kind.roles:
            raise wrong(f"{username} ({user.get_role_display()}) does not import {self.kind}.")
        return kind(user)

    def tell(self, outcome: Outcome) -> None:
        """The counts on one line, then each wrong cell on its own."""
        self.stdout.write("  ".join(f"{name} {n}" for name, n in outcome.counts().items()))
        if outcome.followed:
            self.stdout.write(outcome.followed)
        for error in outcome.errors:
            place = f"{error.sheet}!{error.column}{error.row}"
            self.stdout.write(f"{place}  {error.value!r}  {error.message}")


def _say_in_one_line(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(CALL_WRONG)


def wrong(message: str) -> CommandError:
    """The complaint about the file or the call: one line, exit code 2."""
    return CommandError(message, returncode=CALL_WRONG)


def _opened(name: str) -> IO[bytes]:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise wrong(f"{name} cannot be read: {error.strerror}.") from error


def _refuse_unwritable(path: Path) -> None:
    """Complains before anything is imported: code 2 means that nothing was."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise wrong(f"{path} cannot be written.")


def _send_back(sent: Sent, outcome: Outcome, name: str) -> None:
    try:
        with Path(name).open("wb") as file:
            marking.mark(sent.book, outcome.errors, file)
    except OSError as error:
        raise wrong(f"{name} cannot be written: {error.strerror}.") from error
