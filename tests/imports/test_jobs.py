"""From the upload to the records: the check, the confirmation, the writing, and the files sent back."""

import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from django.urls import reverse
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from projects.imports import actions, importing
from projects.imports.models import ImportedRow, Upload
from projects.jobs import actions as jobs
from projects.jobs.models import Job
from projects.needs.models import Need
from tests.factories import make_upload
from tests.imports.sheets import (
    HEADERS,
    comma_separated,
    marked_cells,
    need_row,
    rows_of,
    xlsx,
)
from tests.simultaneous import at_once

TWO_GOOD = xlsx(rows_of(need_row("一"), need_row("二")))
ONE_BAD = xlsx(
    [["居民需求汇总"], *rows_of(need_row("一"), need_row("二", 涉及人数="许多", 服务领域="天文"))]
)


def sent(client, content: bytes, name: str = "需求.xlsx", keep: str = "no"):
    """The answer to a file that is sent by the form."""
    data = {"spreadsheet": SimpleUploadedFile(name, content), "keep": keep}
    return client.post(reverse("upload_create", args=["needs"]), data)


def checked(by, content: bytes, **fields) -> Upload:
    """An upload after its check."""
    upload = make_upload(by, content, name="需求.xlsx", **fields)
    actions.check_upload(job_id=upload.check_job_id)
    return Upload.objects.get(pk=upload.pk)


def confirmed(upload: Upload) -> Upload:
    """The upload after its rows were written."""
    actions.start_writing(upload=upload, by=upload.created_by)
    actions.write_upload(job_id=Upload.objects.get(pk=upload.pk).write_job_id)
    return Upload.objects.get(pk=upload.pk)


class TestThePages:
    def test_a_file_is_checked_first_and_imported_when_its_sender_says_so(self, cast, as_user):
        client = as_user(cast.county)
        answer = sent(client, TWO_GOOD)
        upload = Upload.objects.get()
        assert answer.url == upload.get_absolute_url()
        assert "正在检查" in client.get(answer.url).content.decode()

        actions.check_upload(job_id=upload.check_job_id)
        page = client.get(answer.url).content.decode()
        assert "导入 2 行" in page
        assert not Need.objects.exists()

        client.post(reverse("upload_write", args=[upload.pk]))
        upload.refresh_from_db()
        actions.write_upload(job_id=upload.write_job_id)
        assert "新增 2 条" in client.get(answer.url).content.decode()
        assert Need.objects.count() == 2

    def test_two_clicks_on_import_make_one_job(self, cast, as_user):
        upload = checked(cast.county, TWO_GOOD)
        client, address = as_user(cast.county), reverse("upload_write", args=[upload.pk])
        client.post(address)
        first = Upload.objects.get().write_job_id
        client.post(address)
        assert Upload.objects.get().write_job_id == first

    def test_a_file_with_wrong_rows_offers_no_import_unless_that_was_chosen_before(
        self, cast, as_user
    ):
        client = as_user(cast.county)
        all_or_nothing = checked(cast.county, ONE_BAD)
        assert (
            reverse("upload_write", args=[all_or_nothing.pk])
            not in client.get(all_or_nothing.get_absolute_url()).content.decode()
        )
        client.post(reverse("upload_write", args=[all_or_nothing.pk]))
        assert Upload.objects.get(pk=all_or_nothing.pk).write_job is None

        good_only = confirmed(checked(cast.county, ONE_BAD, good_rows_only=True))
        assert good_only.is_written
        assert Need.objects.get().title == "一"

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "a.xlsx", "空文件"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "a.xls", ".xls"),
            (b"%PDF-1.7\0", "a.xlsx", "CSV"),
            (b"PK\x03\x04xxxx", "a.xlsx", "损坏"),
        ],
    )
    def test_a_file_that_is_no_spreadsheet_is_refused_at_its_field(
        self, cast, as_user, content, name, words
    ):
        answer = sent(as_user(cast.county), content, name)
        assert words in answer.context["form"].errors["spreadsheet"][0]
        assert not Upload.objects.exists()

    def test_headers_that_do_not_do_are_told_on_the_page(self, cast, as_user):
        upload = checked(cast.county, xlsx([["甲", "乙"], [1, 2]]))
        assert upload.check_job.status == Job.Status.FAILED
        page = as_user(cast.county).get(upload.get_absolute_url()).content.decode()
        assert "没有识别出表格" in page

    def test_nobody_else_sees_an_upload_not_even_in_the_same_county(self, cast, as_user, places):
        upload = checked(cast.county, ONE_BAD)
        addresses = [
            upload.get_absolute_url(),
            *(reverse("upload_file", args=[upload.pk, which]) for which in ("original", "marked")),
        ]
        for user in (cast.clerk, cast.sibling_county, cast.city, cast.province):
            assert {as_user(user).get(address).status_code for address in addresses} == {404}
        cast.county.place = places.gulou  # she now works elsewhere
        cast.county.save()
        assert as_user(cast.county).get(addresses[0]).status_code == 404

    def test_the_list_is_three_queries_and_shows_ones_own(
        self, cast, as_user, django_assert_num_queries
    ):
        mine = [checked(cast.county, TWO_GOOD).pk, make_upload(cast.county).pk]
        make_upload(cast.clerk)
        client = as_user(cast.county)
        client.get(reverse("upload_list"))  # whether there is a demo is remembered from now on
        with django_assert_num_queries(3):
            page = client.get(reverse("upload_list"))
        assert [upload.pk for upload in page.context["object_list"]] == mine[::-1]


class TestWhatIsSentBack:
    def test_the_same_workbook_comes_back_with_its_wrong_cells_marked(self, cast, as_user):
        upload = checked(cast.county, ONE_BAD)
        content = downloaded(as_user(cast.county), upload, "marked")
        cells = marked_cells(content)
        assert set(cells) == {("Sheet1", "C4"), ("Sheet1", "E4")}
        assert "请填写整数" in cells["Sheet1", "E4"]
        page = load_workbook(BytesIO(content)).active
        assert (page["A1"].value, page["E4"].value) == ("居民需求汇总", "许多")

    def test_the_marked_file_corrected_and_sent_again_adds_only_what_was_wrong(self, cast, as_user):
        confirmed(checked(cast.county, ONE_BAD, good_rows_only=True))
        upload = Upload.objects.get()
        book = load_workbook(BytesIO(downloaded(as_user(cast.county), upload, "marked")))
        book.active["E4"], book.active["C4"] = "30人", "老年人"
        written = BytesIO()
        book.save(written)
        again = confirmed(checked(cast.county, written.getvalue()))
        assert (again.result["new"], again.result["unchanged"]) == (1, 1)
        assert Need.objects.count() == 2

    def test_marks_of_an_earlier_round_are_gone_where_the_cell_is_right_now(self, cast, as_user):
        client = as_user(cast.county)
        first = downloaded(client, checked(cast.county, ONE_BAD), "marked")
        book = load_workbook(BytesIO(first))
        book.active["E4"] = 30
        written = BytesIO()
        book.save(written)
        second = downloaded(client, checked(cast.county, written.getvalue()), "marked")
        assert set(marked_cells(second)) == {("Sheet1", "C4")}

    def test_only_the_wrong_rows_come_back_under_their_header(self, cast, as_user):
        content = downloaded(as_user(cast.county), checked(cast.county, ONE_BAD), "wrong-rows")
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        assert rows[0][0] == "居民需求汇总"  # a title may say something of the rows
        assert [rows[1], rows[2][1:5]] == [list(HEADERS), ["二", "天文", "留守儿童", "许多"]]
        assert set(marked_cells(content)) == {("Sheet1", "C3"), ("Sheet1", "E3")}

    def test_a_csv_file_comes_back_as_a_workbook_in_which_no_formula_runs(self, cast, as_user):
        rows = rows_of(need_row("=1+1"), need_row("二", 社区="@SUM(A1)"))
        upload = checked(cast.county, comma_separated(rows, "gb18030"))
        content = downloaded(as_user(cast.county), upload, "marked")
        assert set(marked_cells(content)) == {("CSV", "A3")}
        page = load_workbook(BytesIO(content)).active
        assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")

    def test_a_wrong_cell_within_merged_ones_is_marked_where_its_value_stands(self, cast, as_user):
        book = load_workbook(
            BytesIO(xlsx(rows_of(need_row("一", 社区="火星村"), need_row("二", 社区=""))))
        )
        book.active.merge_cells("A2:A3")
        written = BytesIO()
        book.save(written)
        upload = checked(cast.county, written.getvalue())
        assert [error["row"] for error in upload.result["errors"]] == [2, 3]
        content = downloaded(as_user(cast.county), upload, "marked")
        assert set(marked_cells(content)) == {("Sheet1", "A2")}

    def test_the_original_comes_back_byte_for_byte_and_lies_outside_the_web_root(
        self, cast, as_user, settings
    ):
        upload = checked(cast.county, ONE_BAD)
        assert downloaded(as_user(cast.county), upload, "original") == ONE_BAD
        path = Path(settings.FILES_DIR) / upload.file.name
        assert path.is_file()
        assert not path.is_relative_to(settings.BASE_DIR / "static")
        assert "需求" not in upload.file.name


def downloaded(client, upload: Upload, which: str) -> bytes:
    return b"".join(client.get(reverse("upload_file", args=[upload.pk, which])).streaming_content)


class TestTheTemplate:
    def test_it_has_chinese_headers_notes_lists_and_text_cells(self, cast, as_user):
        page = load_workbook(BytesIO(template(as_user(cast.county))))["居民需求"]
        assert [cell.value.rstrip("*") for cell in page[2]] == list(HEADERS)
        assert page["A3"].value.startswith("必填：")
        assert page["F3"].value.startswith("选填：")
        assert page.column_dimensions["A"].number_format == "@"
        lists = {str(rule.sqref).partition(":")[0] for rule in page.data_validations.dataValidation}
        assert lists == {"A4", "C4", "D4", "G4", "H4"}

    def test_its_communities_are_those_of_the_user(self, cast, as_user):
        lists = load_workbook(BytesIO(template(as_user(cast.clerk))))["选项"]
        assert [cell.value for cell in lists["A"] if cell.value] == [
            "350121001001 甘蔗街道/福龙社区"
        ]

    def test_filled_in_it_is_imported_and_its_notes_are_left_out(self, cast, as_user):
        book = load_workbook(BytesIO(template(as_user(cast.county))))
        row = need_row(社区="350121001001 甘蔗街道/福龙社区")
        for at, value in enumerate(row, 1):
            book["居民需求"].cell(4, at, value)
        written = BytesIO()
        book.save(written)
        upload = checked(cast.county, written.getvalue())
        assert (upload.result["new"], upload.result["skipped"], upload.result["wrong"]) == (1, 1, 0)


def template(client) -> bytes:
    return b"".join(client.get(reverse("import_template", args=["needs"])).streaming_content)


class TestTheJob:
    def test_the_same_message_twice_writes_once(self, cast):
        upload = confirmed(checked(cast.county, TWO_GOOD))
        actions.write_upload(job_id=upload.write_job_id)
        assert Need.objects.count() == 2

    def test_an_attempt_that_was_overtaken_writes_nothing(self, cast, monkeypatch):
        upload = checked(cast.county, TWO_GOOD)
        actions.start_writing(upload=upload, by=cast.county)
        finish = jobs.finish
        monkeypatch.setattr(jobs, "finish", lambda *_: False)
        job_id = Upload.objects.get().write_job_id
        actions.write_upload(job_id=job_id)
        assert not Need.objects.exists()
        assert not ImportedRow.objects.exists()
        monkeypatch.setattr(jobs, "finish", finish)
        Job.objects.filter(pk=job_id).update(status="queued")
        actions.write_upload(job_id=job_id)
        assert Need.objects.count() == 2

    def test_a_database_that_goes_away_leaves_the_job_to_be_taken_up_again(self, cast, monkeypatch):
        upload = checked(cast.county, TWO_GOOD)
        actions.start_writing(upload=upload, by=cast.county)

        def gone(*_args, **_options):
            raise OperationalError

        monkeypatch.setattr(importing, "_write", gone)
        with pytest.raises(OperationalError):
            actions.write_upload(job_id=Upload.objects.get().write_job_id)
        assert Upload.objects.get().write_job.status == Job.Status.RUNNING

    def test_rows_that_became_wrong_since_the_check_stop_all_or_nothing(self, cast):
        upload = checked(cast.county, xlsx(rows_of(need_row(涉及人数=50), need_row("二"))))
        confirmed(checked(cast.county, xlsx(rows_of(need_row()))))
        Need.objects.update(status="adopted")
        upload = confirmed(upload)
        assert upload.write_job.status == Job.Status.FAILED
        assert upload.result["wrong"] == 1
        assert Need.objects.count() == 1

    def test_somebody_who_has_lost_her_role_imports_nothing(self, cast):
        upload = checked(cast.county, TWO_GOOD)
        actions.start_writing(upload=upload, by=cast.county)
        cast.county.role = "auditor"
        cast.county.save()
        actions.write_upload(job_id=Upload.objects.get().write_job_id)
        assert Upload.objects.get().write_job.status == Job.Status.FAILED
        assert not Need.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_the_same_file_sent_by_two_at_the_same_moment_is_imported_once(self, cast, monkeypatch):
        # What is committed is sent, and the worker of the session would look for this test's files.
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")  # nobody listens
        uploads = [checked(by, TWO_GOOD) for by in (cast.county, cast.county)]
        for upload in uploads:
            actions.start_writing(upload=upload, by=cast.county)
        ids = Upload.objects.values_list("write_job_id", flat=True)
        at_once([lambda id_=id_: actions.write_upload(job_id=id_) for id_ in ids])
        assert Need.objects.count() == ImportedRow.objects.count() == 2
        assert {upload.write_job.status for upload in Upload.objects.all()} == {Job.Status.DONE}


class TestTheCommand:
    @pytest.fixture
    def run(self, cast, tmp_path):
        """``run(content, …)`` gives (exit code, what was printed)."""

        def ran(content: bytes, user: str = "own_county", **options):
            path, printed = tmp_path / "in.xlsx", StringIO()
            path.write_bytes(content)
            try:
                call_command("import_needs", str(path), user=user, stdout=printed, **options)
            except SystemExit as end:
                return end.code, printed.getvalue()
            return 0, printed.getvalue()

        return ran

    def test_json_has_exactly_the_agreed_form_and_the_code_says_whether_rows_are_wrong(self, run):
        code, printed = run(ONE_BAD, format="json", good_rows_only=True)
        said = json.loads(printed)
        assert code == 1
        assert list(said) == ["rows", "new", "changed", "unchanged", "wrong", "skipped", "errors"]
        assert [list(error) for error in said["errors"]] == [
            ["sheet", "row", "column", "value", "message"]
        ] * 2
        assert (said["errors"][1]["row"], said["errors"][1]["column"]) == (4, "E")
        assert Need.objects.count() == 1
        assert run(TWO_GOOD, format="json")[0] == 0

    def test_a_dry_run_and_all_or_nothing_write_nothing(self, run):
        assert run(TWO_GOOD, dry_run=True)[0] == 0
        assert run(ONE_BAD)[0] == 1
        assert not Need.objects.exists()

    def test_text_names_the_cells_and_errors_writes_the_marked_workbook(self, run, tmp_path):
        marked = tmp_path / "out.xlsx"
        _code, printed = run(ONE_BAD, errors=str(marked))
        assert "Sheet1!E4" in printed
        assert len(marked_cells(marked.read_bytes())) == 2

    @pytest.mark.parametrize(
        ("content", "options"),
        [
            (b"%PDF", {}),
            (xlsx([["甲"], [1]]), {}),
            (TWO_GOOD, {"user": "nobody"}),
            (TWO_GOOD, {"user": "province"}),
            (TWO_GOOD, {"user": "own_auditor"}),
            (ONE_BAD, {"errors": "/nowhere/out.xlsx", "good_rows_only": True}),
            (ONE_BAD, {"errors": "/", "good_rows_only": True}),
        ],
    )
    def test_a_wrong_file_or_call_is_one_line_and_code_2(self, run, content, options):
        with pytest.raises(CommandError) as complaint:
            run(content, **options)
        assert complaint.value.returncode == 2
        assert "\n" not in str(complaint.value)
        assert not Need.objects.exists()
