"""Who somebody is goes by rule, some years after the last service; what was counted stays."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from projects.delivery.actions.retention import erase_expired, years_before
from projects.delivery.models import Attendance, Beneficiary
from projects.delivery.tasks import erase_expired_nightly
from tests.factories import make_beneficiary, make_case, make_group, make_service

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)
LONG_AGO, LATELY = date(2018, 5, 10), date(2021, 6, 1)


@pytest.fixture
def old(agency, places, project):
    """Somebody registered in 2018."""
    entry = make_beneficiary(agency, places.fulong)
    Beneficiary.objects.update(created_at=datetime(2018, 5, 1, tzinfo=UTC))
    return entry


def erased() -> int:
    return len(erase_expired(today=TODAY))


def test_whom_nobody_has_served_for_five_years_is_erased(old, project, worker):
    record = make_service(project, worker, date=LONG_AGO)
    Attendance.objects.create(record=record, beneficiary=old)
    assert erased() == 1
    old.refresh_from_db()
    assert (old.name, old.erased_on is not None) == ("", True)
    assert Attendance.objects.count() == 1
    assert erased() == 0


def test_who_was_registered_lately_stays(old):
    Beneficiary.objects.update(created_at=datetime(2021, 6, 1, 4, tzinfo=UTC))
    assert erased() == 0
    Beneficiary.objects.update(created_at=datetime(2021, 5, 31, 4, tzinfo=UTC))
    assert erased() == 1


def a_service(old, project, worker):
    record = make_service(project, worker, date=LATELY)
    Attendance.objects.create(record=record, beneficiary=old)


def an_open_case(old, project, worker):
    make_case(project, worker, beneficiary=old, opened_on=LONG_AGO)


def a_case_closed(old, project, worker):
    done = {"status": "closed", "closing": "achieved", "result": "better"}
    make_case(project, worker, beneficiary=old, opened_on=LONG_AGO, closed_on=LATELY, **done)


def a_group(old, project, worker):
    make_group(project, worker, old)


@pytest.mark.parametrize("kept_by", [a_service, an_open_case, a_case_closed, a_group])
def test_who_is_still_served_or_was_lately_stays(old, project, worker, kept_by):
    kept_by(old, project, worker)
    assert erased() == 0


def test_the_years_are_a_setting(old, settings):
    settings.RETENTION_YEARS = 20
    assert erased() == 0


def test_a_dry_run_says_who_and_erases_nobody(old, capsys):
    call_command("erase_expired", "--dry-run")
    assert old.number in capsys.readouterr().out
    old.refresh_from_db()
    assert old.erased_on is None
    call_command("erase_expired")
    old.refresh_from_db()
    assert old.erased_on is not None


def test_beat_erases_each_night(old, settings):
    assert "delivery.erase_expired" in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }
    assert erase_expired_nightly() == 1


def test_five_years_before_a_leap_day_is_the_28th():
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)
