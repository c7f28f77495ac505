"""What the tests of projects share: needs to generate from, and a filled-in form."""

import uuid

import pytest

from projects.needs.models import Need
from projects.pilots.models import Project
from tests.factories import make_contract, make_need, make_notice, make_project


@pytest.fixture
def needs(places) -> list[Need]:
    return [
        make_need(places.fulong, people_affected=30),
        make_need(places.baishacun, people_affected=16),
    ]


@pytest.fixture
def fill(plan, agency, needs, places):
    """``fill(name="…")``: what the filled-in form of a project sends, with some of it changed."""

    def data(**changes) -> dict:
        return {
            "submission": str(uuid.uuid4()),
            "needs": [need.pk for need in needs],
            "plan": plan.pk,
            "name": "闽侯县银龄守望项目",
            "level": "county",
            "field": "elders",
            "setting": "rural",
            "sites": [places.fulong.pk, places.baishacun.pk],
            "starts": "2018-05-20",
            "ends": "2019-05-19",
            "agency": agency.pk,
            "target_people": "46",
            "target_services": "60",
            "goals": "独居老人白天有人照看。",
            **changes,
        }

    return data


@pytest.fixture
def bare(places, agency, plan, worker):
    """``bare(status, level)``: a project with a site of the clerk, an agency and a certified lead."""

    def make(status: str, level: str = "province", **fields) -> Project:
        fields = {"lead": worker, "sites": (places.fulong,), **fields}
        return make_project(
            places.own, agency=agency, plan=plan, status=status, level=level, **fields
        )

    return make


@pytest.fixture
def build(bare):
    """``build(status, level)``: the same with all that the next move asks for: a notice that is over,
    a contract."""

    def make(status: str, level: str = "province", **fields) -> Project:
        project = bare(status, level, **fields)
        if status in ("approved", "notice"):
            make_notice(project)
        if status == "contracting":
            make_contract(project)
        return project

    return make
