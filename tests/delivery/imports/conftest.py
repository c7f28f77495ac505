"""An agency's imports of services into its running project."""

import pytest

from projects.delivery.imports import ServicesImporter
from projects.imports.importing import looked_at, receive, write
from tests.factories import make_assignment, make_project, make_worker


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path, settings):
    """Uploads of a test lie in its own folder."""
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path}
    settings.STORAGES = storages
    settings.FILES_DIR = tmp_path


@pytest.fixture
def running(cast, places, plan, agency):
    """A running project of the agency at 福龙 and 白沙村, with 陈静 in charge and 李明 beside her."""
    lead = make_worker(places.own, agency, name="陈静")
    project = make_project(
        places.own,
        agency=agency,
        plan=plan,
        sites=(places.fulong, places.baishacun),
        status="running",
        lead=lead,
    )
    helper = make_worker(places.own, agency, name="李明")
    make_assignment(project, helper, role="worker")
    return project


@pytest.fixture
def check(cast):
    """``check(content)`` is the outcome for the agency, with nothing written."""

    def checked(content: bytes, user=None):
        return looked_at(receive(content, ServicesImporter(user or cast.agency)))

    return checked


@pytest.fixture
def bring_in(cast):
    """``bring_in(content)`` writes the rows, all or nothing."""

    def written(content: bytes, user=None, good_rows_only=False):
        sent = receive(content, ServicesImporter(user or cast.agency))
        return write(sent, good_rows_only=good_rows_only)

    return written
