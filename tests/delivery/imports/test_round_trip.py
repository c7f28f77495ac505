"""The list exported, edited in Excel, and sent again: nothing differs but what was edited."""

import io
from datetime import date, time
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from projects.delivery.models import ServiceRecord
from projects.exports.actions import make_export
from projects.exports.models import Export
from tests.delivery.imports.service_sheets import HEADERS, service_row, services
from tests.delivery.months_world import JUNE, make_confirmed
from tests.factories import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(running):
    """Services with everything and with hardly anything, logged by hand."""
    lead, helper = (row.worker for row in running.assignments.order_by("pk"))
    told = {
        "process": "第一行\n第二行",
        "outcome": "=1+1",
        "note": "“引号”, 逗号",
        "field": "elders",
    }
    numbers = (f"FW-2018-{number:07d}" for number in range(1, 4))
    return [
        make_service(
            running, lead, helper, starts_at=time(9), ends_at=time(10, 30), hours=Decimal("1.5"),
            people=20, groups=["left_elders", "young"], volunteers=2,
            volunteer_hours=Decimal("3.0"), number=next(numbers), rated=9, satisfied=8,
            follow_up="-下周", **told,
        ),
        make_service(running, helper, method="home_visit", date=date(2018, 6, 1), number=next(numbers)),
        make_service(running, helper, method="home_visit", date=date(2018, 6, 1), number=next(numbers)),
    ]  # fmt: skip


def exported(client, kind: str, **filters) -> bytes:
    """What the buttons of the list give, the job done by hand."""
    asked = {"list": "service_list", "query": urlencode(filters), "format": kind}
    page = client.post(reverse("export_create"), asked).url
    make_export(job_id=Export.objects.latest("pk").job_id)
    return b"".join(client.get(f"{page}file/").streaming_content)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_exported_and_sent_again_changes_nothing(as_user, cast, logged, bring_in, kind):
    before = list(ServiceRecord.objects.order_by("pk").values())
    outcome = bring_in(exported(as_user(cast.agency), kind))
    assert (outcome.rows, outcome.unchanged, outcome.errors) == (3, 3, [])
    assert list(ServiceRecord.objects.order_by("pk").values()) == before


def test_months_that_were_handed_in_stand_untouched_and_nothing_is_moved_out_of_them(
    as_user, cast, running, logged, bring_in
):
    make_confirmed(running, cast.agency, cast.county, JUNE)
    content = exported(as_user(cast.agency), "xlsx")
    assert (outcome := bring_in(content)).errors == []
    assert outcome.unchanged == 3
    book = load_workbook(io.BytesIO(content))
    day = next(cell for row in book.active for cell in row if cell.value == "2018-06-01")
    day.value = "2018-05-20"
    moved = io.BytesIO()
    book.save(moved)
    (error,) = bring_in(moved.getvalue()).errors
    assert (error.row, error.column) == (day.row, day.column_letter)
    assert "2018年6月" in error.message


def test_an_edited_cell_changes_its_record_alone(as_user, cast, logged, bring_in):
    book = load_workbook(io.BytesIO(exported(as_user(cast.agency), "xlsx")))
    page = book.active
    heads = [cell.value for cell in page[1]]
    page.cell(2, heads.index("服务人次") + 1, "30人次")
    written = io.BytesIO()
    book.save(written)
    number = page.cell(2, heads.index("记录编号") + 1).value
    outcome = bring_in(written.getvalue())
    assert (outcome.changed, outcome.unchanged, outcome.errors) == (1, 2, [])
    assert ServiceRecord.objects.get(number=number).attendances == 30


def test_filters_and_scope_are_those_of_the_list(as_user, cast, logged):
    content = exported(as_user(cast.agency), "csv", method="home_visit").decode("utf-8-sig")
    assert len(content.splitlines()) == 3
    assert len(exported(as_user(cast.other_agency), "csv").decode().splitlines()) == 1


def test_an_official_gets_counts_and_nothing_that_tells_of_residents(as_user, cast, logged):
    content = exported(as_user(cast.county), "csv").decode("utf-8-sig")
    assert "服务人次" in content
    assert "服务过程" not in content
    assert "第一行" not in content


def test_a_number_of_another_project_is_refused(check, running, logged):
    content = services(
        [*service_row(running.number), "FW-2018-9999999"], headers=(*HEADERS, "记录编号")
    )
    assert [error.column for error in check(content).errors] == ["I"]
