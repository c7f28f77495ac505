"""Where a project stands, what may be done next, and the page about it: all from one table."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from projects.pilots.actions.moves import move
from projects.pilots.lifecycle import available_moves, steps
from projects.pilots.management.commands.write_lifecycle import as_markdown
from projects.pilots.models import Project
from tests.factories import make_need

LEVELS = ("province", "city", "county")


class TestShowing:
    @pytest.mark.parametrize(
        ("status", "done", "now"),
        [
            ("draft", 1, 1),
            ("returned", 1, 1),
            ("county_check", 2, 2),
            ("city_review", 3, 3),
            ("approval", 4, 4),
            ("approved", 5, 5),
            ("running", 5, 5),
            ("closed", 7, None),
            ("terminated", 5, None),
        ],
    )
    def test_the_step_line_stands_where_the_project_stands(self, build, status, done, now):
        states = [step.state for step in steps(build(status))]
        expected = ["done"] * done + ["todo"] * (7 - done)
        if now is not None:
            expected[now] = "now"
        assert states == expected

    def test_the_steps_carry_the_days_of_the_record(self, cast, build, places):
        needs = tuple(make_need(places.fulong, reported_on=date(2018, 3, day)) for day in (12, 9))
        project = build("county_check", needs=needs)
        move(project_id=project.pk, name="check", by=cast.county)
        project.refresh_from_db()
        line = steps(project)
        today = timezone.localdate()
        assert [step.date for step in line] == [date(2018, 3, 9), today, today] + [None] * 4

    def test_the_approval_is_named_by_the_level_of_the_pilot(self, build):
        labels = [str(steps(build("draft", level))[4].label) for level in LEVELS]
        assert labels == ["省级批准", "市级批准", "县级批准"]

    def test_a_blocked_move_is_shown_with_its_reason_and_is_not_the_filled_button(
        self, cast, build
    ):
        (start,) = available_moves(build("approved", lead=None), cast.county)
        assert start.name == "start"
        assert "请先指派一名持证的主责社工" in str(start.blocked)
        assert available_moves(build("approved"), cast.county)[0].blocked == ""

    def test_without_a_lead_assigning_is_the_filled_button(self, cast, as_user, build):
        project = build("approved", lead=None)
        for user in (cast.county, cast.agency):
            page = as_user(user).get(project.get_absolute_url()).content.decode()
            href = reverse("assignment_create", args=[project.pk])
            assert f'<a class="btn btn-primary" href="{href}">' in page

    def test_nobody_is_led_to_close_a_project_before_its_planned_end(self, cast, build):
        today = timezone.localdate()
        for ends, due in ((today, False), (today - timedelta(days=1), True)):
            project = build("running", starts=today - timedelta(days=30), ends=ends)
            (close,) = available_moves(project, cast.county)
            assert (close.name, close.blocked, close.is_next) == ("close", "", due)

    def test_at_most_one_button_is_filled(self, cast, as_user, build):
        for status in Project.Status.values:
            project = build(status, "county", lead=None)
            page = as_user(cast.county).get(project.get_absolute_url()).content.decode()
            assert page.count("btn-primary") <= 1

    def test_the_page_about_the_lifecycle_says_what_the_table_says(self, tmp_path):
        with translation.override("en"):
            written = (Path(settings.BASE_DIR) / "docs" / "lifecycle.md").read_text("utf-8")
            assert written == as_markdown(), "run: python manage.py write_lifecycle"

    def test_the_command_writes_that_page(self, tmp_path, settings):
        settings.BASE_DIR = tmp_path
        (tmp_path / "docs").mkdir()
        call_command("write_lifecycle")
        assert (tmp_path / "docs" / "lifecycle.md").read_text("utf-8").startswith("# The lifecycle")
