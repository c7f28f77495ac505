"""Packages: every table of every city in one file, whoever made it and however often it was tried."""

import csv
import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.models import Job
from projects.packages import actions
from projects.packages.models import Package
from projects.reports.actions import make_run
from projects.reports.models import ReportRun
from tests.factories import make_project, make_report_run, make_user
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db

YEAR_END = date(2018, 12, 31)
TABLES = ["coverage", "services"]


@pytest.fixture
def ask(data, cast):
    """``ask(place=…)``: a package of two tables, as the province asks for it; nothing is made yet."""

    def start(by=cast.province, place=None, **fields) -> Package:
        asked = {"plan": data.plan, "as_of": YEAR_END, "reports": TABLES, **fields}
        return actions.start_package(by=by, place=place or by.place, **asked)

    return start


def made(package: Package) -> Package:
    """The package after workers have done what there was to do."""
    for job in Job.objects.filter(report_run__isnull=False, status="queued").order_by("pk"):
        make_run(job_id=job.pk)
        actions.close_package(package_id=package.pk)
    package.refresh_from_db()
    if package.job:
        actions.make_package(job_id=package.job_id)
    return Package.objects.get(pk=package.pk)


def taken(client, package: Package) -> ZipFile:
    answer = client.get(reverse("package_file", args=[package.pk]))
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_province_gets_a_workbook_of_each_city_in_a_folder_of_each_table(ask, cast, as_user):
    package = made(ask())
    archive = taken(as_user(cast.province), package)
    cities = ("福州市", "三明市", "平潭综合实验区")
    folders = [part.run.get_report_display() for part in package.parts.all()]
    books = {f"{folder}/{city}.xlsx" for folder in folders for city in cities}
    assert set(archive.namelist()) == books | {"目录.csv"}
    rows = list(csv.DictReader(io.StringIO(archive.read("目录.csv").decode("utf-8-sig"))))
    frozen = {part.path: part.run.sha256 for part in package.parts.all()}
    assert {row["文件"]: row["SHA-256"] for row in rows} == frozen
    for book in books:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(book)))
        city = book.split("/")[1].removesuffix(".xlsx")
        assert any(
            city in str(cell) for row in sheet.get_sheet_by_index(0).to_python() for cell in row
        )


def test_a_city_gets_a_workbook_of_each_of_its_counties(ask, cast, data, places):
    by = make_user("city", place=places.fuzhou)
    package = made(ask(by=by, reports=["coverage"]))
    assert {part.run.place for part in package.parts.all()} >= {places.minhou, places.gulou}
    assert all(part.run.place.parent == places.fuzhou for part in package.parts.all())


def test_the_same_question_on_the_same_data_has_the_same_hash(ask, data, places):
    first, second = made(ask()), made(ask())
    assert first.sha256 == second.sha256 != ""
    make_project(places.meilie, agency=data.agency, plan=data.plan, status="running")
    assert made(ask()).sha256 != first.sha256


def test_no_file_is_made_before_the_last_table_and_only_one_after_it(ask):
    package = ask()
    *others, last = Job.objects.filter(report_run__isnull=False).order_by("pk")
    for job in others:
        make_run(job_id=job.pk)
    assert actions.close_waiting() == 0
    make_run(job_id=last.pk)
    assert actions.close_waiting() == 1
    assert actions.close_waiting() == 0
    assert not actions.close_package(package_id=package.pk)
    assert Job.objects.filter(task=actions.MAKE).count() == 1


def test_a_table_that_failed_is_made_again_and_the_others_stay(ask, cast, as_user):
    package = ask()
    lost = package.parts.first().run
    jobs.fail(jobs.claim(lost.job_id), "磁盘已满")
    assert made(package).job is None
    client = as_user(cast.province)
    assert "重新生成" in client.get(package.get_absolute_url()).content.decode()
    kept = set(package.parts.exclude(run=lost).values_list("run", flat=True))

    client.post(reverse("package_go_on", args=[package.pk]))
    after = made(package)
    assert after.is_there
    runs = set(after.parts.values_list("run", flat=True))
    assert kept < runs
    assert lost.pk not in runs


def test_a_file_that_is_no_longer_kept_is_put_together_again(ask, cast, as_user, settings):
    package = made(ask())
    first = package.sha256
    settings.REPORT_FILE_DAYS = -1
    assert actions.remove_old() == 1
    client = as_user(cast.province)
    for _ in range(2):
        answer = client.get(reverse("package_file", args=[package.pk]), follow=True)
        assert answer.redirect_chain == [(package.get_absolute_url(), 302)]
        assert "重新打包" in answer.content.decode()
        client.post(reverse("package_go_on", args=[package.pk]))
        again = made(Package.objects.get())
        assert (again.is_there, again.sha256) == (True, first)
        files.remove(again.job.file)  # the second time it was taken off the disk


def test_its_runs_do_not_flood_the_lists_of_reports(ask, cast, as_user, data, places):
    own = make_report_run(data.plan, places.fujian, cast.province)
    package, _other = ask(), ask()
    client = as_user(cast.province)
    for address in (reverse("report_run_list"), reverse("my_report_runs")):
        for asked, runs in (
            ("", {own.pk}),
            ("?packages=with", {*ReportRun.objects.values_list("pk", flat=True)}),
            (f"?package={package.pk}", {*package.parts.values_list("run", flat=True)}),
        ):
            found = client.get(address + asked).context["filter"].qs
            assert {run.pk for run in found} == runs, (address, asked)
    page = client.get(package.get_absolute_url()).content.decode()
    assert f'href="{reverse("report_run_list")}?package={package.pk}"' in page


def test_the_form_names_the_table_that_cannot_be_made_and_makes_nothing(data, cast, as_user):
    answer = as_user(cast.province).post(
        reverse("package_create"),
        {"plan": data.plan.pk, "area": cast.province.place.code, "as_of": "2017-01-01"}
        | {"reports": TABLES},
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Package.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_ends_the_last_tables_at_the_same_time_asks_for_one_file(ask, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")  # nobody listens
    package = ask(reports=["coverage"])
    for job in Job.objects.filter(report_run__isnull=False):
        make_run(job_id=job.pk)
    closed = at_once([lambda: actions.close_package(package_id=package.pk)] * 8)
    assert sorted(closed) == [False] * 7 + [True]
    assert Job.objects.filter(task=actions.MAKE).count() == 1


@pytest.mark.browser
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_province_asks_for_a_package_watches_it_and_takes_the_file(
    celery_worker_process, data, cast, page, sign_in, shoot
):
    sign_in(page, cast.province)
    page.goto(reverse("package_list"))
    page.get_by_role("link", name="生成报表包").first.click()
    page.get_by_label("截至日期").fill("2018-12-31")
    shoot(page, "package-form")
    page.get_by_role("button", name="生成报表包").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载", exact=True).click(timeout=60_000)
    package = Package.objects.get()
    assert download.value.suggested_filename == package.file_name
    with ZipFile(download.value.path()) as archive:
        assert len(archive.namelist()) == package.parts.count() + 1
    shoot(page, "package")
