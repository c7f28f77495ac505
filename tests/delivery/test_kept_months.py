"""A submitted or confirmed month stays as it is: the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from projects.delivery.models import Correction, MonthReport, ServiceRecord
from tests.delivery.months_world import make_confirmed, make_submitted
from tests.factories import make_service, make_worker
from tests.migrating import migrated_back_to

pytestmark = pytest.mark.django_db
TEXTS = {"process", "outcome", "follow_up", "note", "supervisor_opinion", "sign_in_sheet"}
# What says how the record came and went, not what was done.
OF_THE_ROW = {
    *("id", "number", "version", "updated_at", "created_at", "created_by", "submission_key"),
    *("import_key", "import_digest", "body_hash"),
}


@pytest.fixture
def record(project, worker):
    return make_service(project, worker)


@pytest.fixture(params=["submitted", "confirmed"])
def kept(request, record, project, cast):
    """A record of a month in which nothing changes any more."""
    if request.param == "submitted":
        make_submitted(project, cast.agency)
    else:
        make_confirmed(project, cast.agency, cast.county)
    return ServiceRecord.objects.filter(pk=record.pk)


def refused(write) -> bool:
    with (
        pytest.raises(IntegrityError, match="submitted or confirmed"),
        transaction.atomic(),
    ):
        write()
    return True


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'month_keeps_%%'"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'month_keeps_%%'",
            [],
        )
        return {name for (name,) in cursor.fetchall()}


def test_the_three_triggers_are_there_after_the_last_migration():
    assert triggers() == {f"month_keeps_{verb}" for verb in ("insert", "update", "delete")}


def test_a_service_of_a_kept_month_is_not_deleted(kept):
    assert refused(lambda: kept._raw_delete(kept.db))
    assert kept.count() == 1


def test_nothing_is_added_to_a_kept_month_one_by_one_or_in_bulk(kept, project, worker):
    assert refused(lambda: make_service(project, worker))
    copies = [kept.get() for _number in range(3)]
    for number, copy in enumerate(copies):
        copy.pk, copy.number, copy.date = None, f"neu-{number}", date(2018, 6, number + 1)
    ServiceRecord.objects.bulk_create(copies[:2])
    copies[2].date = date(2018, 5, 31)
    assert refused(lambda: ServiceRecord.objects.bulk_create([copies[2]]))


def test_no_service_is_moved_into_a_kept_month_or_out_of_it(kept, project, worker):
    later = make_service(project, worker, date=date(2018, 6, 1))
    assert refused(lambda: ServiceRecord.objects.filter(pk=later.pk).update(date=date(2018, 5, 31)))
    assert refused(lambda: kept.update(date=date(2018, 6, 1)))


def test_nothing_that_was_counted_is_edited(kept, worker, places):
    other = make_worker(places.own, worker.agency)
    changed = {"method": "case", "field": "elders", "groups": ["rural_poor"], "lead": other.pk}
    changed |= {
        "place": places.qingqi.pk,
        "county_code": "350102000000",
        "people": 1,
        "counts": False,
    }
    changed |= {"hours": F("hours") + 1, "attendances": F("attendances") + 1, "volunteers": 1}
    for name, value in changed.items():
        assert refused(lambda: kept.update(**{name: value})), name  # noqa: B023
    left = {field.name for field in ServiceRecord._meta.concrete_fields} - changed.keys()
    assert left - TEXTS - OF_THE_ROW == {
        *("project", "date", "starts_at", "ends_at", "case", "group", "session"),
        *("volunteer_hours", "rated", "satisfied"),
    }


def test_what_is_written_of_residents_may_still_be_erased(kept):
    kept.update(**dict.fromkeys(TEXTS, ""), version=F("version") + 1)


def test_a_record_changes_with_the_confirmed_correction_that_names_its_version(
    record, project, cast
):
    report = make_confirmed(project, cast.agency, cast.county)
    rows = ServiceRecord.objects.filter(pk=record.pk)
    asked = Correction.objects.create(
        report=report,
        record=record,
        version=2,
        before={"attendances": 25},
        after={"attendances": 24},
        reason="重复计数一人",
        created_by=cast.agency,
    )
    assert refused(lambda: rows.update(attendances=24, version=2))
    Correction.objects.filter(pk=asked.pk).update(
        status="confirmed", decided_by=cast.county, decided_at=timezone.now()
    )
    assert refused(lambda: rows.update(attendances=24))
    assert refused(lambda: rows.update(attendances=24, version=3))
    rows.update(attendances=24, version=2)
    assert rows.get().attendances == 24


def test_a_month_that_was_returned_is_free_again(record, project, cast):
    make_submitted(project, cast.agency)
    MonthReport.objects.update(
        status="returned", comment="重报", decided_by=cast.county, decided_at=timezone.now()
    )
    ServiceRecord.objects.update(attendances=3)
    ServiceRecord.objects.all()._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_taken_off_and_put_back_by_their_migration():
    before = triggers()
    with migrated_back_to("delivery", "0001_squashed_0008_months"):
        assert triggers() == set()
    assert triggers() == before
