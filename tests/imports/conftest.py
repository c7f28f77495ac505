"""A clerk's and a county official's imports of needs."""

import pytest

from projects.imports.importing import looked_at, receive, write
from projects.needs.imports import NeedImporter


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path, settings):
    """Uploads of a test lie in its own folder."""
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path}
    settings.STORAGES = storages
    settings.FILES_DIR = tmp_path


@pytest.fixture
def check(cast):
    """``check(content)`` is the outcome for the county official, with nothing written."""

    def checked(content: bytes, user=None):
        return looked_at(receive(content, NeedImporter(user or cast.county)))

    return checked


@pytest.fixture
def bring_in(cast):
    """``bring_in(content)`` writes the rows, all or nothing."""

    def written(content: bytes, user=None, good_rows_only=False):
        sent = receive(content, NeedImporter(user or cast.county))
        return write(sent, good_rows_only=good_rows_only)

    return written
