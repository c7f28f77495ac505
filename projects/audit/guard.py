"""The one way past the triggers by which the database keeps the log of openings as it was written."""

from contextlib import AbstractContextManager

from projects.common.guard import opened

PREFIX = "log_keeps_"  # begins the names of the triggers
SETTING = "linkage.log"  # what they ask on PostgreSQL


def log_open() -> AbstractContextManager[None]:
    """Lets this transaction delete openings; only for those of the demo, whose people are nobody."""
    return opened(PREFIX, SETTING)
