"""Spreadsheets of services as agencies keep them, really built."""

from typing import Any

from tests.imports.sheets import rows_of, xlsx

HEADERS = (
    "项目编号",
    "服务日期",
    "服务方式",
    "服务地点",
    "服务时长",
    "服务人次",
    "主责社工",
    "备注",
)


def service_row(number: str, **changes: Any) -> list[Any]:
    """A right row in the order of HEADERS; ``changes`` by header."""
    cells = {
        "项目编号": number,
        "服务日期": "2018-05-10",
        "服务方式": "小组活动",
        "服务地点": "福龙社区",
        "服务时长": "2小时",
        "服务人次": "12人次",
        "主责社工": "陈静",
        "备注": "第一节",
    }
    return list({**cells, **changes}.values())


def services(*rows: list[Any], headers: tuple[str, ...] = HEADERS) -> bytes:
    """A workbook of the rows under their header."""
    return xlsx(rows_of(*rows, headers=headers))
