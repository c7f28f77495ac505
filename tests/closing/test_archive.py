"""The archive package: everything of the project but what tells of residents, the same bytes each time."""

import csv
import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from projects.attachments.actions import attach, withdraw
from projects.attachments.models import Attachment
from projects.closing.actions import start_archive
from projects.closing.archive import make
from projects.closing.archive.documents import documents_of
from projects.closing.archive.package import CHECKSUMS, write_package
from projects.closing.models import ArchivePackage
from projects.funding.models import Expenditure
from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.models import Job
from projects.pilots.models import Project
from tests.attachments.test_checks import DOCX
from tests.factories import end_project, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sent_to_nobody(monkeypatch):
    monkeypatch.setattr(jobs, "send", lambda job: True)


@pytest.fixture
def quick_pdf(monkeypatch):
    """For tests of what is in the tables, not of how they are laid out."""
    monkeypatch.setattr(
        "projects.closing.archive.tables.rendered_pdf", lambda *args: b"%PDF-of-a-test"
    )


def made(project, user) -> ArchivePackage:
    package = start_archive(project_id=project.pk, by=user)
    make.make_package(job_id=package.job_id)
    package.refresh_from_db()
    return package


def unpacked(package: ArchivePackage, folder: Path) -> Path:
    """The package's only folder."""
    with zipfile.ZipFile(files.path_of(package.job.file)) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return root


def rows(root: Path, slug: str) -> list[dict[str, str]]:
    (path,) = root.glob(f"records/*-{slug}.csv")
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_package_holds_all_records_and_files_and_its_sums_are_right(closed, cast, tmp_path):
    package = made(closed, cast.county)
    assert package.job.status == Job.Status.DONE, package.job.error
    root = unpacked(package, tmp_path)
    assert root.name == closed.number
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", CHECKSUMS],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr + checked.stdout
    inside = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    summed = {line.split("  ", 1)[1] for line in (root / CHECKSUMS).read_text().splitlines()}
    assert summed == inside - {CHECKSUMS}
    assert package.files == len(inside)
    assert package.size == files.path_of(package.job.file).stat().st_size

    listed = list(csv.reader(io.StringIO((root / "index.csv").read_text("utf-8-sig"))))[1:]
    assert {line[0] for line in listed} == inside - {CHECKSUMS, "index.csv", "index.html"}
    linked = set(re.findall(r'href="([^"]+)"', (root / "index.html").read_text()))
    assert {link for link in linked if link.startswith("records/")} <= inside

    whole = subprocess.run(
        ["sha256sum", files.path_of(package.job.file)], capture_output=True, text=True, check=True
    )
    assert whole.stdout.split()[0] == package.sha256
    text = subprocess.run(
        ["pdftotext", "-layout", next(root.glob("records/*-services.pdf")), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "第1页共1页" in "".join(text.split())
    assert closed.number in text
    assert closed.services.first().number in text


def test_the_records_read_back_as_they_are(closed, cast, tmp_path, quick_pdf):
    root = unpacked(made(closed, cast.county), tmp_path)
    services = rows(root, "services")
    assert [row["编号"] for row in services] == [
        service.number for service in closed.services.order_by("date", "pk")
    ]
    assert sum(int(row["参加人次"]) for row in services) == 33
    (paid,) = rows(root, "allocations")
    assert "10000.00" in paid.values()
    assert [row["满意率（%）"] for row in rows(root, "surveys")] == ["96.49"]
    assert "'=1+1 中期走访" in rows(root, "visits")[0].values(), "no formula"
    assert len(rows(root, "scores")) == 1
    assert len(rows(root, "indicator-values")) == 1
    assert len(rows(root, "changes")) == 1
    attached = rows(root, "attachments")
    assert sorted(row["所属记录"] for row in attached) == ["走访发现", "项目", "项目", "项目"]
    kept = {path.name for path in (root / "attachments").iterdir()}
    assert len(kept) == 4


def test_the_agency_does_not_learn_from_it_who_gave_which_points(closed, cast, tmp_path, quick_pdf):
    """It reads the package too; on the page of the evaluation it reads numbers for names."""
    root = unpacked(made(closed, cast.county), tmp_path)
    (scored,) = rows(root, "scores")
    assert cast.province.name not in scored.values()
    assert "评估人 1" in scored.values()


@pytest.mark.parametrize("secret", ["林秀英", "13800138000", "邻居陈某", "陈某符合", "王奶奶"])
def test_what_tells_of_residents_stays_out(closed, cast, secret, quick_pdf):
    package = made(closed, cast.county)
    with zipfile.ZipFile(files.path_of(package.job.file)) as archive:
        for name in archive.namelist():
            assert secret.encode() not in archive.read(name), name


def test_the_scans_of_vouchers_are_in_it_and_stay(closed, cast):
    entry = Expenditure.objects.get(source__project=closed)
    scan = SimpleUploadedFile("凭证.docx", DOCX)
    kept = attach(owner=entry, upload=scan, kind=Attachment.Kind.VOUCHER, by=cast.agency)
    found = [one.attachment.name for one in documents_of(closed, cast.county)]
    assert found.count("凭证.docx") == 1
    with pytest.raises(ValidationError):
        withdraw(attachment_id=kept.pk, reason="换一张", by=cast.agency)


def test_files_of_services_and_withdrawn_files_stay_out(closed, cast, quick_pdf):
    Attachment.objects.all().update(created_by=cast.county)
    photo = Attachment.objects.get(kind="photo")
    Project.objects.filter(pk=closed.pk).update(status="settlement")
    withdraw(attachment_id=photo.pk, reason="有人像", by=cast.county)
    Project.objects.filter(pk=closed.pk).update(status="closed")
    attach(
        owner=closed.services.first(),
        upload=SimpleUploadedFile("名单.docx", DOCX),
        kind="sign_in",
        by=cast.county,
    )
    package = made(closed, cast.county)
    with zipfile.ZipFile(files.path_of(package.job.file)) as archive:
        names = " ".join(archive.namelist())
        table = next(name for name in archive.namelist() if name.endswith("-attachments.csv"))
        listed = archive.read(table).decode()
    assert "名单" not in names + listed
    assert "现场.png" not in names
    assert "有人像" in listed


def test_the_same_records_give_the_same_bytes(closed, cast):
    def once() -> bytes:
        out = io.BytesIO()
        write_package(closed, cast.county, out, lambda done, total: None)
        return out.getvalue()

    closed = Project.objects.select_related("plan", "place", "agency").get(pk=closed.pk)
    first = once()
    assert once() == first
    make_service(closed, closed.assignments.first().worker)
    assert once() != first


def test_the_package_archives_the_project_in_the_same_moment(closed, cast, quick_pdf):
    package = made(closed, cast.county)
    closed.refresh_from_db()
    assert closed.status == "archived"
    last = closed.moves.last()
    assert (last.name, last.by) == ("archive", cast.county)
    assert package.sha256
    assert start_archive(project_id=closed.pk, by=cast.county) == package
    make.make_package(job_id=package.job_id)
    assert closed.moves.filter(name="archive").count() == 1


def test_an_attempt_that_lost_its_lease_archives_nothing(closed, cast, quick_pdf, monkeypatch):
    package = start_archive(project_id=closed.pk, by=cast.county)
    written = make.write_package

    def overtaken(*args):
        result = written(*args)
        Job.objects.filter(pk=package.job_id).update(attempt=2)
        return result

    monkeypatch.setattr(make, "write_package", overtaken)
    make.make_package(job_id=package.job_id)
    closed.refresh_from_db()
    package.refresh_from_db()
    assert (closed.status, package.sha256) == ("closed", "")
    assert not list(files.path_of(f"archives/{package.pk}").glob("*"))


def test_a_package_that_cannot_archive_is_not_kept(closed, cast, quick_pdf):
    package = start_archive(project_id=closed.pk, by=cast.county)
    Project.objects.filter(pk=closed.pk).update(status="settlement")
    make.make_package(job_id=package.job_id)
    package.refresh_from_db()
    job = Job.objects.get(pk=package.job_id)
    assert (job.status, package.sha256) == (Job.Status.FAILED, "")
    assert job.error
    assert not list(files.path_of(f"archives/{package.pk}").glob("*"))


def test_a_file_that_is_no_longer_as_it_was_attached_stops_the_archive(closed, cast, quick_pdf):
    audit = Attachment.objects.get(kind="audit")
    Path(audit.file.path).write_bytes(b"%PDF-forged")
    package = made(closed, cast.county)
    assert "audit.pdf" in Job.objects.get(pk=package.job_id).error
    closed.refresh_from_db()
    assert closed.status == "closed"
    again = start_archive(project_id=closed.pk, by=cast.county)
    assert again != package


def test_asking_twice_makes_one_job(closed, cast):
    first = start_archive(project_id=closed.pk, by=cast.county)
    assert start_archive(project_id=closed.pk, by=cast.county) == first
    assert Job.objects.filter(task="closing.archive").count() == 1


def test_only_the_county_archives_and_only_what_is_closed(as_user, cast, closed):
    address = reverse("archive_start", args=[closed.pk])
    for name in ("province", "city", "agency", "auditor", "clerk", "evaluator"):
        assert as_user(getattr(cast, name)).post(address).status_code == 403, name
    assert as_user(cast.other_county).post(address).status_code == 404
    Project.objects.filter(pk=closed.pk).update(status="settlement")
    with pytest.raises(ValidationError):
        start_archive(project_id=closed.pk, by=cast.county)
    assert not ArchivePackage.objects.exists()


def test_who_downloads_the_package(as_user, cast, closed, quick_pdf):
    package = made(closed, cast.county)
    address = reverse("archive_file", args=[package.pk])
    for name in ("county", "city", "province", "agency", "auditor"):
        answer = as_user(getattr(cast, name)).get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="{closed.number}.zip"'
        assert b"".join(answer.streaming_content).startswith(b"PK")
    for name in ("clerk", "evaluator", "sibling_county", "other_agency", "sysadmin"):
        assert as_user(getattr(cast, name)).get(address).status_code == 404, name


def test_the_page_shows_the_bar_and_then_the_package(as_user, cast, closed, quick_pdf):
    client = as_user(cast.county)
    page = client.post(reverse("archive_start", args=[closed.pk]), follow=True)
    package = ArchivePackage.objects.get()
    bar = reverse("archive_progress", args=[package.pk])
    assert bar in page.content.decode()
    claim = jobs.claim(package.job_id)
    jobs.progress(claim, 10, 40)
    assert 'aria-valuenow="25"' in client.get(bar, headers={"HX-Request": "true"}).content.decode()
    jobs.fail(claim, "磁盘已满")
    over = client.get(bar, headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"
    failed = client.get(reverse("project_closing", args=[closed.pk])).content.decode()
    assert "磁盘已满" in failed
    package = made(closed, cast.county)
    done = client.get(reverse("project_closing", args=[closed.pk])).content.decode()
    assert package.sha256 in done


def test_the_command_archives_a_project_by_its_number(closed, cast, quick_pdf):
    out = io.StringIO()
    call_command("archive_project", closed.number, stdout=out)
    package = ArchivePackage.objects.get()
    assert package.sha256 in out.getvalue()
    assert str(files.path_of(package.job.file)) in out.getvalue()
    closed.refresh_from_db()
    assert closed.status == "archived"


@pytest.mark.parametrize(
    ("number", "user"), [("nowhere", None), (None, "other_county"), (None, "own_agency")]
)
def test_the_command_says_in_a_line_what_it_cannot_do(closed, cast, number, user):
    with pytest.raises(CommandError) as refusal:
        call_command("archive_project", number or closed.number, user=user)
    assert refusal.value.returncode == 2


def test_the_command_refuses_a_project_that_is_not_closed(project, cast):
    end_project(project, "settlement")
    with pytest.raises(CommandError):
        call_command("archive_project", project.number)
