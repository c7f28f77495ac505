"""`manage.py report`: a report without Celery, for the shell and for other programs."""

import io
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.management.asking import ReportCommand, in_words, wrong
from projects.reports.renderers import RENDERERS


class Command(ReportCommand):
    help = "Count a report and write it to a file or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", choices=sorted(RENDERERS), default="json")
        parser.add_argument("--output", default="-", help="a file; - is standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = DEFINITIONS[options["report"]].count(**self.asked(options))
        except ValidationError as error:
            raise wrong(in_words(error)) from error
        written = io.BytesIO()
        try:
            RENDERERS[options["format"]](table, written)
        except ValidationError as error:  # the machine lacks what the format needs
            raise CommandError(in_words(error)) from error
        self.put(written.getvalue(), options["output"])

    def put(self, content: bytes, output: str) -> None:
        """Writes to the file, or to standard output as bytes where that takes bytes."""
        if output != "-":
            try:
                Path(output).write_bytes(content)
            except OSError as error:
                raise wrong(f"{output} cannot be written: {error.strerror}.") from error
            return
        raw = getattr(self.stdout, "buffer", None)
        if raw is None:
            self.stdout.write(content.decode("utf-8-sig"), ending="")
        else:
            raw.write(content)
            raw.flush()
