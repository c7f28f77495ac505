"""Published figures are never edited or deleted: the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from projects.workers.guard import PREFIX, figures_open
from projects.workers.models import Statistic
from tests.factories import make_statistic
from tests.migrating import migrated_back_to


@pytest.fixture
def figure(places) -> Statistic:
    return make_statistic(places.fuzhou, 7_740_000)


def refused(write, words: str = "never edited or deleted") -> bool:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        write()
    return True


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_figure_is_not_edited_or_deleted_one_by_one_or_in_bulk(figure):
    rows = Statistic.objects.all()
    assert refused(lambda: rows.update(value=1))
    assert refused(lambda: rows.update(source="另一来源"))
    assert refused(figure.save)
    assert refused(lambda: rows._raw_delete(rows.db))
    assert rows.get().value == 7_740_000


def test_a_correction_of_another_figure_is_refused(figure, places):
    """So that what is unique among the first rows is unique among the last ones, too."""
    common = {"replaces": figure, "reason": "勘误"}
    other = {
        "place": places.sanming,
        "measure": "agencies",
        "as_of": date(2017, 12, 31),
        "source": "别的年鉴",
    }
    for name, value in other.items():
        fields = {"place": places.fuzhou, **common, name: value}
        place = fields.pop("place")
        assert refused(lambda: make_statistic(place, 1, **fields), "keeps place")  # noqa: B023
    make_statistic(places.fuzhou, 1, **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_statistic(places.fuzhou, 2, **common)


@pytest.mark.parametrize(
    "fields",
    [
        {},  # the same place, measure, day and source
        {"source": "甲", "value": None},
        {"source": "乙", "reason": "无因"},
        {"source": "丙", "published_on": date(2018, 12, 30)},
        {"source": "丁", "value": -1},
    ],
)
def test_the_database_refuses_what_the_forms_would(figure, places, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_statistic(places.fuzhou, **{"value": 1, **fields})


def test_only_the_opened_figures_are_deleted_and_they_close_again(figure):
    rows = Statistic.objects.all()
    before = triggers()
    assert len(before) == 3
    with figures_open():
        rows._raw_delete(rows.db)
    assert not rows.exists()
    again = make_statistic(figure.place, 1)
    assert refused(lambda: rows._raw_delete(rows.db))
    assert triggers() == before
    assert rows.get() == again


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_taken_off_and_put_back_by_their_migration():
    before = triggers()
    with migrated_back_to("workers", "0001_squashed_0003_statistics"):
        assert triggers() == set()
    assert triggers() == before
