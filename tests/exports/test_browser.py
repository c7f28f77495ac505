"""A list becomes a file in a real browser, made by a real worker."""

import csv

import pytest

from tests.factories import make_need

pytestmark = pytest.mark.browser


def test_a_county_takes_her_filtered_needs_home(
    page, sign_in, shoot, celery_worker_process, cast, places
):
    for title in ("独居老人午餐", "留守儿童课业"):
        make_need(places.fulong, title=title)
    sign_in(page, cast.county)
    page.goto("/needs/?q=独居")
    shoot(page, "export-list")
    page.get_by_role("button", name="CSV").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载").click(timeout=60_000)
    with saved.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    shoot(page, "export-ready")
    assert [row[0] for row in rows] == ["一句话说明需求", "独居老人午餐"]
