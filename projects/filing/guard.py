"""The one way past the triggers by which the database keeps filed tables as they were handed up."""

from contextlib import AbstractContextManager

from projects.common.guard import opened

PREFIX = "filing_keeps_"  # begins the names of the triggers
SETTING = "linkage.filing"  # what they ask on PostgreSQL


def filings_open() -> AbstractContextManager[None]:
    """Lets this transaction delete filings; only those of the demo, which nobody filed."""
    return opened(PREFIX, SETTING)
