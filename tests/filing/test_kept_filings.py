"""What was handed up stays as it is: the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from projects.filing.actions import confirm_filing, lock_round
from projects.filing.models import Filing, FilingStep
from tests.filing.conftest import handed_up

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["submitted", "confirmed", "locked"])
def kept(request, at, cast, round_):
    filing = handed_up(at.minhou, cast.county)
    if request.param != "submitted":
        confirm_filing(filing_id=filing.pk, by=cast.city, seen=filing.sha256)
    if request.param == "locked":
        lock_round(round_id=round_.pk, by=cast.province)
    return Filing.objects.filter(pk=filing.pk)


def refused(write) -> bool:
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        write()
    return True


def test_the_triggers_are_there_after_the_last_migration(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'filing_keeps_%%'"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'filing_keeps_%%'",
            [],
        )
        found = {name.removeprefix("filing_keeps_") for (name,) in cursor.fetchall()}
    assert found == {"update", "delete", "step_update", "step_delete"}


def test_nothing_that_was_handed_up_is_changed_or_deleted(kept):
    was = kept.get()
    for name, value in (
        ("sha256", "0" * 64),
        ("run", None),
        ("head", "别人"),
        ("place", was.city),
        ("submitted_at", timezone.now()),
    ):
        assert refused(lambda name=name, value=value: kept.update(**{name: value}))
    assert refused(lambda: kept._raw_delete(kept.db))
    steps = FilingStep.objects.filter(filing=was)
    assert refused(lambda: steps.update(comment="别的"))
    assert refused(lambda: steps._raw_delete(steps.db))


def test_what_is_confirmed_is_only_returned_or_locked_and_what_is_locked_not_even_that(kept):
    if kept.get().status == "submitted":
        return
    for status in ("draft", "submitted"):
        assert refused(
            lambda status=status: kept.update(status=status, locked_by=None, locked_at=None)
        )
    if kept.get().status == "locked":
        assert refused(
            lambda: kept.update(status="returned", comment="改", locked_by=None, locked_at=None)
        )
