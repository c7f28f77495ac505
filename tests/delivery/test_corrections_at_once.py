"""Two who decide one correction at the same moment, on real connections: one decision."""

import pytest
from django.db import connection

from projects.delivery.actions import confirm_correction, refuse_correction
from projects.delivery.models import Correction, ServiceRecord
from tests.delivery.months_world import make_asked, make_confirmed
from tests.factories import make_service, make_user
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def test_of_many_who_accept_and_refuse_one_is_first_and_the_others_are_told(cast, project, worker):
    record = make_service(project, worker)
    make_confirmed(project, cast.agency, cast.county)
    asked = make_asked(record, cast.agency)
    colleague = make_user("county", place=project.place)
    accept = lambda: confirm_correction(correction_id=asked.pk, by=cast.county)  # noqa: E731
    refuse = lambda: refuse_correction(  # noqa: E731
        correction_id=asked.pk, by=colleague, refusal="不符"
    )
    results = at_once([accept, refuse] * 10)
    decided = [one for one in results if isinstance(one, Correction)]
    assert len(decided) == 1
    record = ServiceRecord.objects.get()
    assert record.version == (2 if decided[0].status == "confirmed" else 1)
    assert record.history.count() == record.version
