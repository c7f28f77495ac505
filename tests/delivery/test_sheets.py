"""Sign-in sheets: taken for what they are, kept under a name of our own, handed out as a download."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.attachments import checks
from projects.delivery.models import ServiceRecord
from tests.delivery.test_logging import address, site, told
from tests.factories import make_service, picture_bytes

pytestmark = pytest.mark.django_db
__all__ = ["site", "told"]

JPEG = picture_bytes("JPEG")
PNG = picture_bytes("PNG")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path, settings):
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path}
    settings.STORAGES = storages


def upload(content, name="../../签到表.exe", claim="application/x-msdownload"):
    return SimpleUploadedFile(name, content, content_type=claim)


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [(JPEG, "jpg", "image/jpeg"), (PNG, "png", "image/png"), (PDF, "pdf", "application/pdf")],
)
def test_a_sheet_is_known_by_its_content_and_comes_back_as_a_download(
    as_user, cast, project, told, content, ending, kind
):
    client = as_user(cast.agency)
    client.post(address(project), told | {"sign_in_sheet": upload(content)})
    record = ServiceRecord.objects.get()
    assert re.fullmatch(
        rf"sign-in/\d{{4}}/\d\d/[0-9a-f]{{32}}\.{ending}", record.sign_in_sheet.name
    )
    answer = client.get(reverse("service_sheet", args=[record.pk]))
    kept = b"".join(answer.streaming_content)
    assert kept.startswith(content[:4])
    assert checks.checked(SimpleUploadedFile("again", kept)).ending == ending
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="{record.number}.{ending}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "photo.jpg"),
        (b"MZ\x90\x00" + b"\x00" * 64, "sheet.pdf"),
        (b"PK\x03\x04" + b"\x00" * 64, "sheet.png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 64, "half.jpg"),
        (b"GIF89a" + b"\x00" * 64, "sheet.jpeg"),
        (b"", "empty.pdf"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_and_the_rest_is_kept(
    as_user, cast, project, told, content, name
):
    page = as_user(cast.agency).post(
        address(project), told | {"sign_in_sheet": upload(content, name, "image/jpeg")}
    )
    assert list(page.context["form"].errors) == ["sign_in_sheet"]
    assert "主题“我的一天”" in page.content.decode()
    assert not ServiceRecord.objects.exists()


def test_a_file_over_the_limit_is_refused(as_user, cast, project, told, monkeypatch):
    monkeypatch.setattr(checks, "MAX_BYTES", 40)
    page = as_user(cast.agency).post(address(project), told | {"sign_in_sheet": upload(PDF)})
    assert list(page.context["form"].errors) == ["sign_in_sheet"]


def test_the_sheet_is_out_of_reach_for_strangers_and_missing_where_there_is_none(
    as_user, cast, project, told, worker
):
    as_user(cast.agency).post(address(project), told | {"sign_in_sheet": upload(PNG)})
    record = ServiceRecord.objects.get()
    sheet = reverse("service_sheet", args=[record.pk])
    assert as_user(cast.agency).get(sheet).status_code == 200
    assert as_user(cast.county).get(sheet).status_code == 403  # it bears residents' names
    for name in ("sibling_agency", "sibling_county", "other_city", "sysadmin"):
        assert as_user(getattr(cast, name)).get(sheet).status_code == 404, name
    without = make_service(project, worker)
    assert as_user(cast.agency).get(reverse("service_sheet", args=[without.pk])).status_code == 404


def test_a_correction_without_a_new_file_keeps_the_sheet(as_user, cast, project, told):
    client = as_user(cast.agency)
    client.post(address(project), told | {"sign_in_sheet": upload(PDF)})
    record = ServiceRecord.objects.get()
    name = record.sign_in_sheet.name
    edit = reverse("service_edit", args=[record.pk])
    assert client.post(edit, told | {"version": 1, "hours": "2"}).status_code == 302
    record.refresh_from_db()
    assert record.sign_in_sheet.name == name
    assert (
        client.post(edit, told | {"version": 2, "sign_in_sheet": upload(JPEG)}).status_code == 302
    )
    record.refresh_from_db()
    assert record.sign_in_sheet.name.endswith(".jpg")


def test_sheets_lie_outside_what_the_site_serves():
    assert not settings.FILES_DIR.is_relative_to(settings.BASE_DIR / "static")
    assert not getattr(settings, "MEDIA_URL", "").strip("/")
