"""Tables as PDF: read back with poppler, as whoever opens the file sees them."""

import re
import subprocess
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from projects.common import pdf
from projects.places.models import Place
from projects.reports.actions import make_run
from projects.reports.models import ReportRun
from projects.reports.renderers import RENDERERS
from tests.factories import make_report_run


def pdf_of(table) -> bytes:
    file = BytesIO()
    RENDERERS["pdf"](table, file)
    return file.getvalue()


@pytest.fixture
def told(tmp_path):
    """``told("pdfinfo", content)`` is what a tool of poppler says of a PDF."""

    def tell(tool: str, content: bytes) -> str:
        path = tmp_path / "table.pdf"
        path.write_bytes(content)
        words = [tool, *(["-layout"] if tool == "pdftotext" else []), path]
        words += ["-"] if tool == "pdftotext" else []
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout

    return tell


def test_it_is_the_official_table_on_a4_landscape(counted, told):
    content = pdf_of(counted())
    lines = [" ".join(line.split()) for line in told("pdftotext", content).splitlines()]

    assert "福建省三社联动试点覆盖情况表" in lines
    assert any(line.startswith("填报单位：福建省民政厅 2018 年 1 月 1 日至") for line in lines)
    assert "其中：鼓楼区 350102 1 1 100.0 1 1 0 0 1 0.00 0.00 0.00 0.00" in lines
    assert "单位负责人： 审核人： 填表人： 联系电话： 报出日期：" in lines
    assert any(counted().sha256 in line for line in lines)
    assert re.search(r"841\.\d+ x 595\.\d+ pts \(A4\)", told("pdfinfo", content))


def test_the_chinese_font_is_in_the_file(counted, told):
    fonts = told("pdffonts", pdf_of(counted())).splitlines()[2:]

    assert fonts
    for font in fonts:
        assert "NotoSansCJK" in font.replace("-", "")
        embedded, subset = font.split()[-5:-3]
        assert (embedded, subset) == ("yes", "yes")


def test_each_page_repeats_the_heads_and_says_which_of_how_many_it_is(counted, places, told):
    for number in range(60):
        Place.objects.create(
            code=f"3504{20 + number}000000",
            name=f"新县{number}",
            level="county",
            kind="county",
            parent=places.sanming,
        )
    text = "".join(told("pdftotext", pdf_of(counted())).split())
    pages = text.count("区划代码")

    assert pages > 1
    for page in range(1, pages + 1):
        assert f"第{page}页共{pages}页" in text


def test_the_notes_and_the_hash_stay_on_one_page(counted, told):
    table = replace(counted(), notes=tuple(f"note{number:02}" for number in range(40)))
    pages = told("pdftotext", pdf_of(table)).split("\f")

    assert any("note00" in page and "SHA-256" in page for page in pages)


def test_the_same_table_gives_the_same_bytes(counted):
    assert pdf_of(counted()) == pdf_of(counted())
    assert pdf_of(counted()) != pdf_of(counted(place=Place.objects.get(name="三明市")))


def test_a_machine_without_pango_says_what_to_install(
    data, cast, places, monkeypatch, settings, tmp_path, as_user
):
    settings.FILES_DIR = tmp_path
    run = make_report_run(data.plan, places.fujian, cast.province)
    make_run(job_id=run.job_id)
    monkeypatch.setattr(pdf, "weasyprint", None)
    question = {"plan": "fujian-2018", "as_of": "2018-12-31", "format": "pdf"}
    with pytest.raises(CommandError, match="libpango") as complaint:
        call_command("report", "coverage", stdout=StringIO(), **question)
    assert complaint.value.returncode == 1

    client = as_user(cast.province)
    answer = client.get(reverse("report_run_file", args=[run.pk, "pdf"]), follow=True)
    assert answer.redirect_chain == [(ReportRun.objects.get().get_absolute_url(), 302)]
    assert "libpango" in answer.content.decode()
