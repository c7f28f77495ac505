"""How fast spreadsheets are read, beside python-calamine alone, and how much memory long ones take.

Each figure comes from a process of its own (``scripts.read_once``).
"""

import csv
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

ROWS, COLUMNS = 50_000, 20
SHORT, LONG = 200_000, 1_000_000
ROUNDS = 3


def reading() -> None:
    """Print the times and the peaks, and what they are of each other."""
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        _workbook(book)
        alone = min(_measured("calamine", book)["seconds"] for _ in range(ROUNDS))
        ours = min(_measured("read", book)["seconds"] for _ in range(ROUNDS))
        print(
            f"{ROWS:,} rows of {COLUMNS} columns: calamine {alone:.2f} s, ours {ours:.2f} s, ",
            end="",
        )
        print(f"{ours / alone:.2f} times (at most 1.5)")
        peaks = {}
        for rows in (SHORT, LONG):
            table = Path(folder) / f"{rows}.csv"
            _table(table, rows)
            peaks[rows] = _measured("parse", table)
            seconds, peak = peaks[rows]["seconds"], peaks[rows]["peak"]
            print(f"{rows:,} rows of CSV: {seconds:.1f} s, at most {peak} MB")
        ratio = peaks[LONG]["peak"] / peaks[SHORT]["peak"]
        print(f"memory of {LONG:,} rows beside {SHORT:,}: {ratio:.2f} times (at most 1.3)")


def _measured(what: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "scripts.read_once", what, str(file)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(printed.splitlines()[-1])
    return figures


def _values(row: int) -> list[object]:
    day = date(2018, 1, 1) + timedelta(days=row % 365)
    texts = [f"第{row}次入户探访，了解老人近况", f"林{row % 97}", "个案", "老年人", "福龙社区"]
    return [row, day, 1.5, row % 40 + 1, *texts * 4][:COLUMNS]


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [f"列{number}" for number in range(COLUMNS)])
        for row in range(1, ROWS):
            page.write_row(row, 0, _values(row))


def _table(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "日期", "时长", "人次", "过程", "社工", "方式"])
        for row in range(rows):
            writer.writerow(_values(row)[:7])
