"""Lists as files: the rows and the filters of the list, for whom asked, and for nobody else."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from projects.common.views import ScopedListView
from projects.exports import actions
from projects.exports.models import Export
from projects.exports.sheets import SHEETS
from projects.jobs import files
from projects.jobs.models import Job
from tests.access_world import make_world
from tests.factories import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs(places):
    """Three needs of the own county; one title looks like a formula."""
    titles = ("=1+1", "独居老人午餐", "留守儿童课业")
    return [make_need(places.fulong, title=title) for title in titles]


def asked(client, **fields) -> Export:
    """The export that the buttons of a list ask for, made by the function that the worker calls."""
    answer = client.post(
        reverse("export_create"), {"list": "need_list", "query": "", "format": "csv", **fields}
    )
    export = Export.objects.latest("pk")
    assert answer.url == export.get_absolute_url()
    actions.make_export(job_id=export.job_id)
    export.refresh_from_db()
    return export


def content(client, export: Export) -> bytes:
    return b"".join(client.get(reverse("export_file", args=[export.pk])).streaming_content)


def table(client, export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(client, export).decode("utf-8-sig"))))


def test_each_list_that_offers_a_file_says_with_which_columns():
    views = {
        name: pattern.callback.view_class
        for name, pattern in patterns(get_resolver().url_patterns)
        if hasattr(pattern.callback, "view_class")
    }
    lists = {name: view for name, view in views.items() if issubclass(view, ScopedListView)}
    offered = {name: view for name, view in lists.items() if view.exported}
    assert offered == {name: sheet.view for name, sheet in SHEETS.items()}


def patterns(found):
    for one in found:
        if hasattr(one, "url_patterns"):
            yield from patterns(one.url_patterns)
        else:
            yield one.name, one


@pytest.mark.parametrize("role", ["province", "city", "county", "agency", "auditor", "clerk"])
def test_every_list_gives_all_its_rows_to_whoever_reads_it(role):
    world = make_world()
    user = getattr(world.cast, role)
    given = 0
    for sheet in SHEETS.values():
        if user.role not in sheet.view.model.objects.visible_to(user).readers:
            continue
        records = sheet.records(user, "")
        heads, lines = sheet.heads(user), list(sheet.lines(records, user))
        assert len(lines) == records.count()
        assert len(set(heads)) == len(heads)
        assert all(len(line) == len(heads) for line in lines)
        given += len(lines)
    assert given > 4


def test_the_filters_and_the_order_of_the_list_are_kept(as_user, cast, needs):
    client = as_user(cast.county)
    rows = table(client, asked(client, query="q=独居"))
    assert [row[0] for row in rows] == ["一句话说明需求", "独居老人午餐"]
    titles = [row[0] for row in table(client, asked(client, query="sort=-title"))[1:]]
    assert titles == sorted(titles, reverse=True)


def test_a_workbook_holds_days_numbers_and_texts_and_no_formula(as_user, cast, needs):
    client = as_user(cast.county)
    book = content(client, asked(client, format="xlsx"))
    page = load_workbook(io.BytesIO(book)).active
    cells = {cell.value: cell for row in page.iter_rows() for cell in row}
    assert cells["=1+1"].data_type == "s"
    assert cells[needs[0].people_affected].data_type == "n"
    assert any(cell.is_date for cell in cells.values())
    assert (
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[0][0]
        == "一句话说明需求"
    )


def test_a_list_without_rows_still_has_its_heads(as_user, cast, places):
    client = as_user(cast.county)
    book = content(client, asked(client, format="xlsx", query="q=nothing"))
    (heads, *rows) = load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
    assert heads[0] == "一句话说明需求"
    assert not any(any(row) for row in rows)


def test_no_text_of_a_csv_file_is_a_formula(as_user, cast, needs):
    client = as_user(cast.county)
    assert "'=1+1" in {row[0] for row in table(client, asked(client))}


def test_everybody_gets_the_rows_of_her_own_area(as_user, cast, needs):
    own, other = as_user(cast.county), as_user(cast.other_county)
    assert len(table(own, asked(own))) == 4
    assert len(table(other, asked(other))) == 1


def test_nobody_else_takes_the_file(as_user, cast, needs):
    export = asked(as_user(cast.county))
    assert as_user(cast.province).get(reverse("export_file", args=[export.pk])).status_code == 404


def test_in_another_post_the_old_files_are_gone(as_user, cast, needs, places):
    client = as_user(cast.county)
    export = asked(client)
    cast.county.place = places.other
    cast.county.save()
    assert client.get(reverse("export_file", args=[export.pk])).status_code == 404
    assert client.get(export.get_absolute_url()).status_code == 404


def test_what_she_may_see_is_looked_up_when_the_file_is_made(as_user, cast, needs, places):
    client = as_user(cast.county)
    client.post(reverse("export_create"), {"list": "need_list", "format": "csv"})
    cast.county.place = places.other
    cast.county.save()
    job = Export.objects.get().job
    actions.make_export(job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, "您已无权查看此列表。")


def test_a_role_that_has_no_such_list_is_refused(as_user, cast):
    asked = {"list": "need_list", "format": "csv"}
    answer = as_user(cast.evaluator).post(reverse("export_create"), asked)
    assert (answer.status_code, Export.objects.count()) == (403, 0)


def test_what_waits_already_is_not_asked_for_twice(as_user, cast):
    client, asked = as_user(cast.county), {"list": "need_list", "format": "csv"}
    first, second = (client.post(reverse("export_create"), asked).url for _click in range(2))
    assert (first, Export.objects.count()) == (second, 1)


@pytest.mark.parametrize(
    "spoilt", [{"list": "moon_list"}, {"format": "exe"}, {"query": "x" * 4001}]
)
def test_a_spoilt_request_leads_back_to_the_list_of_exports(as_user, cast, spoilt):
    asked = {"list": "need_list", "format": "csv", **spoilt}
    answer = as_user(cast.county).post(reverse("export_create"), asked)
    assert (answer.url, Export.objects.count()) == (reverse("export_list"), 0)


def test_filters_that_cannot_be_read_fail_with_words(as_user, cast, needs):
    export = asked(as_user(cast.county), query="status=moon")
    assert export.job.error == "列表的某个筛选条件无法识别，请重新选择。"


def test_a_list_that_is_too_long_says_so(as_user, cast, needs, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    export = asked(as_user(cast.county))
    assert export.job.error == "列表有 3 行；一个文件最多 2 行。请缩小筛选范围。"


def test_a_job_that_comes_twice_makes_one_file(as_user, cast, needs):
    client = as_user(cast.county)
    export = asked(client)
    actions.make_export(job_id=export.job_id)
    again = Export.objects.get(pk=export.pk)
    assert (again.job.attempt, again.job.file) == (1, export.job.file)


def test_files_are_thrown_away_when_their_days_are_over(as_user, cast, needs, settings):
    client = as_user(cast.county)
    old, young = asked(client), asked(client)
    over = timezone.now() - timedelta(days=settings.EXPORT_DAYS, minutes=1)
    Job.objects.filter(pk=old.job_id).update(finished_at=over)
    assert actions.remove_old() == 1
    assert content(client, young)
    files.remove(young.job.file)  # taken off the disk by somebody else
    for lost in (old, young):
        answer = client.get(reverse("export_file", args=[lost.pk]), follow=True)
        assert answer.redirect_chain == [(lost.get_absolute_url(), 302)]
        assert "文件已不再保留" in answer.content.decode()
