"""A year of services as an agency keeps it, for `make bench`: whom it hangs on, its sheet, its mistakes."""

import csv
import io
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.apps import apps

HEADERS = (
    *("项目编号", "服务日期", "服务方式", "服务地点", "开始时间", "服务时长", "服务人次", "服务人数"),
    *("目标人群", "主责社工", "协助社工", "志愿者人数", "志愿者时数", "服务过程", "服务成效", "备注"),
)  # fmt: skip
METHODS = {
    "入户探访": "home_visit",
    "小组活动": "group",
    "社区活动": "community",
    "个案访谈": "case",
    "咨询": "consultation",
    "讲座": "lecture",
}
NAMES = "甲乙丙丁戊己庚辛壬癸"
DAY, DAYS = date(2018, 1, 1), 365
FIRST = 4  # the first row of data as Excel shows it, below a title and the project's number
# What is planted, by the letter of its column.
MISTAKES = {
    "B": "2018年13月5日",
    "C": "跳舞",
    "D": "火星村",
    "F": "很久",
    "G": "许多",
    "J": "无名氏",
}
Planted = dict[tuple[str, int], str]


def whom_it_hangs_on() -> tuple[Any, Any]:
    """Somebody of an agency, and its running project with three sites and ten workers."""
    place = apps.get_model("places.Place").objects
    county, province = place.get(code="350121000000"), place.get(code="350000000000")
    day, end = DAY, date(2018, 12, 31)
    agency = apps.get_model("agencies.Agency").objects.create(
        place=county, registered_on=day, name="示例社会工作服务中心"
    )
    plan = {"code": "bench", "place": province, "year": 2018, "starts": day, "ends": end}
    plan |= dict.fromkeys(("target_projects", "target_rural", "target_amount"), 1)
    project = apps.get_model("pilots.Project").objects.create(
        plan=apps.get_model("pilots.ActionPlan").objects.create(**plan),
        number="350121-2018-0001",
        name="示例项目",
        place=county,
        agency=agency,
        starts=day,
        ends=end,
        approved_on=day,
        started_on=day,
        status="running",
        level="county",
        field="elders",
        target_people=1,
        target_services=1,
    )
    for site in place.below(county).villages().filter(valid_to=None).order_by("code")[:3]:
        apps.get_model("pilots.Site").objects.create(project=project, place=site)
    for name in NAMES:
        worker = apps.get_model("workers.SocialWorker").objects.create(
            name=f"社工{name}", place=county, agency=agency, since=day
        )
        role = "lead" if name == NAMES[0] else "worker"
        assigned = {"project": project, "worker": worker, "role": role, "starts": day}
        apps.get_model("pilots.Assignment").objects.create(**assigned)
    user = apps.get_model("accounts.User").objects.create(
        username="bench-agency", role="agency", agency=agency
    )
    return user, project


def mistakes(rows: int, count: int) -> Planted:
    """(column, row) → what is written there: ``count`` rows, evenly apart, have one mistake each."""
    letters = list(MISTAKES)
    return {
        (letter := letters[nth % len(letters)], FIRST + nth * (rows // count)): MISTAKES[letter]
        for nth in range(count)
    }


def workbook(project: Any, rows: int, planted: Planted | None = None) -> bytes:
    """The year's sheet: a title, the project above the table, the rows, the totals."""
    written, planted = io.BytesIO(), planted or {}
    with xlsxwriter.Workbook(written, {"constant_memory": True}) as book:
        page = book.add_worksheet("2018年")
        for at, row in enumerate(_lines(project, rows)):
            for column, value in enumerate(row):
                page.write(at, column, planted.get((chr(ord("A") + column), at + 1), value))
    return written.getvalue()


def table(path: Path, project: Any, rows: int) -> None:
    """The same as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_lines(project, rows))


def _lines(project: Any, rows: int) -> Iterator[tuple[Any, ...]]:
    sites = [site.place.name for site in project.sites.order_by("place__code")]
    yield ("2018年服务台账",)
    yield "项目编号：", project.number
    yield HEADERS
    for number in range(rows):
        yield _cells(number, rows, project.number, sites)
    yield "合计", "", "", "", "", "", sum(number % 30 + 2 for number in range(rows))


def _cells(number: int, rows: int, project: str, sites: list[str]) -> tuple[Any, ...]:
    """One row, as somebody types it; day, worker, site and beginning together are different in each."""
    day, starts, lead, helper = _moment(number, rows)
    return (
        project,
        f"{day.year}年{day.month}月{day.day}日",
        list(METHODS)[number % 6],
        sites[number % 3],
        f"{starts:%H:%M}",
        f"{number % 4 * 0.5 + 0.5}小时",
        f"{number % 30 + 2}人次",
        number % 30 + 1,
        ("留守儿童", "留守老人", "留守儿童、留守妇女")[number % 3],
        f"社工{lead}",
        f"社工{helper}" if helper else "",
        number % 4,
        number % 4 * 2,
        f"第 {number} 次服务，了解近况，讲解政策，约定下次见面。",
        "情绪稳定" if number % 2 else "",
        "",
    )


def _moment(number: int, rows: int) -> tuple[date, time, str, str]:
    """The rows go through the year; those of one day through the workers, then through the hours."""
    a_day = -(-rows // DAYS)
    of_day = number % a_day
    minutes = of_day // 10 * (840 * 10 // max(a_day, 140))
    nth = of_day % 10
    day, starts = DAY + timedelta(days=number // a_day), time(8 + minutes // 60, minutes % 60)
    return day, starts, NAMES[nth], "" if number % 3 else NAMES[(nth + 1) % 10]


def meant(number: int, rows: int) -> tuple[Any, ...]:
    """What the record of row ``number`` must say: in the order of ``MEANT``."""
    day, starts, lead, helper = _moment(number, rows)
    return (
        f"第 {number} 次服务，了解近况，讲解政策，约定下次见面。",
        day,
        starts,
        list(METHODS.values())[number % 6],
        Decimal(number % 4 + 1) / 2,
        number % 30 + 2,
        number % 30 + 1,
        f"社工{lead}",
        f"社工{helper}" if helper else None,
        Decimal(number % 4 * 2),
    )


MEANT = (
    *("process", "date", "starts_at", "method", "hours", "attendances", "people", "lead__name"),
    *("assistants__name", "volunteer_hours"),
)
