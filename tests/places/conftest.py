"""Lists of divisions as files, and the real ones of Fujian loaded once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

HEADER = "code,name,level,parent,kind"
SMALL = [
    "420000000000,湖北省,province,,province",
    "420100000000,武汉市,city,420000000000,prefecture",
    "420102000000,江岸区,county,420100000000,district",
    "420102002000,大智街道,township,420102000000,subdistrict",
    "420102002001,大智社区,village,420102002000,community",
    "420102002002,铭新社区,village,420102002000,community",
    "420103000000,江汉区,county,420100000000,district",
    "420103005000,民族街道,township,420103000000,subdistrict",
    "420103005001,民众社区,village,420103005000,community",
]


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """``write("a.csv", rows)``: a list of divisions as a file."""

    def written(name: str, rows: list[str], header: str = HEADER) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def fujian(db) -> None:
    """All divisions of Fujian, with their lives."""
    call_command("load_places", verbosity=0)
