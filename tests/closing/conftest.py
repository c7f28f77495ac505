"""Files of these tests lie in a folder of their own."""

import pytest

from tests.closing_world import ready_to_close, told_in_full


@pytest.fixture
def settled(project, cast):
    """A project in settlement that lacks nothing."""
    return ready_to_close(project, cast)


@pytest.fixture
def closed(project, cast, worker):
    """A closed project with records of every kind."""
    return told_in_full(project, cast, worker)
