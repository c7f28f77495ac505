"""The pages of report runs, and what the worker does, called directly."""

import json
from datetime import date

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import translation

from projects.jobs import actions as jobs
from projects.jobs import files
from projects.jobs.models import Job
from projects.pilots.models import Project
from projects.reports.actions import make_run, start_run
from projects.reports.models import ReportRun
from tests.factories import make_plan, make_report_run

YEAR_END = date(2018, 12, 31)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def run(data, cast, places) -> ReportRun:
    """A run that waits for its worker."""
    return make_report_run(data.plan, places.fujian, cast.province)


@pytest.fixture
def done(run) -> ReportRun:
    """A run that the worker has finished."""
    make_run(job_id=run.job_id)
    return ReportRun.objects.select_related("job").get(pk=run.pk)


def ask(client, **fields):
    answers = {"report": "coverage", "plan": "", "place": "", "as_of": "2018-12-31"}
    answers |= {"submission": "", **fields}
    return client.post(reverse("report_run_create"), answers)


def test_the_form_starts_a_run_and_its_job(as_user, cast, data, places):
    response = ask(as_user(cast.city), plan=data.plan.pk, place=places.fuzhou.code)

    run = ReportRun.objects.get()
    assert response.url == run.get_absolute_url()
    assert (run.plan, run.place, run.as_of) == (data.plan, places.fuzhou, YEAR_END)
    assert (run.created_by, run.job.created_by) == (cast.city, cast.city)
    assert (run.job.task, run.job.status) == ("reports.run", Job.Status.QUEUED)


def test_the_form_asks_for_another_report_with_its_option(as_user, cast, data, places):
    client = as_user(cast.city)
    asked = {"plan": data.plan.pk, "place": places.fuzhou.code, "report": "funds"}
    ask(client, **asked, basis="receiver")
    ask(client, **asked, basis="payer")
    ask(client, **asked | {"report": "coverage"}, basis="receiver")

    runs = list(ReportRun.objects.order_by("pk").values_list("report", "options"))
    assert runs == [
        ("funds", {"basis": "receiver"}),
        ("funds", {"basis": "payer"}),
        ("coverage", {"setting": "any", "field": "any", "depth": "county"}),
    ]
    for basis in ({"basis": "nowhere"}, {}):
        refused = ask(client, **asked, **basis)
        assert list(refused.context["form"].errors) == ["basis"]
    refused = ask(client, **asked | {"report": "population"})
    assert list(refused.context["form"].errors) == ["report"]


def test_the_form_begins_with_the_report_that_the_address_names(as_user, cast, data):
    client = as_user(cast.city)
    for query, report in (("?report=funds", "funds"), ("", "coverage"), ("?report=x", "coverage")):
        form = client.get(reverse("report_run_create") + query).context["form"]
        assert form["report"].value() == report


@pytest.mark.parametrize("report", ["funds", "settlement"])
def test_the_worker_makes_any_report_and_its_page_shows_it(as_user, cast, data, places, report):
    options = {"basis": "receiver"} if report == "funds" else {}
    run = make_report_run(data.plan, places.fujian, cast.province, report=report, options=options)
    make_run(job_id=run.job_id)
    run.refresh_from_db()
    client = as_user(cast.province)
    page = client.get(run.get_absolute_url()).content.decode()

    assert run.sha256 == run.table["sha256"]
    assert run.sha256 in page
    assert '<td class="word">' in page
    title = {"funds": "资金收支情况表（按资金所在地）", "settlement": "试点项目资金决算表"}
    assert title[report] in page
    name = f"{report}-receiver" if options else report
    for kind in ("xlsx", "csv", "json", "pdf"):
        answer = client.get(reverse("report_run_file", args=[run.pk, kind]))
        assert (
            f'"{name}-fujian-2018-350000000000-2018-12-31.{kind}"'
            in answer.headers["Content-Disposition"]
        )
    again = client.post(reverse("report_run_again", args=[run.pk]))
    new = ReportRun.objects.latest("pk")
    assert again.url == new.get_absolute_url()
    assert (new.report, new.options) == (report, options)


def test_the_list_is_narrowed_to_one_report(as_user, cast, data, places):
    for report in ("funds", "coverage"):
        make_report_run(data.plan, places.minhou, cast.county, report=report)
    page = as_user(cast.county).get(reverse("report_run_list"), {"report": "funds"})

    assert [run.report for run in page.context["object_list"]] == ["funds"]


def test_the_form_begins_with_the_plan_that_the_address_names(as_user, cast, data, places):
    newer = make_plan(places.fujian, code="fujian-2026", year=2026)
    client = as_user(cast.city)
    for query, plan in ((f"?plan={data.plan.pk}", data.plan), ("", newer), ("?plan=x", newer)):
        form = client.get(reverse("report_run_create") + query).context["form"]
        assert form["plan"].value() == plan.pk


def test_a_double_click_starts_one_run(as_user, cast, data, places):
    client = as_user(cast.city)
    for _ in range(2):
        ask(
            client,
            plan=data.plan.pk,
            place=places.fuzhou.code,
            submission="0d5a45f6-6f0a-4c6e-9c8e-2f6f6f3b8b11",
        )

    assert ReportRun.objects.count() == Job.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("as_of", "2999-01-01"), ("as_of", "2017-06-30"), ("as_of", "soon"), ("place", "meilie")],
)
def test_a_question_that_cannot_be_answered_stays_on_the_form(
    as_user, cast, data, places, field, value
):
    fields = {"plan": data.plan.pk, "place": places.fuzhou.code, "as_of": "2018-12-30"}
    fields[field] = places.meilie.code if value == "meilie" else value
    response = ask(as_user(cast.city), **fields)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not ReportRun.objects.exists()


def test_the_form_asks_for_the_period_of_the_report_not_for_that_of_its_plan(as_user, cast, data):
    with translation.override("zh-hans"):
        form = as_user(cast.county).get(reverse("report_run_create")).context["form"]
        assert str(form["period"].label) == "统计期"


def test_people_choose_only_places_that_they_may_see(as_user, cast, data):
    form = as_user(cast.county).get(reverse("report_run_create")).context["form"]

    offered = [code for _group, places in form.fields["place"].choices for code, _name in places]
    assert offered == ["350121000000"]


def test_the_worker_freezes_the_table_and_writes_the_workbook(done):
    assert (done.job.status, done.job.done, done.job.total) == (Job.Status.DONE, 4, 4)
    assert done.table["total"]["projects"] == 4
    assert done.sha256 == done.table["sha256"]
    assert files.path_of(done.job.file).read_bytes().startswith(b"PK")


def test_what_is_frozen_does_not_move_and_a_new_run_says_what_is_now(as_user, cast, done, data):
    Project.objects.filter(pk=data.other.pk).update(setting="rural")
    response = as_user(cast.province).post(reverse("report_run_again", args=[done.pk]))
    new = ReportRun.objects.latest("pk")
    make_run(job_id=new.job_id)
    new.refresh_from_db()

    assert response.url == new.get_absolute_url()
    assert new.table["total"]["projects_rural"] == 3
    page = as_user(cast.province).get(reverse("report_run_file", args=[done.pk, "json"]))
    assert json.loads(page.getvalue())["total"]["projects_rural"] == 2


def test_a_new_run_on_the_same_data_has_the_same_hash(cast, done):
    again = start_run(by=cast.province, plan=done.plan, place=done.place, as_of=done.as_of)
    make_run(job_id=again.job_id)
    again.refresh_from_db()

    assert again.pk != done.pk
    assert again.sha256 == done.sha256


def test_the_same_message_twice_makes_the_report_once(done):
    made = files.path_of(done.job.file).stat().st_mtime_ns
    make_run(job_id=done.job_id)

    done.job.refresh_from_db()
    assert done.job.attempt == 1
    assert files.path_of(done.job.file).stat().st_mtime_ns == made


def test_who_lost_her_place_meanwhile_gets_no_report(run, cast, places):
    cast.province.role, cast.province.place = "city", places.sanming
    cast.province.save()
    make_run(job_id=run.job_id)

    run.job.refresh_from_db()
    assert run.job.status == Job.Status.FAILED
    assert "福建省" in run.job.error


def test_who_was_switched_off_meanwhile_gets_no_report(run, cast):
    cast.province.is_active = False
    cast.province.save()
    make_run(job_id=run.job_id)

    run.job.refresh_from_db()
    assert run.job.status == Job.Status.FAILED


def test_a_failed_run_shows_its_reason_and_can_be_tried_again(as_user, cast, run):
    jobs.fail(jobs.claim(run.job_id), "磁盘已满")
    client = as_user(cast.province)
    page = client.get(run.get_absolute_url()).content.decode()

    assert "磁盘已满" in page
    again = reverse("report_run_again", args=[run.pk])
    assert again in page
    assert client.get(again).status_code == 405
    client.post(again)
    assert ReportRun.objects.count() == 2


def test_a_fault_of_ours_fails_the_job_and_is_not_hidden(run, monkeypatch):
    monkeypatch.setitem(make_run.__globals__["RENDERERS"], "xlsx", None)
    with pytest.raises(TypeError):
        make_run(job_id=run.job_id)

    run.job.refresh_from_db()
    assert run.job.status == Job.Status.FAILED
    assert run.job.error


def test_a_database_that_goes_away_leaves_the_job_to_another_attempt(run, monkeypatch):
    def gone(table, file):
        raise DatabaseError

    monkeypatch.setitem(make_run.__globals__["RENDERERS"], "xlsx", gone)
    with pytest.raises(DatabaseError):
        make_run(job_id=run.job_id)

    run.job.refresh_from_db()
    assert run.job.status == Job.Status.RUNNING


def test_an_attempt_that_lost_its_job_leaves_no_file_and_no_table(run, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "finish", lambda claim, path: False)
    make_run(job_id=run.job_id)

    run.refresh_from_db()
    assert run.table is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_page_moves_while_the_job_runs_and_reloads_when_it_is_over(as_user, cast, run):
    client = as_user(cast.province)
    claim = jobs.claim(run.job_id)
    jobs.progress(claim, 3, 4)
    progress = reverse("report_run_progress", args=[run.pk])
    bar = client.get(progress, headers={"hx-request": "true"})

    assert 'aria-valuenow="75"' in bar.content.decode()
    assert f'hx-get="{progress}"' in bar.content.decode()
    assert "HX-Refresh" not in bar.headers
    assert progress in client.get(run.get_absolute_url()).content.decode()

    jobs.finish(claim, "")
    over = client.get(progress, headers={"hx-request": "true"})
    assert over.headers["HX-Refresh"] == "true"
    assert "hx-get" not in over.content.decode()
    assert client.get(progress).url == run.get_absolute_url()


def test_a_finished_run_shows_the_official_table(as_user, cast, done):
    page = as_user(cast.province).get(done.get_absolute_url()).content.decode()

    assert "福建省三社联动试点覆盖情况表" in page
    assert '<tr class="county of-which"><th scope="row">鼓楼区</th>' in page
    assert '<td class="zero">0.00</td>' in page
    assert done.sha256 in page
    assert "hx-get" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json", "pdf"])
def test_each_format_is_a_download(as_user, cast, done, kind):
    response = as_user(cast.province).get(reverse("report_run_file", args=[done.pk, kind]))

    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="coverage-fujian-2018-350000000000-2018-12-31.{kind}"'
    )
    assert len(b"".join(response.streaming_content)) > 500


def test_what_does_not_exist_is_not_found(as_user, cast, run, done):
    client = as_user(cast.province)
    assert client.get(reverse("report_run_file", args=[done.pk, "exe"])).status_code == 404
    waiting = start_run(by=cast.province, plan=run.plan, place=run.place, as_of=YEAR_END)
    assert client.get(reverse("report_run_file", args=[waiting.pk, "csv"])).status_code == 404


@pytest.mark.parametrize(
    ("person", "read", "start"),
    [
        ("province", 200, 302),
        ("city", 404, 404),
        ("county", 404, 404),
        ("auditor", 404, 404),
        ("clerk", 404, 404),
        ("agency", 404, 404),
        ("sysadmin", 404, 404),
    ],
)
def test_who_reads_a_provinces_run(as_user, cast, done, person, read, start):
    client = as_user(getattr(cast, person))
    assert client.get(done.get_absolute_url()).status_code == read
    assert client.get(reverse("report_run_progress", args=[done.pk])).status_code in (read, 302)
    for kind in ("xlsx", "csv", "json", "pdf"):
        assert client.get(reverse("report_run_file", args=[done.pk, kind])).status_code == read
    assert client.post(reverse("report_run_again", args=[done.pk])).status_code == start


def test_an_auditor_reads_the_runs_of_her_county_and_starts_none(as_user, cast, data, places):
    run = make_report_run(data.plan, places.minhou, cast.county)
    client = as_user(cast.auditor)

    assert client.get(run.get_absolute_url()).status_code == 200
    assert client.get(reverse("report_run_list")).status_code == 200
    assert client.get(reverse("report_run_create")).status_code == 403
    assert client.post(reverse("report_run_again", args=[run.pk])).status_code == 403


def test_the_list_asks_three_queries_and_shows_what_the_user_may_see(
    as_user, cast, data, places, django_assert_max_num_queries
):
    for place, by in ((places.fujian, cast.province), (places.minhou, cast.county)):
        make_report_run(data.plan, place, by)
    client = as_user(cast.county)
    client.get(reverse("report_run_list"))
    with django_assert_max_num_queries(3):
        page = client.get(reverse("report_run_list"))

    assert [run.place for run in page.context["object_list"]] == [places.minhou]
    filtered = client.get(reverse("report_run_list"), {"status": "done"})
    assert not filtered.context["object_list"]


def test_a_finished_page_asks_the_same_few_queries_for_any_number_of_counties(
    as_user, cast, done, django_assert_max_num_queries
):
    client = as_user(cast.province)
    client.get(done.get_absolute_url())
    with django_assert_max_num_queries(3):
        client.get(done.get_absolute_url())
