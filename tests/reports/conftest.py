"""A plan with a handful of projects whose figures can be added up by hand."""

from datetime import date
from types import SimpleNamespace

import pytest

from projects.places.models import Place
from projects.reports.definitions.coverage import coverage
from tests.factories import make_agency, make_allocation, make_budget, make_project

YEAR_END = date(2018, 12, 31)


@pytest.fixture
def data(places, plan) -> SimpleNamespace:
    """Six counties' worth of truth, see the comments; 金门县 is listed and not administered.

    闽侯 has two projects, one of them with a site in 鼓楼 as well; 梅列 and 平潭 have one each.
    """
    agency = make_agency(places.minhou)

    def project(county: Place, **fields):
        return make_project(county, agency=agency, plan=plan, status="running", **fields)

    made = SimpleNamespace(
        plan=plan,
        agency=agency,
        # works in two counties of Fuzhou; rural; a province pilot
        two=project(places.minhou, sites=(places.qingqi, places.zhongshan)),
        own=project(places.minhou, sites=(places.fulong,), level="county", setting="urban"),
        other=project(places.meilie, sites=(places.jiangbin,), level="city", setting="urban"),
        island=project(places.pingtan, sites=(places.liushuicun,), level="city"),
        draft=make_project(places.gulou, agency=agency, plan=plan, sites=(places.qingcheng,)),
    )
    province = make_budget(places.fujian, plan)
    city = make_budget(places.fuzhou, plan)
    county = make_budget(places.minhou, plan)
    make_allocation(province, made.two, "100000.00")
    make_allocation(city, made.two, "20000.50")
    make_allocation(county, made.two, "3000.05")
    make_allocation(county, made.own, "400.00")
    make_allocation(province, made.other, "50000.00")
    make_allocation(province, made.draft, "9999.99")
    Place.objects.create(
        code="350527000000",
        name="金门县",
        level="county",
        kind="county",
        parent=Place.objects.create(
            code="350500000000",
            name="泉州市",
            level="city",
            kind="prefecture",
            parent=places.fujian,
        ),
        administered=False,
    )
    return made


@pytest.fixture
def counted(data, cast):
    """``counted()`` is the table for the province official; arguments replace hers."""

    def count(**asked):
        return coverage(**{"user": cast.province, "plan": data.plan, "as_of": YEAR_END, **asked})

    return count
