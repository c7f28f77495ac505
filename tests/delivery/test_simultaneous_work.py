"""Two people at one case at once, on real connections: opened once, closed once."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from projects.delivery.actions import close_case, open_case
from projects.delivery.models import CaseFile
from tests.factories import make_beneficiary, make_case
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def test_a_case_of_one_person_opened_20_times_at_once_is_one(cast, project, worker, places):
    person = make_beneficiary(project.agency, places.fulong)
    day = date(2018, 5, 2)

    def call():
        return open_case(
            project_id=project.pk,
            beneficiary_id=person.pk,
            by=cast.agency,
            submission_key=uuid4(),
            worker_id=worker.pk,
            field="elders",
            opened_on=day,
            consent_on=day,
        )

    results = at_once([call] * 20)
    assert sum(isinstance(one, CaseFile) for one in results) == 1
    assert CaseFile.objects.count() == 1


def test_a_case_closed_20_times_at_once_is_closed_once(cast, project, worker):
    case = make_case(project, worker)

    def call(number):
        return lambda: close_case(
            case_id=case.pk,
            by=cast.agency,
            day=date(2018, 9, 30),
            closing="achieved",
            result="better",
            summary=f"小结{number}",
        )

    results = at_once([call(number) for number in range(20)])
    (closed,) = (one for one in results if isinstance(one, CaseFile))
    case.refresh_from_db()
    assert (case.status, case.version, case.summary) == ("closed", 2, closed.summary)
