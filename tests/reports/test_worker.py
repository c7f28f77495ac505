"""The report through a real worker: on the page at both widths, and by `manage.py run_report`."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from projects.jobs import actions as jobs
from projects.jobs.models import Job
from projects.reports.models import ReportRun

QUESTION = {"plan": "fujian-2018", "as_of": "2018-12-31"}

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_run_report_waits_for_the_worker_and_prints_the_summary(celery_worker_process, data, cast):
    printed = StringIO()
    call_command("run_report", "coverage", user="province", wait=30, stdout=printed, **QUESTION)

    lines = printed.getvalue().splitlines()
    total = next(line for line in lines if line.startswith("合计"))
    assert total.split()[1:4] == ["4", "4", "100.0"]
    assert [line.split()[0] for line in lines if "100.0" in line] == [
        "合计",
        "福州市",
        "三明市",
        "平潭综合实验区",
    ]
    found = re.search(r"\S+\.xlsx", printed.getvalue())
    assert found
    assert CalamineWorkbook.from_path(found[0]).get_sheet_by_index(0).to_python()[7][3] == 4


def test_run_report_gives_the_reason_when_the_report_fails(data, cast, monkeypatch):
    monkeypatch.setattr(
        jobs, "send", lambda job: jobs.fail(jobs.claim(job.pk), "no space on the disk")
    )
    with pytest.raises(CommandError, match="no space on the disk") as complaint:
        call_command("run_report", "coverage", user="province", wait=10, **QUESTION)
    assert complaint.value.returncode == 1


def test_run_report_says_so_when_no_worker_takes_it(data, cast, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(CommandError, match="worker") as complaint:
        call_command("run_report", "coverage", user="province", wait=0, **QUESTION)
    assert complaint.value.returncode == 1


@pytest.mark.browser
@pytest.mark.parametrize("device", ["page", "phone"])
def test_an_official_makes_a_report_and_downloads_it(
    request, celery_worker_process, data, cast, sign_in, shoot, device
):
    page = request.getfixturevalue(device)
    sign_in(page, cast.province)
    page.goto(reverse("report_run_list"))
    page.get_by_role("link", name="生成报表").first.click()
    page.get_by_label("截至日期").fill("2018-12-31")
    page.get_by_role("button", name="生成报表").click()

    page.locator(".official").wait_for()
    assert page.locator(".official tbody tr").count() == 7
    assert page.locator(".official .all td").nth(1).inner_text() == "4"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    shoot(page, "report")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    rows = CalamineWorkbook.from_path(Path(download.value.path())).get_sheet_by_index(0).to_python()
    assert rows[2][0] == "福建省三社联动试点覆盖情况表"


@pytest.mark.browser
def test_an_option_shows_itself_with_its_report_only(data, cast, page, sign_in):
    sign_in(page, cast.province)
    page.goto(reverse("report_run_create"))
    basis = page.get_by_role("group", name="统计口径")
    expect(basis).to_be_hidden()
    page.get_by_label("资金收支情况表").check()
    expect(basis).to_be_visible()
    page.get_by_label("试点覆盖情况表").check()
    expect(basis).to_be_hidden()


@pytest.mark.browser
def test_the_bar_moves_without_a_click_and_the_table_follows(
    data, cast, places, page, sign_in, monkeypatch
):
    monkeypatch.setattr(jobs, "send", lambda job: True)
    sign_in(page, cast.province)
    page.goto(reverse("report_run_create"))
    page.get_by_label("截至日期").fill("2018-12-31")
    page.get_by_role("button", name="生成报表").click()
    bar = page.get_by_role("progressbar")
    bar.wait_for()
    assert bar.get_attribute("aria-valuenow") == "0"

    run = ReportRun.objects.get()
    claim = jobs.claim(run.job_id)
    jobs.progress(claim, 1, 4)
    page.locator("[aria-valuenow='25']").wait_for()
    jobs.progress(claim, 3, 4)
    page.locator("[aria-valuenow='75']").wait_for()
    jobs.fail(claim, "磁盘已满")
    page.get_by_text("磁盘已满").wait_for()
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    assert Job.objects.get(pk=run.job_id).status == Job.Status.FAILED
