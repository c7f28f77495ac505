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
            ("draft", 1, "登记"),
            ("returned", 1, "登记"),
            ("county_check", 2, "县级核查"),
            ("city_review", 3, "市级审核"),
            ("approval", 4, "省级批准"),
            ("approved", 5, "公示"),
            ("notice", 5, "公示"),
            ("contracting", 6, "签约"),
            ("running", 7, "实施"),
            ("final_evaluation", 8, "末期评估"),
            ("settlement", 9, "结算结项"),
            ("closed", 10, "归档"),
            ("archived", 11, None),
            ("terminated", 5, None),
        ],
    )
    def test_the_step_line_stands_where_the_project_stands(self, build, status, done, now):
        line = steps(build(status))
        states = [step.state for step in line]
        # The mid-term evaluation is left out once the implementation is over without it.
        is_over = status in ("final_evaluation", "settlement", "closed", "archived")
        expected = ["done"] * done + ["todo"] * ((11 if is_over else 12) - done)
        if now is not None:
            expected[done] = "now"
            assert str(line[done].label) == now
        assert states == expected

    def test_a_suspended_project_is_halted_in_its_implementation(self, build):
        states = [step.state for step in steps(build("suspended"))]
        assert states == ["done"] * 7 + ["halted"] + ["todo"] * 4

    def test_a_mid_term_evaluation_is_marked_while_the_implementation_goes_on(self, build):
        line = steps(build("running", midterm_on=date(2018, 9, 1)))
        assert [step.state for step in line[6:10]] == ["done", "now", "done", "todo"]
        assert line[8].date == date(2018, 9, 1)
        later = steps(build("settlement", midterm_on=date(2018, 9, 1)))
        assert [step.state for step in later] == ["done"] * 10 + ["now", "todo"]

    def test_a_terminated_project_shows_how_far_it_came(self, cast, build):
        for status, behind in (("approved", 5), ("contracting", 6), ("running", 8)):
            project = build(status)
            move(project_id=project.pk, name="terminate", by=cast.province, reason="机构注销")
            project.refresh_from_db()
            states = [step.state for step in steps(project)]
            assert states == ["done"] * behind + ["todo"] * (12 - behind)

    def test_the_steps_carry_the_days_of_the_record(self, cast, build, places):
        needs = tuple(make_need(places.fulong, reported_on=date(2018, 3, day)) for day in (12, 9))
        project = build("county_check", needs=needs)
        move(project_id=project.pk, name="check", by=cast.county)
        project.refresh_from_db()
        line = steps(project)
        today = timezone.localdate()
        assert [step.date for step in line] == [date(2018, 3, 9), today, today] + [None] * 9

    def test_the_approval_is_named_by_the_level_of_the_pilot(self, build):
        labels = [str(steps(build("draft", level))[4].label) for level in LEVELS]
        assert labels == ["省级批准", "市级批准", "县级批准"]

    def test_a_blocked_move_is_shown_with_its_reason_and_is_not_the_filled_button(
        self, cast, build
    ):
        (start,) = available_moves(build("contracting", lead=None), cast.county)
        assert start.name == "start"
        (reason,) = start.blocked
        assert "请先指派一名持证的主责社工" in str(reason)
        assert available_moves(build("contracting"), cast.county)[0].blocked == []

    def test_without_a_lead_assigning_is_the_filled_button(self, cast, as_user, build):
        project = build("contracting", lead=None)
        for user in (cast.county, cast.agency):
            page = as_user(user).get(project.get_absolute_url()).content.decode()
            href = reverse("assignment_create", args=[project.pk])
            assert f'<a class="btn btn-primary" href="{href}">' in page

    def test_nobody_is_led_to_finish_a_project_before_its_planned_end(self, cast, build):
        today = timezone.localdate()
        for ends, due in ((today, False), (today - timedelta(days=1), True)):
            project = build("running", starts=today - timedelta(days=30), ends=ends)
            (finish,) = available_moves(project, cast.county)
            assert (finish.name, finish.blocked, finish.is_next) == ("finish", [], due)

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
