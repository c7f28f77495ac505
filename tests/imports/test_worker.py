"""Imports by a real worker: killed in the middle they leave all or nothing, and are taken up again."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.urls import reverse

from projects.imports import actions
from projects.imports.models import ImportedRow, Upload
from projects.jobs import actions as jobs
from projects.jobs.models import Job
from projects.needs.models import Need
from tests.factories import make_cast, make_places, make_upload
from tests.imports.sheets import need_row, rows_of, xlsx
from tests.jobs.workers import start_worker, wait_until

ROWS = 4000

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _files_of_this_test():
    """The worker is a process of its own and looks where the settings say, so the files lie there."""
    yield
    shutil.rmtree(Path(live_settings.FILES_DIR) / "imports", ignore_errors=True)


@pytest.fixture
def broker(monkeypatch) -> str:
    """A database of Redis that only the workers of this file listen to."""
    address = os.environ.get("REDIS_URL") or pytest.fail("Needs the Redis of `make test`.")
    address = address.rpartition("/")[0] + "/9"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", address)
    return address


@pytest.fixture
def county():
    return make_cast(make_places()).county


def many() -> bytes:
    return xlsx(rows_of(*(need_row(f"第 {number} 条需求") for number in range(ROWS))))


def inserting() -> bool:
    """Whether some connection is in the middle of inserting needs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            " AND query LIKE 'INSERT INTO \"needs\\_%%'"
        )
        return cursor.fetchone() is not None


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_one_writes_all(
    broker, county, tmp_path
):
    workers = [start_worker(broker, tmp_path)]
    try:
        upload = make_upload(county, many(), name="需求.xlsx")
        jobs.send(upload.check_job)
        wait_until(lambda job: job.is_over, upload.check_job, 60)
        actions.start_writing(upload=Upload.objects.get(), by=county)
        job = Upload.objects.get().write_job

        wait_until(lambda job: inserting(), job, 60)
        os.killpg(workers[0].process.pid, signal.SIGKILL)
        time.sleep(0.5)  # PostgreSQL notices that its client is gone
        assert Need.objects.count() == ImportedRow.objects.count() == 0
        job.refresh_from_db()
        assert job.status == Job.Status.RUNNING

        (tmp_path / "second").mkdir()
        workers.append(start_worker(broker, tmp_path / "second"))
        wait_until(lambda job: jobs.send_waiting() or job.is_over, job, 60)
        wait_until(lambda job: job.is_over, job, 60)
        assert job.status == Job.Status.DONE
        assert job.attempt >= 2
        assert Need.objects.count() == Need.history.count() == ImportedRow.objects.count() == ROWS
    finally:
        for worker in workers:
            worker.stop()


@pytest.mark.browser
@pytest.mark.parametrize("device", ["page", "phone"])
def test_an_official_imports_the_right_rows_and_downloads_the_marked_file(
    request, celery_worker_process, county, sign_in, shoot, tmp_path, device
):
    rows = rows_of(*(need_row(f"第 {n} 条", 涉及人数="许多" if n == 3 else 40) for n in range(20)))
    file = tmp_path / "需求.xlsx"
    file.write_bytes(xlsx([["2018年需求汇总"], *rows, ["合计"]]))
    page = request.getfixturevalue(device)
    sign_in(page, county)
    page.goto(reverse("need_list"))
    page.get_by_role("link", name="从 Excel 导入").first.click()
    page.get_by_label("文件").set_input_files(file)
    page.get_by_label("先导入正确的行").check()
    page.get_by_role("button", name="检查文件").click()

    page.get_by_text("E6").wait_for()
    assert not Need.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    shoot(page, "import")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注后的文件").click()
    assert "错误已标注" in download.value.suggested_filename
    page.get_by_role("button", name="导入 19 行").click()
    page.get_by_text("新增 19 条").wait_for()
    assert Need.objects.count() == 19
