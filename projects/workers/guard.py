"""The one way past the triggers by which the database keeps published figures as they were entered."""

from contextlib import AbstractContextManager

from projects.common.guard import opened

PREFIX = "figures_keep_"  # begins the names of the triggers
SETTING = "linkage.figures"  # what they ask on PostgreSQL


def figures_open() -> AbstractContextManager[None]:
    """Lets this transaction delete figures; only those of the demo, which nobody published."""
    return opened(PREFIX, SETTING)
