"""What becomes of a run: cancelled, corrected by another one, its file expired; and whose it still is."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.models import Job
from projects.pilots.models import Project
from projects.reports.actions import correct_run, expire_files, make_run, start_run
from projects.reports.models import ReportRun
from tests.factories import make_report_run, make_user, merge_meilie

FORMATS = ("xlsx", "csv", "json", "pdf")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def run(data, cast, places) -> ReportRun:
    """A run that waits for its worker."""
    return make_report_run(data.plan, places.fujian, cast.province)


def finished(run: ReportRun) -> ReportRun:
    make_run(job_id=run.job_id)
    return ReportRun.objects.select_related("job").get(pk=run.pk)


def asked_again(run: ReportRun, by=None) -> ReportRun:
    by = by or run.created_by
    return finished(start_run(by=by, plan=run.plan, place=run.place, as_of=run.as_of))


def written(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- cancelling -----------------------------------------------------------------------------------
def test_a_queued_run_is_cancelled_at_once_and_no_worker_takes_it(as_user, cast, run, tmp_path):
    client = as_user(cast.province)
    cancel = reverse("report_run_cancel", args=[run.pk])
    assert cancel in client.get(run.get_absolute_url()).content.decode()
    client.post(cancel)

    again = finished(run)
    assert (again.job.status, again.table) == (Job.Status.CANCELLED, None)
    assert again.job.attempt == 0
    assert jobs.send_waiting() == 0
    page = client.get(run.get_absolute_url()).content.decode()
    assert "已取消" in page
    assert cancel not in page
    assert written(tmp_path) == []


@pytest.mark.parametrize("step", ["counted", "file"])
def test_a_running_run_that_is_cancelled_stops_at_its_next_step_and_leaves_no_file(
    run, tmp_path, monkeypatch, step
):
    steps = make_run.__globals__
    if step == "counted":
        report = steps["report"]
        monkeypatch.setitem(steps, "report", lambda *at: (jobs.cancel(run.job), report(*at)))
    else:
        render = steps["RENDERERS"]["xlsx"]
        monkeypatch.setitem(
            steps["RENDERERS"], "xlsx", lambda *to: (render(*to), jobs.cancel(run.job))
        )
    after = finished(run)

    assert (after.job.status, after.table, after.job.file) == (Job.Status.CANCELLED, None, "")
    assert written(tmp_path) == []


def test_only_who_started_a_run_cancels_it_and_only_while_it_is_not_over(
    as_user, cast, run, places
):
    other = make_user("province", place=places.fujian)
    cancel = reverse("report_run_cancel", args=[run.pk])
    assert cancel not in as_user(other).get(run.get_absolute_url()).content.decode()
    as_user(other).post(cancel)
    run.job.refresh_from_db()
    assert run.job.status == Job.Status.QUEUED

    finished(run)
    as_user(cast.province).post(cancel)
    run.job.refresh_from_db()
    assert run.job.status == Job.Status.DONE


def test_a_cancelled_run_can_be_asked_for_again(as_user, cast, run):
    jobs.cancel(run.job)
    as_user(cast.province).post(reverse("report_run_again", args=[run.pk]))

    assert finished(ReportRun.objects.latest("pk")).sha256


# --- scope, taken again ---------------------------------------------------------------------------
def test_who_was_moved_to_another_county_meanwhile_gets_no_report(data, cast, places):
    run = make_report_run(data.plan, places.minhou, cast.county)
    cast.county.place = places.meilie
    cast.county.save()

    run = finished(run)
    assert (run.job.status, run.table) == (Job.Status.FAILED, None)
    assert run.job.error


def test_who_was_moved_to_another_county_downloads_nothing_of_the_old_one(
    as_user, data, cast, places
):
    run = finished(make_report_run(data.plan, places.minhou, cast.county))
    addresses = [reverse("report_run_file", args=[run.pk, kind]) for kind in FORMATS]
    client = as_user(cast.county)
    assert {client.get(address).status_code for address in addresses} == {200}

    cast.county.place = places.meilie
    cast.county.save()
    pages = [run.get_absolute_url(), reverse("report_run_compare", args=[run.pk])]
    assert {client.get(address).status_code for address in addresses + pages} == {404}
    assert not client.get(reverse("my_report_runs")).context["object_list"]


# --- attempts -------------------------------------------------------------------------------------
def test_after_three_attempts_that_died_a_run_has_failed_with_its_reason(as_user, cast, run):
    for _ in range(Job.MAX_ATTEMPTS):
        assert jobs.claim(run.job_id)
        Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.send_waiting()

    after = finished(run)
    assert (after.job.status, after.job.attempt, after.table) == (Job.Status.FAILED, 3, None)
    assert after.job.error in as_user(cast.province).get(run.get_absolute_url()).content.decode()


def test_an_attempt_clears_away_what_the_one_before_it_left(run, tmp_path):
    first = jobs.claim(run.job_id)
    with files.written(f"{run.folder}/left-{first.attempt}.xlsx") as file:
        file.write(b"whole, and never named by the row")
    left = files.written(f"{run.folder}/half.xlsx")
    left.__enter__().write(b"half")  # never closed: the worker was killed
    assert len(written(tmp_path)) == 2
    Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))

    after = finished(run)
    assert written(tmp_path) == [files.path_of(after.job.file)]


# --- corrections and comparing --------------------------------------------------------------------
@pytest.fixture
def old(run, data) -> ReportRun:
    """A finished run whose figures have been found to be wrong since."""
    run = finished(run)
    Project.objects.filter(pk=data.other.pk).update(setting="rural")
    return run


@pytest.fixture
def new(old) -> ReportRun:
    """The same question after the data were put right."""
    return asked_again(old)


def test_two_runs_are_laid_side_by_side_and_the_newer_one_corrects_the_older(
    as_user, cast, old, new
):
    client = as_user(cast.province)
    compare = reverse("report_run_compare", args=[new.pk])
    page = client.get(compare, {"with": old.pk})
    cells = {(one.name, one.before, one.after) for one in page.context["differences"]}
    names = {"合计": 2, "三明市": 0, "梅列区": 0}
    assert cells == {(name, str(rural), str(rural + 1)) for name, rural in names.items()}
    backwards = client.get(reverse("report_run_compare", args=[old.pk]), {"with": new.pk})
    assert backwards.context["differences"] == page.context["differences"]

    correct = reverse("report_run_correct", args=[new.pk, old.pk])
    assert correct in page.content.decode()
    client.post(correct)
    new.refresh_from_db()
    assert new.replaces == old
    old_page = client.get(old.get_absolute_url()).content.decode()
    assert "已被更正" in old_page
    assert new.get_absolute_url() in old_page
    assert old.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()
    listed = client.get(reverse("report_run_list")).content.decode()
    assert listed.count("已被更正") == 1
    assert old.sha256 == ReportRun.objects.get(pk=old.pk).table["sha256"]


def test_runs_without_a_difference_say_so_in_words(as_user, cast, run):
    old = finished(run)
    new = asked_again(old)
    assert new.sha256 == old.sha256
    page = as_user(cast.province).get(
        reverse("report_run_compare", args=[new.pk]), {"with": old.pk}
    )

    assert "没有差异" in page.content.decode()
    with pytest.raises(ValidationError):
        correct_run(run_id=new.pk, replaces_id=old.pk, by=cast.province)


def test_rows_that_come_and_go_are_told(as_user, cast, data, places, run):
    old = finished(run)
    merge_meilie(places)
    later = start_run(by=cast.province, plan=run.plan, place=run.place, as_of=date(2021, 12, 31))
    new = finished(later)
    page = as_user(cast.province).get(
        reverse("report_run_compare", args=[new.pk]), {"with": old.pk}
    )

    whole = {(one.name, one.after) for one in page.context["differences"] if not one.column}
    assert ("梅列区", "不再有") in whole
    assert {after for _name, after in whole} == {"不再有", "新增"}
    with pytest.raises(ValidationError, match="同一"):
        correct_run(run_id=new.pk, replaces_id=old.pk, by=cast.province)


def test_runs_of_another_report_or_area_are_not_offered(as_user, cast, data, places, new, old):
    funds = finished(make_report_run(data.plan, places.fujian, cast.province, report="funds"))
    county = finished(make_report_run(data.plan, places.minhou, cast.county))
    client = as_user(cast.province)
    compare = reverse("report_run_compare", args=[new.pk])
    assert list(client.get(compare).context["others"]) == [old]
    for wrong in (funds, county, new):
        assert client.get(compare, {"with": wrong.pk}).status_code == 404
    assert client.get(compare, {"with": "x"}).status_code == 200


def test_a_run_is_corrected_once_and_by_its_maker_or_above(as_user, cast, data, places, old, new):
    Project.objects.filter(pk=data.own.pk).update(setting="rural")
    third = asked_again(old)
    with pytest.raises(ValidationError):  # the older one never corrects the newer
        correct_run(run_id=old.pk, replaces_id=new.pk, by=cast.province)
    with pytest.raises(ValidationError):  # somebody else's run
        correct_run(
            run_id=new.pk, replaces_id=old.pk, by=make_user("province", place=places.fujian)
        )
    correct_run(run_id=new.pk, replaces_id=old.pk, by=cast.province)
    with pytest.raises(ValidationError):
        correct_run(run_id=third.pk, replaces_id=old.pk, by=cast.province)
    with pytest.raises(IntegrityError, match="corrected_once"), transaction.atomic():
        ReportRun.objects.filter(pk=third.pk).update(replaces=old)
    with pytest.raises(IntegrityError, match="older_one"), transaction.atomic():
        ReportRun.objects.filter(pk=new.pk).update(replaces=third)


def test_a_county_does_not_correct_what_the_province_made_of_it(data, cast, places):
    old = finished(make_report_run(data.plan, places.minhou, cast.province))
    Project.objects.filter(pk=data.own.pk).update(setting="rural")
    new = asked_again(old, by=cast.county)
    with pytest.raises(ValidationError):
        correct_run(run_id=new.pk, replaces_id=old.pk, by=cast.county)
    corrected = asked_again(new, by=cast.province)
    Project.objects.filter(pk=data.own.pk).update(setting="urban")
    assert asked_again(new, by=cast.province).sha256 != corrected.sha256


# --- files ----------------------------------------------------------------------------------------
def test_files_expire_and_are_made_anew_from_the_frozen_rows(
    as_user, cast, data, run, settings, tmp_path
):
    run = finished(run)
    client = as_user(cast.province)
    address = reverse("report_run_file", args=[run.pk, "xlsx"])
    before = b"".join(client.get(address).streaming_content)
    at = run.job.finished_at
    days = timedelta(days=settings.REPORT_FILE_DAYS)
    assert expire_files(now=at + days - timedelta(seconds=1)) == 0
    assert expire_files(now=at + days + timedelta(seconds=1)) == 1
    assert expire_files(now=at + days + timedelta(seconds=1)) == 0

    assert written(tmp_path) == []
    Project.objects.filter(pk=data.other.pk).update(setting="rural")
    run = ReportRun.objects.select_related("job").get(pk=run.pk)
    assert (run.job.file, run.file_size, run.file_until) == ("", None, None)
    assert run.table["sha256"] == run.sha256
    again = b"".join(client.get(address).streaming_content)
    (tmp_path / "a.xlsx").write_bytes(before)
    (tmp_path / "b.xlsx").write_bytes(again)
    sheets = [
        CalamineWorkbook.from_path(tmp_path / f"{name}.xlsx").get_sheet_by_index(0).to_python()
        for name in "ab"
    ]
    assert sheets[0] == sheets[1]


def test_a_file_that_was_lost_is_made_anew(as_user, cast, run):
    run = finished(run)
    files.remove(run.job.file)
    answer = as_user(cast.province).get(reverse("report_run_file", args=[run.pk, "xlsx"]))
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_ones_own_downloads_say_how_big_they_are_and_until_when_they_are_kept(
    as_user, cast, data, places, run, settings
):
    run = finished(run)
    make_report_run(data.plan, places.minhou, cast.county)
    page = as_user(cast.province).get(reverse("my_report_runs"))

    assert [one.pk for one in page.context["object_list"]] == [run.pk]
    assert run.file_size == files.path_of(run.job.file).stat().st_size
    until = timezone.localdate(run.job.finished_at + timedelta(days=settings.REPORT_FILE_DAYS))
    assert until.isoformat() in page.content.decode()
    assert "KB" in page.content.decode()
