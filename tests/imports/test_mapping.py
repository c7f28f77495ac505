"""What headers mean is said once: for the agency or the place of who says it, and remembered."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from playwright.sync_api import expect

from projects.imports import actions
from projects.imports.mapping import map_headers
from projects.imports.models import HeaderMapping, Upload
from projects.jobs.models import Job
from tests.factories import make_cast, make_places, make_upload
from tests.imports.sheets import HEADERS, need_row, rows_of, xlsx
from tests.walker import zh

# What no synonym knows, in another order than ours, under a title.
STRANGE = (
    "哪个村的",
    "缺什么",
    "哪一类",
    "给谁",
    "几个人",
    "几户",
    "怎么知道的",
    "急不急",
    "哪天",
    "细说",
)
SHEET = xlsx([["二〇一八年摸排"], *rows_of(need_row("一"), need_row("二"), headers=STRANGE)])
NAMES = ("place", "title", "field", "target_groups", "people_affected", "households_affected", "source",
         "urgency", "reported_on", "description")  # fmt: skip


def checked(by, content: bytes = SHEET) -> Upload:
    """An upload after its check."""
    upload = make_upload(by, content, name="摸排.xlsx")
    actions.check_upload(job_id=upload.check_job_id)
    return Upload.objects.get(pk=upload.pk)


def answers(**changes: str) -> dict[str, str]:
    """What the form sends that takes each header for what it is."""
    return {f"0-{at}": name for at, name in enumerate(NAMES)} | changes


def test_a_sheet_of_which_nothing_is_recognised_asks_what_its_columns_mean(cast, as_user):
    upload = checked(cast.county)
    assert upload.check_job.status == Job.Status.FAILED
    client = as_user(cast.county)
    address = reverse("upload_columns", args=[upload.pk])
    assert address in client.get(upload.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    for header in STRANGE:
        assert header in page
    assert "留守儿童" in page

    client.post(address, answers())
    upload = Upload.objects.get()
    assert upload.check_job.status == Job.Status.QUEUED
    actions.check_upload(job_id=upload.check_job_id)
    assert Upload.objects.get().result["new"] == 2


def test_the_next_file_with_these_headers_is_read_by_itself(cast, as_user):
    first = checked(cast.county)
    as_user(cast.county).post(reverse("upload_columns", args=[first.pk]), answers())
    again = checked(cast.county)
    assert (again.check_job.status, again.result["new"]) == (Job.Status.DONE, 2)
    assert again.headers[0]["remembered"]


def test_what_one_place_has_said_is_nothing_to_another(cast, as_user):
    first = checked(cast.county)
    as_user(cast.county).post(reverse("upload_columns", args=[first.pk]), answers())
    for other in (cast.sibling_county, cast.clerk):
        assert checked(other).check_job.status == Job.Status.FAILED
        assert not HeaderMapping.objects.of(other).exists()
    assert HeaderMapping.objects.of(cast.county).count() == 1


def test_recognised_headers_are_chosen_before_and_may_be_said_otherwise(cast, as_user):
    headers = [*HEADERS[:9], "备注栏"]
    upload = checked(cast.county, xlsx(rows_of(need_row("一"), headers=headers)))
    taken = [head["column"] for head in upload.headers[0]["heads"]]
    assert taken == [*NAMES[:9], ""]
    client = as_user(cast.county)
    client.post(reverse("upload_columns", args=[upload.pk]), answers())
    upload = Upload.objects.get()
    actions.check_upload(job_id=upload.check_job_id)
    result = Upload.objects.get().result
    assert any("走访发现" in text for text in result["preview"][0])
    assert len(result["heads"]) == len(result["preview"][0])


def test_two_headers_are_not_taken_for_one_column(cast, as_user):
    upload = checked(cast.county)
    address = reverse("upload_columns", args=[upload.pk])
    page = as_user(cast.county).post(address, answers(**{"0-9": "title"}))
    assert "缺什么" in page.context["form"].errors["0-9"][0]
    assert not HeaderMapping.objects.exists()


def test_a_file_that_is_being_imported_keeps_its_columns(cast):
    upload = checked(cast.county, xlsx(rows_of(need_row("一"))))
    actions.start_writing(upload=upload, by=cast.county)
    with pytest.raises(ValidationError):
        map_headers(upload=upload, by=cast.county, columns=[])


def test_headers_are_remembered_once_for_a_place_or_an_agency(cast, agency):
    common = {"kind": "needs", "signature": "a" * 64, "columns": {}, "created_by": cast.county}
    HeaderMapping.objects.create(**common, place=cast.county.place)
    HeaderMapping.objects.create(**common, of_agency=agency.pk)
    for wrong in ({"place": cast.county.place}, {"of_agency": agency.pk}, {},
                  {"place": cast.county.place, "of_agency": agency.pk}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            HeaderMapping.objects.create(**common, **wrong)


@pytest.mark.browser
@pytest.mark.parametrize("width", ["page", "phone"])
def test_somebody_says_what_her_columns_mean(
    width, request, sign_in, shoot, monkeypatch, transactional_db
):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")  # no worker is asked
    county = make_cast(make_places()).county
    upload = checked(county)
    page = request.getfixturevalue(width)
    sign_in(page, county)
    page.goto(upload.get_absolute_url())
    shoot(page, "mapping-1-failed")
    page.get_by_role("link", name=zh("Check the columns")).click()
    for header, name in zip(STRANGE, NAMES, strict=True):
        page.get_by_label(header, exact=True).select_option(name)
    shoot(page, "mapping-2-columns")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.get_by_role("button", name=zh("Remember and check again")).click()
    page.wait_for_url("**" + upload.get_absolute_url())
    actions.check_upload(job_id=Upload.objects.get().check_job_id)
    page.goto(upload.get_absolute_url())
    expect(page.get_by_role("button", name="导入 2 行")).to_be_visible()
    shoot(page, "mapping-3-checked")
