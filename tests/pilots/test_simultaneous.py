"""Many people at once, on real connections: one record a form, no number twice, one move a step."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from projects.needs.models import Need
from projects.pilots.actions.moves import AlreadyDone, MoveRefused, move
from projects.pilots.actions.projects import register_project
from projects.pilots.models import Assignment, Move, Project
from tests.factories import ProjectFactory, make_need, make_plan, make_project, make_worker

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20


@pytest.fixture(autouse=True)
def _real_database():
    if connection.vendor != "postgresql":
        pytest.skip("needs many connections to PostgreSQL")


def at_once(work: Callable[[int], Any], times: int = AT_ONCE) -> list[Any]:
    """What ``work(0)``, ``work(1)``, … give when all begin at the same moment; an error is given back."""
    gate = threading.Barrier(times)

    def one(number: int) -> Any:
        try:
            gate.wait(20)
            return work(number)
        except Exception as error:  # noqa: BLE001 - the test looks at what came of each
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def clients(user, times: int = AT_ONCE) -> list[Client]:
    made = [Client() for _ in range(times)]
    for client in made:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return made


def need_data(**changes) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "title": "独居老人缺少日间照料",
        "field": "elders",
        "target_groups": "left_elders",
        "source": "visit",
        "urgency": "normal",
        "people_affected": "40",
        "reported_on": "2018-03-12",
        "description": "走访发现多位独居老人白天无人照看。",
        **changes,
    }


def project_data(need, plan, agency, site) -> dict:
    return {
        "submission": str(uuid.uuid4()),
        "needs": [need.pk],
        "plan": plan.pk,
        "name": "银龄守望",
        "level": "county",
        "field": "elders",
        "setting": "rural",
        "sites": [site.pk],
        "starts": "2018-05-20",
        "ends": "2019-05-19",
        "agency": agency.pk,
        "target_people": "46",
        "target_services": "60",
        "goals": "独居老人白天有人照看。",
    }


def test_one_need_form_sent_20_times_makes_one_need(cast):
    data, senders = need_data(), clients(cast.clerk)
    answers = at_once(lambda n: senders[n].post(reverse("need_create"), data))
    need = Need.objects.get()
    assert {answer.url for answer in answers} == {need.get_absolute_url()}


def test_20_need_forms_make_20_needs(cast):
    senders = clients(cast.clerk)
    at_once(lambda n: senders[n].post(reverse("need_create"), need_data()))
    assert Need.objects.count() == AT_ONCE


def test_one_project_form_sent_20_times_makes_one_project(cast, places, plan, agency):
    data = project_data(make_need(places.fulong), plan, agency, places.fulong)
    senders = clients(cast.county)
    answers = at_once(lambda n: senders[n].post(reverse("project_create"), data))
    project = Project.objects.get()
    assert {answer.url for answer in answers} == {project.get_absolute_url()}
    assert project.moves.count() == 1


def test_20_projects_at_once_get_20_numbers_without_a_gap(cast, places, plan, agency):
    need = make_need(places.fulong)

    def register(_number: int) -> str:
        project = ProjectFactory.build(
            number="", place=places.minhou, agency=agency, plan=plan, status=""
        )
        return register_project(
            project=project, need_ids=[need.pk], sites=[places.fulong], by=cast.county
        ).number

    numbers = at_once(register)
    assert sorted(numbers) == [f"350121-2018-{n:04d}" for n in range(1, AT_ONCE + 1)]
    assert need.projects.count() == AT_ONCE
    need.refresh_from_db()
    assert (need.status, need.version) == ("adopted", 2)


def test_counties_do_not_wait_for_each_other_and_number_apart(cast, places, plan, agency):
    later = make_plan(places.fujian, year=2019)
    needs = {county: make_need(site) for county, site in _sites(places).items()}

    def register(number: int) -> str:
        county = places.minhou if number % 2 else places.gulou
        project = ProjectFactory.build(
            number="", place=county, agency=agency, plan=(plan, later)[number // 2 % 2], status=""
        )
        site = _sites(places)[county]
        return register_project(
            project=project, need_ids=[needs[county].pk], sites=[site], by=cast.county
        ).number

    numbers = at_once(register)
    assert sorted(numbers) == sorted(
        f"{code}-{year}-{n:04d}"
        for code in ("350102", "350121")
        for year in (2018, 2019)
        for n in range(1, 6)
    )


def _sites(places) -> dict:
    return {places.minhou: places.fulong, places.gulou: places.zhongshan}


def test_of_20_clicks_on_a_move_one_moves_and_19_are_told_it_is_done(cast, places, plan, agency):
    project = make_project(places.own, agency=agency, plan=plan, status="county_check")
    results = at_once(
        lambda _: move(project_id=project.pk, name="check", by=cast.county, version=1)
    )
    assert sum(isinstance(result, AlreadyDone) for result in results) == AT_ONCE - 1
    assert project.moves.count() == 1
    project.refresh_from_db()
    assert (project.status, project.version) == ("city_review", 2)


def test_check_and_return_at_the_same_moment_leave_one_of_the_two(cast, places, plan, agency):
    for _ in range(10):
        project = make_project(places.own, agency=agency, plan=plan, status="county_check")
        names = ("check", "return")
        at_once(
            lambda n, pk=project.pk, names=names: move(
                project_id=pk, name=names[n], by=cast.county, reason="材料不全", version=1
            ),
            times=2,
        )
        (row,) = project.moves.all()
        project.refresh_from_db()
        assert project.status == row.to_status


@pytest.mark.parametrize(
    ("status", "rivals"),
    [
        ("approved", [("announce", "province"), ("terminate", "province")]),
        ("notice", [("confirm", "province"), ("terminate", "province")]),
        ("contracting", [("start", "county"), ("terminate", "province")]),
        ("running", [("finish", "county"), ("suspend", "province"), ("terminate", "province")]),
        ("suspended", [("resume", "province"), ("terminate", "province")]),
    ],
)
def test_of_rival_moves_made_at_once_without_a_version_each_starts_where_the_last_one_ended(
    cast, build, status, rivals
):
    for _ in range(5):
        project = build(status)
        rows = at_once(
            lambda n, pk=project.pk: move(
                project_id=pk, name=rivals[n][0], by=getattr(cast, rivals[n][1]), reason="机构注销"
            ),
            times=len(rivals),
        )
        assert all(isinstance(row, Move | MoveRefused) for row in rows), rows
        made = list(project.moves.all())
        project.refresh_from_db()
        assert [row.from_status for row in made] == [status, *[row.to_status for row in made[:-1]]]
        assert (project.status, project.version) == (made[-1].to_status, 1 + len(made))


def test_20_savers_of_one_version_of_a_need_change_it_once(cast, places):
    need = make_need(places.fulong)
    senders = clients(cast.clerk)
    answers = at_once(
        lambda n: senders[n].post(
            reverse("need_edit", args=[need.pk]),
            need_data(people_affected=100 + n, version=need.version),
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * (AT_ONCE - 1)
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 302)
    need.refresh_from_db()
    assert (need.people_affected, need.version) == (100 + winner, 2)


def test_a_need_edited_while_a_project_adopts_it_ends_in_one_of_two_orders(
    cast, places, plan, agency
):
    for _ in range(5):
        need = make_need(places.fulong)
        data = project_data(need, plan, agency, places.fulong)
        county, clerk = clients(cast.county, 1)[0], clients(cast.clerk, 1)[0]
        edit = need_data(people_affected="77", version=need.version)
        address = reverse("need_edit", args=[need.pk])
        sent = [
            lambda c=county, d=data: c.post(reverse("project_create"), d),
            lambda c=clerk, a=address, d=edit: c.post(a, d),
        ]
        adopted, edited = at_once(lambda n, sent=sent: sent[n](), times=2)
        assert adopted.status_code == edited.status_code == 302
        need.refresh_from_db()
        assert need.status == "adopted"
        assert need.people_affected in (40, 77)
        changes = need.history.count()
        assert changes == (2 if need.people_affected == 40 else 3)


def test_of_20_leads_assigned_at_once_one_leads(cast, places, plan, agency):
    project = make_project(places.own, agency=agency, plan=plan, status="approved")
    workers = [make_worker(places.own, agency) for _ in range(AT_ONCE)]
    senders = clients(cast.county)
    address = reverse("assignment_create", args=[project.pk])

    def assign(number: int) -> int:
        data = {
            "submission": str(uuid.uuid4()),
            "worker": workers[number].pk,
            "role": "lead",
            "starts": "2018-04-10",
            "share": "100",
        }
        return senders[number].post(address, data).status_code

    assert sorted(at_once(assign)) == [200] * (AT_ONCE - 1) + [302]
    assert Assignment.objects.count() == 1
