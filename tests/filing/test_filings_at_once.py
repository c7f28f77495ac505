"""Two officials at the same moment, on real connections: one of them is told, and nothing is done twice."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from projects.filing.actions import confirm_filing, return_filing
from projects.filing.models import Filing, FilingStep
from tests.filing.conftest import handed_up
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_table_is_confirmed_or_returned_once_by_many_who_click_together(at, cast, settings):
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")
    settings.CELERY_BROKER_WRITE_URL = "redis://127.0.0.1:1/0"
    filing = handed_up(at.minhou, cast.county)
    confirm = lambda: confirm_filing(filing_id=filing.pk, by=cast.city, seen=filing.sha256)  # noqa: E731
    results = at_once([confirm] * 10)
    assert sum(isinstance(one, Filing) for one in results) == 1
    assert sum(isinstance(one, ValidationError) for one in results) == 9
    back = lambda: return_filing(filing_id=filing.pk, by=cast.city, comment="改")  # noqa: E731
    assert sum(isinstance(one, Filing) for one in at_once([back] * 10)) == 1
    assert FilingStep.objects.count() == 3
