"""The reports about services on the command line and in every format."""

import json
import subprocess
import zipfile
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from python_calamine import CalamineWorkbook

from projects.reports.actions import make_run
from projects.reports.models import ReportRun
from tests.reports.served_world import make_served

QUESTION = {"plan": "fujian-2018", "as_of": "2018-12-31"}
FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def world(places, plan, agency):
    """闽侯 has twelve people, 鼓楼 two of them."""
    made = make_served(places, plan, agency)
    made.serve("minhou", date(2018, 7, 3), range(12), method="case", attendances=12)
    made.serve("minhou", date(2018, 10, 3), range(12), attendances=30)
    made.serve("gulou", date(2018, 7, 3), [0, 3])
    return made


def report(name: str, **options) -> str:
    written = StringIO()
    call_command("report", name, stdout=written, **{**QUESTION, **options})
    return written.getvalue()


def in_file(tmp_path, name: str, kind: str, **options) -> bytes:
    path = tmp_path / f"table.{kind}"
    call_command("report", name, format=kind, output=str(path), **{**QUESTION, **options})
    return path.read_bytes()


def test_the_json_says_what_was_asked_and_what_was_counted(world):
    said = json.loads(report("services", as_of="2018-10-31", period="month", detail="city"))

    assert said["parameters"] == {
        "plan": "fujian-2018",
        "place": "350000000000",
        "period": "month",
        "since": "2018-10-01",
        "detail": "city",
    }
    assert [column["key"] for column in said["columns"]] == [
        "services",
        "opened",
        "open",
        "closed",
        "attendances",
        "people",
    ]
    assert (said["total"]["services"], said["total"]["people"]) == (1, 12)
    keys = {"place", "name", "level", "method", "unit"} | {c["key"] for c in said["columns"]}
    assert all(set(row) == keys for row in [said["total"], *said["rows"]])


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"period": "free", "since": "2018-02-30"}, "2018-02-30"),
        ({"period": "free", "since": "2019-01-01"}, "起始日期"),
        ({"since": "2018-05-01"}, "自选日期"),
        ({"place": "359999999999"}, "359999999999"),
        ({"user": "own_agency"}, "own_agency"),
        ({"user": "own_county", "place": "350102000000"}, "鼓楼区"),
    ],
)
@pytest.mark.parametrize("name", ["services", "beneficiaries"])
def test_a_wrong_argument_is_named_with_exit_code_2(world, cast, name, options, word):
    for command, more in (("report", {}), ("run_report", {"user": "province"})):
        with pytest.raises(CommandError, match=word) as complaint:
            call_command(command, name, **{**QUESTION, **more, **options})
        assert complaint.value.returncode == 2


def test_the_official_form_has_its_unit_in_the_corner_and_its_period_above(world, tmp_path):
    rows = CalamineWorkbook.from_object(BytesIO(in_file(tmp_path, "services", "xlsx")))
    rows = rows.get_sheet_by_index(0).to_python()
    assert [cell for cell in rows[3] if cell] == [
        "填报单位：福建省民政厅",
        "2018 年 1 月 1 日至 2018 年 12 月 31 日",
        "单位：次、人次、人",
    ]
    assert rows[4][:4] == ["地区", "区划代码", "服务方法", "计量单位"]
    assert rows[7][:5] == ["合计", "350000", "合计", "次", 3]
    people = CalamineWorkbook.from_object(BytesIO(in_file(tmp_path, "beneficiaries", "xlsx")))
    assert "单位：人、人次" in people.get_sheet_by_index(0).to_python()[3]


def test_two_readers_find_the_same_in_the_workbook(world, tmp_path):
    for name in ("services", "beneficiaries"):
        content = in_file(tmp_path, name, "xlsx", detail="project")
        one = CalamineWorkbook.from_object(BytesIO(content)).get_sheet_by_index(0).to_python()
        two = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
        assert one == [["" if cell is None else cell for cell in row] for row in two]


def test_what_is_withheld_stands_in_no_format(world, tmp_path):
    """鼓楼 has two people who came twice in all; neither stands there, nor can it be subtracted."""

    def cells(name: str, kind: str, place: str, **options) -> list[list[str]]:
        content = in_file(tmp_path, name, kind, **options)
        match kind:
            case "csv":
                lines = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
            case "xlsx":
                sheet = CalamineWorkbook.from_object(BytesIO(content)).get_sheet_by_index(0)
                lines = [[str(cell) for cell in row] for row in sheet.to_python()]
            case "pdf":
                path = tmp_path / "table.pdf"
                words = ["pdftotext", "-layout", path, "-"]
                text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
                lines = [line.split() for line in text.splitlines()]
            case _:
                rows = json.loads(content)["rows"]
                lines = [[row["name"], *(str(row[key]) for key in row)] for row in rows]
        return [line for line in lines if any(place in cell for cell in line)]

    nothing = {"csv": "", "xlsx": "*", "pdf": "*", "json": "None"}
    for kind, mark in nothing.items():
        (gulou,) = cells("beneficiaries", kind, "鼓楼区")
        assert gulou.count(mark) == 4, kind  # people and attendances, all and left-behind elders
        (minhou,) = cells("beneficiaries", kind, "闽侯县")
        assert minhou.count(mark) >= 2, kind
        for line in cells("services", kind, "鼓楼区"):
            assert mark in line, kind
        if kind != "json":
            assert not {"2", "2.0"} & set(gulou)


def test_a_name_that_looks_like_a_formula_stays_a_text(world, tmp_path):
    project = world.projects["minhou"]
    project.name = FORMULA
    project.save()
    content = in_file(tmp_path, "services", "xlsx", detail="project")
    names = [
        row[0]
        for row in CalamineWorkbook.from_object(BytesIO(content)).get_sheet_by_index(0).to_python()
    ]
    assert FORMULA in names
    with zipfile.ZipFile(BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    text = in_file(tmp_path, "services", "csv", detail="project").decode("utf-8-sig")
    assert not [
        line
        for line in text.splitlines()
        for cell in line.split(",")
        if cell.strip('"').startswith("=")
    ]


def test_the_page_asks_for_a_period_makes_the_table_and_shows_it(
    world, cast, plan, places, as_user, settings, tmp_path
):
    settings.FILES_DIR = tmp_path
    client = as_user(cast.city)
    form = client.get(reverse("report_run_create"), {"report": "services"}).content.decode()
    assert 'data-shown-for="period" data-values="free"' in form
    asked = {
        "report": "services",
        "plan": plan.pk,
        "place": places.fuzhou.code,
        "as_of": "2018-07-31",
    }
    asked |= {"period": "month", "since": "2018-03-04", "detail": "county"}
    assert client.post(reverse("report_run_create"), asked).status_code == 302
    run = ReportRun.objects.get()
    # What was typed for free days is left aside where another period was chosen.
    narrowed = {"setting": "any", "field": "any"}
    assert run.options == narrowed | {"period": "month", "since": "", "detail": "county"}
    assert run.chosen == ["月度", "县（市、区）"]
    make_run(job_id=run.job_id)
    page = client.get(run.get_absolute_url()).content.decode()
    for text in (
        "单位：次、人次、人",
        "2018 年 7 月 1 日至 2018 年 7 月 31 日",
        "次（会谈）",
        ">*</td>",
    ):
        assert text in page, text
    assert (
        "services-month-county-fujian-2018-350100000000-2018-07-31"
        in run.job.__class__.objects.get().file
    )


def test_free_days_that_end_before_they_begin_are_sent_back_to_the_form(
    world, cast, plan, places, as_user
):
    asked = {
        "report": "services",
        "plan": plan.pk,
        "place": places.fuzhou.code,
        "as_of": "2018-07-31",
    }
    asked |= {"period": "free", "since": "2018-08-01", "detail": "county"}
    answer = as_user(cast.city).post(reverse("report_run_create"), asked)
    assert answer.status_code == 200
    assert answer.context["form"].errors["since"] == ["起始日期晚于截止日期。"]
    assert not ReportRun.objects.exists()
    asked |= {"since": "2018-07-02"}
    assert as_user(cast.city).post(reverse("report_run_create"), asked).status_code == 302
    assert ReportRun.objects.get().options["since"] == "2018-07-02"
