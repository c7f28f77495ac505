"""Rows that are no data: notes under the headers, totals, signatures; and what a title above says."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from projects.imports.cells import is_blank, normalised

_NOTES = ("必填", "选填", "说明", "填写说明", "填表说明", "注:", "备注:", "示例", "例:", "例如")
_FOOT = (
    "填表人",
    "制表人",
    "审核人",
    "负责人",
    "单位负责人",
    "联系电话",
    "联系人",
    "填报人",
    "填报单位",
    "填报日期",
    "填表日期",
    "制表日期",
    "打印日期",
    "打印时间",
    "下载时间",
    "导出时间",
    "经办人",
    "复核人",
    "期末余额",
    "以下空白",
    "以下无正文",
    "本页结束",
)
_PERIOD = (
    "本页|本日|本月|本季|本年|本期|全年|上半年|下半年|"
    r"\d{4}年度?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:月份?|季度)"
)
_OF_WHAT = "借方|贷方|支出|收入|金额|人次|人数|次数|时长|服务"
_TOTALS = re.compile(
    rf"(?:{_PERIOD})?(?:{_OF_WHAT})*"
    r"(?:合计|总计|小计|共计|累计|总数|总额|总金额|笔数|总笔数)(?:[:(].*)?"
)
# What is looked at more closely: most rows are data, and there may be a million of them.
_LIKE_A_TOTAL = re.compile("[计数额]")
_LIKE_A_NOTE = re.compile(r"[\s*＊]*[必选说填注备示样范举例]")
# What a row begins with that is a note as a whole, whatever stands in its other cells.
_BEGINS_A_NOTE = {
    "必填",
    "选填",
    "说明",
    "填写说明",
    "填表说明",
    "示例",
    "样例",
    "范例",
    "举例",
    "例",
    "例如",
}
FOOT = 4  # cells that a signature has at most
_UNIT_ABOVE = re.compile(r"单位[:](.+)")


class Looks(dict[Any, int]):
    """What each cell of a table looks like: a year's sheet says the same few hundred things again.

    A row that is wide and of which no cell looks like anything is data, and nobody looks closer.
    """

    PLAIN, BLANK, ODD = 0, 1, 2
    MOST, LONGEST = 20_000, 60  # cells that are remembered, and characters of one

    def __init__(self, words: Iterable[Any]) -> None:
        """``words`` are the headers: where they stand again, another table begins."""
        super().__init__(dict.fromkeys(words, self.ODD))

    def __missing__(self, value: Any) -> int:
        look = self.PLAIN
        if isinstance(value, str):
            if is_blank(value):
                look = self.BLANK
            elif _LIKE_A_NOTE.match(value) or _is_total(value):
                look = self.ODD
            if len(value) > self.LONGEST:
                return look
        if len(self) < self.MOST:
            self[value] = look
        return look

    def is_data(self, row: Sequence[Any]) -> bool:
        """Whether a row is data for sure."""
        seen = [self[value] for value in row]
        return len(seen) - seen.count(self.BLANK) > FOOT and max(seen) < self.ODD

    def are_data(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether all of ``rows`` are, as far as their columns tell: what these say is looked at once."""
        if len({len(row) for row in rows}) > 1:
            return False
        filled = 0
        for column in zip(*rows, strict=True):
            seen = {self[value] for value in {*column}}
            if self.ODD in seen:
                return False
            filled += self.BLANK not in seen
        return filled > FOOT


def is_aside(filled: list[Any]) -> bool:
    """Whether a row is a note, a total or a signature rather than data."""
    if any(isinstance(value, str) and _is_total(value) for value in filled[:3]):
        return True
    if isinstance(filled[0], str) and normalised(filled[0]) in _BEGINS_A_NOTE:
        return True
    likely = sum(isinstance(value, str) and bool(_LIKE_A_NOTE.match(value)) for value in filled)
    if likely * 2 > len(filled) or (likely and len(filled) == 1):
        notes = sum(normalised(value).startswith(_NOTES) for value in filled)
        if notes * 2 > len(filled) or (notes and len(filled) == 1):
            return True
    return len(filled) <= FOOT and normalised(filled[0]).startswith(_FOOT)


def _is_total(value: str) -> bool:
    return bool(_LIKE_A_TOTAL.search(value[:40]) and _TOTALS.fullmatch(normalised(value)))


def unit_above(value: Any) -> str:
    """What a title names after 单位：, or ""."""
    found = _UNIT_ABOVE.search(normalised(value)) if isinstance(value, str) else None
    return found[1] if found else ""


def labelled(rows: Sequence[Sequence[Any]], label: str) -> Any:
    """What stands behind a label above the table, in its cell or the next: 项目编号：350524-2018-0001."""
    for raw in rows:
        for at, value in enumerate(raw):
            text = normalised(value) if isinstance(value, str) else ""
            if text == label:
                return next((each for each in raw[at + 1 :] if each != ""), "")
            if text.startswith(label) and text[len(label) : len(label) + 1] == ":":
                written = str(value).replace("：", ":")
                return written.partition(":")[2].strip()
    return ""
