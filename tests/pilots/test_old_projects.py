"""Projects that were closed before there was a final evaluation get the days of the new statuses."""

from datetime import date, datetime
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection
from django.utils import timezone

from projects.pilots.models import Move, Project
from tests.factories import make_move

MIGRATION = import_module("projects.pilots.migrations.0008_whole_lifecycle")


def test_a_project_closed_before_finished_on_the_day_of_its_close(cast, build):
    told, untold = build("closed"), build("closed")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered before its checks ran
        for name in ("finished", "closed"):
            cursor.execute(
                f"ALTER TABLE pilots_project DROP CONSTRAINT project_{name}_has_its_date"
            )
    Project.objects.update(finished_on=None, closed_on=None)
    close = make_move(told, cast.county, name="close", from_status="running", to_status="closed")
    at = datetime(2019, 6, 3, 0, 30, tzinfo=timezone.get_current_timezone())
    Move.objects.filter(pk=close.pk).update(at=at)
    MIGRATION.give_closed_projects_their_days(apps, SimpleNamespace(connection=connection))
    told.refresh_from_db()
    untold.refresh_from_db()
    assert (told.finished_on, told.closed_on) == (date(2019, 6, 3), date(2019, 6, 3))
    assert untold.closed_on == timezone.localdate(untold.updated_at)
