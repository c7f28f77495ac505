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
