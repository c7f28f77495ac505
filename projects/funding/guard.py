"""The one way past the triggers by which the database keeps entries as they were written."""

from contextlib import AbstractContextManager

from projects.common.guard import opened

PREFIX = "ledger_keeps_"  # begins the names of the triggers
SETTING = "linkage.ledger"  # what they ask on PostgreSQL


def ledger_open() -> AbstractContextManager[None]:
    """Lets this transaction edit and delete entries; only for the demo, which is no real money."""
    return opened(PREFIX, SETTING)
