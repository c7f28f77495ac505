"""A table as JSON, for other programs."""

import json
from typing import IO

from projects.reports.definitions import Table


def render(table: Table, file: IO[bytes]) -> None:
    """Writes the table with its columns, figures and SHA-256; money is text in yuan."""
    text = json.dumps(table.as_dict(), ensure_ascii=False, indent=2)
    file.write(text.encode() + b"\n")
