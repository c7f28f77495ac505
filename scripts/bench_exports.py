"""How an exported workbook is written, beside csv.writer on the same rows, and the memory of long ones.

``BENCH_EXPORT`` says how long the short and the long file are. Each figure comes from a process of its own;
both ratios are told, with what it costs to make the rows and without. The short workbook is read again first.
"""

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from python_calamine import CalamineWorkbook

from projects.exports.writing import write_xlsx

SHORT, LONG = (int(n) for n in os.environ.get("BENCH_EXPORT", "200000,1000000").split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
HEADS = ["编号", "日期", "时长", "人次", "过程", "社工", "方式", "领域", "地点", "项目"]


def rows(number: int) -> Iterator[list[Any]]:
    """Services as an official's file has them: a number, a day, figures, texts."""
    for n in range(number):
        day = date(2018, 1, 1) + timedelta(days=n % 365)
        texts = [f"第{n}次入户探访", f"林{n % 97}", "个案", "老年人", "福龙社区"]
        yield [
            f"F{n:07d}",
            day,
            n % 16 / 2 + 0.5,
            n % 40 + 1,
            *texts,
            f"350121-2018-{n % 9999:04d}",
        ]


def measure() -> None:
    """Print what each costs, and the ratios that count."""
    prove()
    kinds = ("rows", "csv", "xlsx")
    cpu = dict.fromkeys(kinds, float("inf"))
    for _round in range(ROUNDS):
        for kind in kinds:
            cpu[kind] = min(cpu[kind], _measured(kind, SHORT)["cpu"])
    for what, less in (("with making the rows", 0.0), ("writing alone", cpu["rows"])):
        plain, ours = cpu["csv"] - less, cpu["xlsx"] - less
        print(
            f"{SHORT:,} rows of {len(HEADS)} columns, {what}: csv.writer {plain:.2f} s of CPU, ",
            end="",
        )
        print(f"workbook {ours:.2f} s, {ours / plain:.2f} × (at most 2.50)")
    peaks = [_measured("xlsx", number)["peak"] for number in (SHORT, LONG)]
    for number, peak in zip((SHORT, LONG), peaks, strict=True):
        print(f"workbook of {number:,} rows: at most {peak:.0f} MB")
    print(f"memory of the longest beside the shortest: {peaks[1] / peaks[0]:.2f} × (at most 1.30)")


def prove() -> None:
    """What a reader finds in the workbook is what was written."""
    with NamedTemporaryFile(suffix=".xlsx") as file:
        write_xlsx(HEADS, rows(SHORT), file, "服务")
        with CalamineWorkbook.from_path(file.name) as book:
            read = book.get_sheet_by_index(0).iter_rows()
            if next(read) != HEADS:
                raise RuntimeError("The heads are not those that were written")
            for found, wanted in zip(read, rows(SHORT), strict=True):
                if found != wanted:
                    raise RuntimeError(f"{wanted} became {found}")
    print(f"a workbook of {SHORT:,} rows says what was written")


def once(kind: str, number: int) -> None:
    """Write one file, and print the processor's time and the memory of this process alone."""
    with NamedTemporaryFile(suffix=f".{kind}") as file:
        before = time.process_time()
        if kind == "xlsx":
            write_xlsx(HEADS, rows(number), file, "服务")
        elif kind == "csv":
            with Path(file.name).open("w", encoding="utf-8", newline="") as text:
                csv.writer(text).writerows(rows(number))
        else:
            for _row in rows(number):
                pass
        cpu = time.process_time() - before
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024  # type: ignore[index]
    print(json.dumps({"cpu": cpu, "peak": peak}))


def _measured(kind: str, number: int) -> dict[str, float]:
    command = [sys.executable, "-m", "scripts.bench_exports", kind, str(number)]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, float] = json.loads(printed.splitlines()[-1])
    return figures


if __name__ == "__main__":
    match sys.argv[1:]:
        case [kind, number]:
            once(kind, int(number))
        case _:
            measure()
