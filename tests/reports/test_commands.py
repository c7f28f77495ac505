"""`manage.py report` and `run_report` as a person meets them on the command line."""

import hashlib
import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[2]
QUESTION = {"plan": "fujian-2018", "as_of": "2018-12-31"}


def report(**options) -> str:
    written = StringIO()
    call_command("report", "coverage", stdout=written, **{**QUESTION, **options})
    return written.getvalue()


def test_json_has_exactly_the_agreed_form(data):
    said = json.loads(report())

    assert list(said) == ["report", "parameters", "as_of", "columns", "total", "rows", "sha256"]
    assert said["report"] == "coverage"
    assert said["as_of"] == "2018-12-31"
    assert said["parameters"]["plan"] == "fujian-2018"
    assert all(list(column) == ["key", "label", "unit"] for column in said["columns"])
    keys = {column["key"] for column in said["columns"]}
    assert keys == {
        "counties",
        "covered",
        "rate",
        "projects",
        "projects_province",
        "projects_city",
        "projects_county",
        "projects_rural",
        "allocated_province",
        "allocated_city",
        "allocated_county",
        "allocated_total",
    }
    for row in [said["total"], *said["rows"]]:
        assert set(row) == keys | {"place", "name", "level"}
    assert said["total"]["allocated_total"] == "173400.55"
    assert said["total"]["counties"] == 4
    assert [row["name"] for row in said["rows"] if row["level"] == "city"] == [
        "福州市",
        "三明市",
        "平潭综合实验区",
    ]


def test_anybody_can_compute_the_hash_of_an_export(data):
    said = json.loads(report())
    covered = {name: said[name] for name in ("report", "parameters", "as_of", "total", "rows")} | {
        "columns": [column["key"] for column in said["columns"]]
    }
    text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert hashlib.sha256(text.encode()).hexdigest() == said["sha256"]


def test_csv_opens_in_a_spreadsheet(data, tmp_path):
    path = tmp_path / "coverage.csv"
    report(format="csv", output=str(path))

    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    heads, total, *rows = content.decode("utf-8-sig").splitlines()
    assert len(heads.split(",")) == 15
    assert total.startswith("350000000000,合计,")
    assert total.endswith("173400.55,150000.00,20000.50,3400.05")
    assert len(rows) == 7


def test_xlsx_goes_to_a_file_or_as_bytes_to_standard_output(data, tmp_path, capfdbinary):
    path = tmp_path / "coverage.xlsx"
    report(format="xlsx", output=str(path))
    call_command("report", "coverage", format="xlsx", **QUESTION)

    for book in (path, BytesIO(capfdbinary.readouterr().out)):
        opened = CalamineWorkbook.from_object(book)
        assert opened.get_sheet_by_index(0).to_python()[2][0] == "福建省三社联动试点覆盖情况表"


def test_a_place_and_a_user_narrow_the_report(data, cast, places):
    part = json.loads(report(place=places.sanming.code))
    hers = json.loads(report(user=cast.county.username))

    assert part["total"]["name"] == "三明市"
    assert [row["name"] for row in hers["rows"]] == ["闽侯县"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"plan": "fujian-1918"}, "fujian-1918"),
        ({"as_of": "2018-02-30"}, "2018-02-30"),
        ({"as_of": "yesterday"}, "yesterday"),
        ({"as_of": "2999-01-01"}, ""),
        ({"as_of": "2017-12-31"}, "2018-01-01"),
        ({"place": "359999999999"}, "359999999999"),
        ({"place": "350527000000"}, "金门县"),
        ({"user": "nobody"}, "nobody"),
        ({"user": "own_clerk"}, "own_clerk"),
        ({"user": "own_agency"}, "own_agency"),
        ({"user": "sysadmin"}, "sysadmin"),
        ({"user": "own_county", "place": "350402000000"}, "梅列区"),
    ],
)
def test_a_wrong_argument_is_named_in_one_line_with_exit_code_2(data, cast, options, word):
    for command, more in (("report", {}), ("run_report", {"user": "province"})):
        with pytest.raises(CommandError) as complaint:
            call_command(command, "coverage", **{**QUESTION, **more, **options})
        assert complaint.value.returncode == 2
        assert word in str(complaint.value)
        assert "\n" not in str(complaint.value)


@pytest.mark.parametrize(
    "arguments",
    [
        ["coverage", "--plan", "fujian-2018"],
        ["coverage", "--plan", "x", "--as-of", "2018-12-31", "--format", "exe"],
        ["population", "--plan", "x", "--as-of", "2018-12-31"],
    ],
)
def test_argparse_complains_in_one_line_too(arguments, tmp_path):
    environment = os.environ | {"LINKAGE_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "report", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_an_output_that_cannot_be_written_is_named(data, tmp_path):
    with pytest.raises(CommandError, match="nowhere") as complaint:
        report(output=str(tmp_path / "nowhere" / "a.json"))
    assert complaint.value.returncode == 2


@pytest.mark.parametrize("basis", [None, "payer", "receiver"])
def test_funds_are_counted_on_the_basis_that_was_asked_for(data, basis):
    written = StringIO()
    call_command("report", "funds", stdout=written, basis=basis, **QUESTION)
    said = json.loads(written.getvalue())

    assert said["parameters"]["basis"] == (basis or "payer")
    assert said["total"]["allocated"] == "183400.54"
    assert [column["key"] for column in said["columns"]][:2] == ["budget", "allocated"]


def test_an_option_that_the_report_does_not_take_is_named(data, cast):
    for command in ("report", "run_report"):
        with pytest.raises(CommandError, match="--basis") as complaint:
            call_command(command, "coverage", basis="payer", user="province", **QUESTION)
        assert complaint.value.returncode == 2


@pytest.mark.parametrize("name", ["funds", "settlement"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_every_report_goes_into_every_format(data, tmp_path, name, kind):
    path = tmp_path / f"table.{kind}"
    call_command("report", name, format=kind, output=str(path), **QUESTION)

    assert len(path.read_bytes()) > 500


def test_the_words_beside_the_place_stand_in_the_csv_and_in_the_workbook(data, tmp_path):
    path = tmp_path / "funds.xlsx"
    call_command("report", "funds", format="xlsx", output=str(path), **QUESTION)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    written = StringIO()
    call_command("report", "funds", format="csv", stdout=written, **QUESTION)

    assert rows[2][0] == "福建省三社联动资金收支情况表（按出资地）"
    assert rows[3][4] == "截至 2018 年 12 月 31 日"
    assert rows[4][:4] == ["地区", "区划代码", "出资层级", "资金性质"]
    assert rows[6] == ["甲", "乙", "丙", "丁", *range(1, 11)]
    assert rows[7][:6] == ["合计", "350000", "合计", "合计", 150, 18.340054]
    assert rows[7][12] == "—"  # nothing is contracted, so there is no rate
    heads, total, province, *_rest = written.getvalue().splitlines()
    assert heads.startswith("代码,地区,级别,出资层级,资金性质,预算（元）,下达（元）")
    assert total.startswith("350000000000,合计,省,合计,合计,1500000.00,183400.54")
    assert province.startswith("350000000000,福建省,合计,省级,合计,500000.00,159999.99")
