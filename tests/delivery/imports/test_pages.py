"""An agency's file through the pages and the command: checked, its columns told, written."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from projects.delivery.models import ServiceRecord
from projects.imports import actions
from projects.imports.models import HeaderMapping, Upload
from projects.jobs.models import Job
from tests.delivery.imports.service_sheets import HEADERS, service_row, services
from tests.delivery.months_world import make_confirmed, make_submitted
from tests.imports.sheets import marked_cells

pytestmark = pytest.mark.django_db
STRANGE = ("哪个项目", "哪天", "做什么", "在哪", "多久", "来了几个", "谁带的", "一句话")
NAMES = ("project", "date", "method", "place", "hours", "attendances", "lead", "note")


@pytest.fixture
def row(running):
    return lambda **changes: service_row(running.number, **changes)


@pytest.fixture
def send(cast, as_user):
    """``send(content)`` is what the form answers to the agency's file, and its upload after the check."""

    def sent(content: bytes, keep: str = "no"):
        data = {"spreadsheet": SimpleUploadedFile("台账.xlsx", content), "keep": keep}
        address = reverse("upload_create", args=["services"])
        answer = as_user(cast.agency).post(address, data)
        upload = Upload.objects.latest("pk")
        actions.check_upload(job_id=upload.check_job_id)
        return answer, Upload.objects.get(pk=upload.pk)

    return sent


def test_an_agency_says_once_what_its_columns_mean_and_imports_its_file(cast, as_user, send, row):
    client = as_user(cast.agency)
    answer, upload = send(services(row(), row(服务日期="2018-05-11"), headers=STRANGE))
    assert upload.check_job.status == Job.Status.FAILED
    columns = reverse("upload_columns", args=[upload.pk])
    assert columns in client.get(answer.url).content.decode()
    page = client.get(columns).content.decode()
    assert all(header in page for header in STRANGE)

    client.post(columns, {f"0-{at}": name for at, name in enumerate(NAMES)})
    assert HeaderMapping.objects.of(cast.agency).count() == 1
    assert not HeaderMapping.objects.of(cast.other_agency).exists()
    actions.check_upload(job_id=Upload.objects.get().check_job_id)
    assert "导入 2 行" in client.get(answer.url).content.decode()
    assert not ServiceRecord.objects.exists()

    client.post(reverse("upload_write", args=[upload.pk]))
    actions.write_upload(job_id=Upload.objects.get().write_job_id)
    assert "新增 2 条" in client.get(answer.url).content.decode()
    assert ServiceRecord.objects.count() == 2
    _answer, second = send(services(row(服务日期="2018-05-12"), headers=STRANGE))
    assert (second.check_job.status, second.result["new"]) == (Job.Status.DONE, 1)


def test_wrong_cells_come_back_marked_and_the_good_rows_are_written(cast, as_user, send, row):
    client = as_user(cast.agency)
    _answer, upload = send(services(row(), row(服务日期="昨天")), keep="yes")
    marked = client.get(reverse("upload_file", args=[upload.pk, "marked"]))
    assert list(marked_cells(b"".join(marked.streaming_content))) == [("Sheet1", "B3")]
    client.post(reverse("upload_write", args=[upload.pk]))
    actions.write_upload(job_id=Upload.objects.get().write_job_id)
    assert ServiceRecord.objects.count() == 1


def test_the_result_counts_what_was_imported_although_it_is_unusual(cast, as_user, send, row):
    client = as_user(cast.agency)
    long_day = [row(服务时长="7小时"), row(服务时长="6小时")]
    answer, upload = send(services(*long_day, row(服务日期="2018-05-11")))
    client.post(reverse("upload_write", args=[upload.pk]))
    actions.write_upload(job_id=Upload.objects.get().write_job_id)
    page, address = (
        client.get(answer.url).content.decode(),
        f"{reverse('service_list')}?unusual=true",
    )
    assert "有 2 条不同寻常" in page
    assert address in page
    listed = client.get(address)
    assert "异常提示：时间重叠或当天过长" in listed.content.decode()
    found = listed.context["object_list"]
    assert {str(one.date) for one in found} == {"2018-05-10"}
    assert len(found) == 2


def test_officials_are_offered_no_import_of_services(cast, as_user):
    address = reverse("upload_create", args=["services"])
    assert as_user(cast.county).get(address).status_code == 403


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_row_of_a_month_that_was_handed_in_is_refused_at_its_day(
    cast, bring_in, running, row, confirmed
):
    bring_in(services(row()))
    if confirmed:
        make_confirmed(running, cast.agency, cast.county)
    else:
        make_submitted(running, cast.agency)
    there, new = row(), row(服务日期="2018-05-11")
    outcome = bring_in(services(there, new, row(服务日期="2018-06-11")), good_rows_only=True)
    assert [(error.row, error.column) for error in outcome.errors] == [(3, "B")]
    assert "2018年5月" in outcome.errors[0].message
    assert (outcome.unchanged, outcome.new, outcome.wrong) == (1, 1, 1)
    assert [error.row for error in bring_in(services(row(服务人次=13))).errors] == [2]


class TestTheCommand:
    @pytest.fixture
    def run(self, cast, tmp_path):
        """``run(content, …)`` gives (exit code, what was printed)."""

        def ran(content: bytes, user: str = cast.agency.username, **options):
            path, printed = tmp_path / "in.xlsx", StringIO()
            path.write_bytes(content)
            try:
                call_command("import_services", str(path), user=user, stdout=printed, **options)
            except SystemExit as end:
                return end.code, printed.getvalue()
            return 0, printed.getvalue()

        return ran

    def test_json_has_the_agreed_form_and_code_0_or_1_says_whether_rows_are_wrong(self, run, row):
        good, bad = services(row()), services(row(), row(服务方式="跳舞", 服务日期="2018-05-11"))
        code, printed = run(bad, format="json")
        said = json.loads(printed)
        assert code == 1
        assert list(said) == ["rows", "new", "changed", "unchanged", "wrong", "skipped", "errors"]
        assert [list(error) for error in said["errors"]] == [
            ["sheet", "row", "column", "value", "message"]
        ]
        assert [said["errors"][0][name] for name in ("row", "column", "value")] == [3, "C", "跳舞"]
        assert not ServiceRecord.objects.exists()
        assert run(good, format="json", dry_run=True)[0] == 0
        assert not ServiceRecord.objects.exists()
        code, printed = run(bad, format="json", good_rows_only=True)
        assert (code, json.loads(printed)["new"], ServiceRecord.objects.count()) == (1, 1, 1)
        code, printed = run(good, format="json")
        assert (code, json.loads(printed)["unchanged"]) == (0, 1)

    @pytest.mark.parametrize(
        ("content", "options"),
        [
            (b"%PDF", {}),
            (services(headers=HEADERS), {}),
            (services(headers=("甲", "乙")), {}),
            (services(headers=HEADERS), {"user": "nobody"}),
            (services(headers=HEADERS), {"user": "own_county"}),
        ],
    )
    def test_code_2_says_that_the_file_or_the_call_is_wrong(self, run, running, content, options):
        with pytest.raises(CommandError) as complaint:
            run(content, **options)
        assert complaint.value.returncode == 2
        assert "\n" not in str(complaint.value)
