"""Attachments: kept once, read with their record, withdrawn with a reason."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from projects.attachments import checks
from projects.attachments.actions import attach, withdraw
from projects.attachments.models import Attachment
from projects.pilots.querysets import ProjectQuerySet
from tests.attachments.test_checks import DOCX, PDF
from tests.factories import make_attachment, picture_bytes
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    """The files of this test, in a folder of their own."""
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": tmp_path}
    settings.STORAGES = storages
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())


def bytes_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_gets_a_random_name_and_keeps_what_it_was_called(cast, project, files):
    photo = make_attachment(project, cast.agency, name="../现场 照片.png")
    assert photo.name == "现场 照片.png"
    assert [path.suffix for path in files()] == [".jpg", ".png"]
    assert not any("现场" in str(path) for path in files())
    assert len(photo.sha256) == 64
    assert photo.size == photo.file.size


def test_a_picture_is_shown_and_asked_for_again_by_its_hash(as_user, cast, project):
    photo = make_attachment(project, cast.agency)
    client = as_user(cast.county)
    answer = client.get(photo.get_absolute_url())
    assert bytes_of(answer) == photo.file.open().read()
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == f'"{photo.sha256}"'
    assert "private" in answer["Cache-Control"]
    again = client.get(photo.get_absolute_url(), headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small = client.get(reverse("attachment_thumbnail", args=[photo.pk]))
    assert (small["Content-Type"], small.status_code) == ("image/jpeg", 200)


@pytest.mark.parametrize(("content", "how"), [(PDF, "inline"), (DOCX, "attachment")])
def test_a_pdf_is_shown_and_an_office_file_is_saved(as_user, cast, project, content, how):
    file = make_attachment(project, cast.agency, content=content, name="总结", kind="final_report")
    answer = as_user(cast.agency).get(file.get_absolute_url())
    assert answer["Content-Disposition"].startswith(how)
    assert "%E6%80%BB%E7%BB%93" in answer["Content-Disposition"]
    assert (
        as_user(cast.agency).get(reverse("attachment_thumbnail", args=[file.pk])).status_code == 404
    )


def test_strangers_do_not_find_it(as_user, cast, project):
    photo = make_attachment(project, cast.agency)
    for name in ("sibling_agency", "sibling_county", "other_city", "other_agency", "sysadmin"):
        client = as_user(getattr(cast, name))
        for address in ("attachment", "attachment_thumbnail"):
            assert client.get(reverse(address, args=[photo.pk])).status_code == 404, (name, address)
        withdrawal = client.post(reverse("attachment_withdraw", args=[photo.pk]), {"reason": "x"})
        assert withdrawal.status_code == 404


def test_a_record_may_open_its_files_to_fewer_than_itself(cast, project, monkeypatch):
    photo = make_attachment(project, cast.agency)
    monkeypatch.setattr(
        ProjectQuerySet,
        "attachments_visible_to",
        lambda rows, user: rows.filter(agency_id=user.agency_id),
        raising=False,
    )
    assert photo in Attachment.objects.visible_to(cast.agency)
    assert photo not in Attachment.objects.visible_to(cast.county)
    assert not Attachment.objects.of_owner_visible_to(project, cast.county).exists()


def test_a_narrower_scope_never_opens_more_than_the_record(cast, project, monkeypatch):
    photo = make_attachment(project, cast.agency)
    monkeypatch.setattr(
        ProjectQuerySet, "attachments_visible_to", lambda rows, user: rows.all(), raising=False
    )
    assert photo not in Attachment.objects.visible_to(cast.other_county)


def test_files_of_a_record_without_a_scope_are_read_by_nobody(cast):
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415 - a model of no room

    unscoped = ContentType.objects.get_for_model(ContentType)
    with pytest.raises(ValidationError):
        make_attachment(unscoped, cast.province)
    Attachment.objects.create(
        owner=unscoped, kind="other", name="x", size=1, sha256="0" * 64, created_by=cast.province
    )
    assert not Attachment.objects.visible_to(cast.province).exists()


def test_nobody_attaches_to_what_she_cannot_see(cast, project, files):
    with pytest.raises(ValidationError):
        make_attachment(project, cast.sibling_agency)
    assert not Attachment.objects.exists()
    assert not files()


def test_a_file_that_is_not_fit_leaves_neither_row_nor_file(cast, project, files):
    with pytest.raises(ValidationError):
        make_attachment(project, cast.agency, content=b"MZ")
    assert not Attachment.objects.exists()
    assert not files()


def test_the_same_file_attached_twice_is_one(cast, project, files):
    first = make_attachment(project, cast.agency)
    assert make_attachment(project, cast.agency, name="again.png") == first
    assert len(files()) == 2
    assert make_attachment(project, cast.agency, kind="other") != first


@pytest.mark.django_db(transaction=True)
def test_the_same_file_attached_twice_at_once_is_one(cast, project, files):
    made = at_once([lambda: make_attachment(project, cast.agency)] * 2)
    assert len({one.pk for one in made}) == 1
    assert Attachment.objects.count() == 1
    assert len(files()) == 2


def test_a_withdrawn_file_stays_on_record_and_is_no_longer_handed_out(
    as_user, cast, project, files
):
    photo = make_attachment(project, cast.agency)
    client = as_user(cast.agency)
    answer = client.post(
        reverse("attachment_withdraw", args=[photo.pk]),
        {"reason": "拍错了", "next": "https://elsewhere.example/"},
    )
    assert answer.url == project.get_absolute_url()
    photo.refresh_from_db()
    assert (photo.withdrawn_by, photo.withdrawn_reason) == (cast.agency, "拍错了")
    assert client.get(photo.get_absolute_url()).status_code == 404
    assert len(files()) == 2
    assert make_attachment(project, cast.agency) != photo, "the right one may come after the wrong"


def test_a_withdrawal_needs_a_reason_and_comes_back_to_the_page(as_user, cast, project):
    photo = make_attachment(project, cast.agency)
    address = reverse("attachment_withdraw", args=[photo.pk])
    page = as_user(cast.agency).post(address, {"reason": " ", "next": "/projects/"})
    assert page.context["form"].errors["reason"]
    assert (
        as_user(cast.agency).post(address, {"reason": "错", "next": "/projects/"}).url
        == "/projects/"
    )


def test_only_the_uploader_withdraws_and_only_once(as_user, cast, project):
    photo = make_attachment(project, cast.agency)
    address = reverse("attachment_withdraw", args=[photo.pk])
    assert as_user(cast.county).post(address, {"reason": "x"}).status_code == 403
    with pytest.raises(ValidationError):
        withdraw(attachment_id=photo.pk, reason="x", by=cast.county)
    withdraw(attachment_id=photo.pk, reason="x", by=cast.agency)
    with pytest.raises(ValidationError):
        withdraw(attachment_id=photo.pk, reason="y", by=cast.agency)


def test_a_closed_record_keeps_its_files(cast, project, monkeypatch):
    photo = make_attachment(project, cast.agency)
    monkeypatch.setattr(
        type(project), "why_attachments_stay", lambda owner: "已归档", raising=False
    )
    with pytest.raises(ValidationError, match="已归档"):
        withdraw(attachment_id=photo.pk, reason="x", by=cast.agency)


def test_a_field_hands_its_checked_file_on_without_checking_it_again(cast, project, monkeypatch):
    file = checks.checked(SimpleUploadedFile("一.pdf", PDF))
    monkeypatch.setattr("projects.attachments.actions.checked", None)
    assert attach(owner=project, upload=file, kind="contract", by=cast.agency).sha256 == file.sha256


def listed(project, user) -> str:
    request = RequestFactory().get("/somewhere/")
    request.user = user
    page = Template("{% load attachments %}{% attachments project %}")
    return page.render(Context({"request": request, "project": project}))


def test_the_list_shows_who_attached_what_in_one_query(
    cast, project, django_assert_num_queries, rf
):
    photo = make_attachment(project, cast.agency)
    make_attachment(project, cast.county, content=picture_bytes(size=(9, 9)), name="<b>.png")
    with django_assert_num_queries(1):
        page = listed(project, cast.county)
    assert reverse("attachment_thumbnail", args=[photo.pk]) in page
    assert "<b>" not in page
    assert page.count("<form") == 1, "each withdraws her own"
    assert photo.get_absolute_url() not in listed(project, cast.other_county)


def test_the_list_says_why_a_file_was_withdrawn(cast, project):
    photo = make_attachment(project, cast.agency)
    withdraw(attachment_id=photo.pk, reason="拍错了", by=cast.agency)
    page = listed(project, cast.county)
    assert "拍错了" in page
    assert photo.get_absolute_url() not in page
