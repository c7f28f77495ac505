"""PDF of our own pages: A4, numbered, Chinese, the same bytes each time, and nothing fetched."""

import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from projects.common import pdf
from tests.factories import picture_bytes

PAGE = """{% extends "common/pdf.html" %}{% block title %}标题{% endblock %}
{% block left %}350524-2018-0003{% endblock %}{% block content %}<h1>归档</h1>{{ more }}
<table><thead><tr><th>编号</th></tr></thead>
{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</table>
{% endblock %}"""


@pytest.fixture(autouse=True)
def _page(settings, tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    (options,) = settings.TEMPLATES
    settings.TEMPLATES = [{**options, "DIRS": [*options["DIRS"], tmp_path]}]


def text_of(content: bytes, tmp_path: Path, tool: str = "pdftotext") -> str:
    path = tmp_path / "page.pdf"
    path.write_bytes(content)
    words = [tool, *(["-list"] if tool == "pdfimages" else []), path]
    words += ["-"] if tool == "pdftotext" else []
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_pages_are_numbered_and_repeat_the_head_and_the_heads_of_tables(tmp_path):
    content = pdf.rendered_pdf("page.html", {"rows": range(100)})
    text = "".join(text_of(content, tmp_path).split())
    pages = text.count("350524-2018-0003")
    assert pages > 1
    assert text.count("编号") == pages
    assert f"第1页共{pages}页" in text
    assert f"第{pages}页共{pages}页" in text
    assert "A4" in text_of(content, tmp_path, "pdfinfo")
    assert "NotoSansCJK" in text_of(content, tmp_path, "pdffonts").replace("-", "")


def test_the_same_page_gives_the_same_bytes():
    first = pdf.rendered_pdf("page.html", {"rows": range(3)})
    assert pdf.rendered_pdf("page.html", {"rows": range(3)}) == first
    assert pdf.rendered_pdf("page.html", {"rows": range(4)}) != first


def test_what_people_wrote_is_text_and_not_markup(tmp_path):
    content = pdf.rendered_pdf("page.html", {"more": "<b>加粗</b>"})
    assert "<b>加粗</b>" in text_of(content, tmp_path)


def test_nothing_is_fetched_from_disk_or_network(tmp_path):
    picture = tmp_path / "secret.png"
    picture.write_bytes(picture_bytes("PNG", (300, 300)))
    (tmp_path / "page.html").write_text(
        f'<img src="file://{picture}"><link rel="stylesheet" href="http://127.0.0.1:1/x.css"><p>好</p>'
    )
    content = pdf.rendered_pdf("page.html", {})
    pictures = text_of(content, tmp_path, "pdfimages").splitlines()[2:]  # below the heads
    assert pictures == []


def test_a_machine_without_pango_says_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    with pytest.raises(ValidationError, match="libpango"):
        pdf.rendered_pdf("page.html", {})
