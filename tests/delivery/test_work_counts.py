"""The project's page counts cases, groups and their services apart, and each count opens its list."""

import re
from datetime import date

import pytest
from django.urls import reverse

from projects.delivery.models import CaseFile, ServiceGroup
from tests.factories import make_case, make_group, make_project, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(places, agency, plan, project, worker):
    """Two cases and one group more than are open, and work of another project beside them."""
    case, closed = make_case(project, worker), make_case(project, worker)
    CaseFile.objects.filter(pk=closed.pk).update(
        status="closed", closed_on=date(2018, 9, 1), closing="achieved", result="better"
    )
    make_case(project, worker)
    group = make_group(project, worker)
    make_group(project, worker, closed_on=date(2018, 9, 1))
    for session in (1, 2, 3):
        make_service(project, worker, group=group, session=session)
    make_service(project, worker, method="case", case=case, attendances=1)
    make_service(project, worker, method="community")
    other = make_project(places.own, agency=agency, plan=plan, status="running")
    make_case(other, worker)
    make_group(other, worker)
    return project


def test_cases_and_groups_are_counted_by_state(work):
    assert CaseFile.objects.filter(project=work).by_state() == (3, 2, 1)
    assert ServiceGroup.objects.filter(project=work).by_state() == (2, 1, 1)
    assert CaseFile.objects.none().by_state() == (0, 0, 0)


@pytest.mark.parametrize("name", ["agency", "county", "province", "auditor"])
def test_each_count_of_the_projects_page_opens_the_list_of_so_many_rows(as_user, cast, work, name):
    client = as_user(getattr(cast, name))
    html = client.get(work.get_absolute_url()).content.decode()
    panel = html[html.index('id="h-services"') :]
    panel = panel[: panel.index("</section>")]
    counted = re.findall(r'<a href="([^"]*\?project=[^"]*)">[^\d<]*(?:<b>)?(\d+)', panel)
    found = {address.replace("&amp;", "&"): int(number) for address, number in counted}
    services, cases, groups = (reverse(f"{one}_list") for one in ("service", "case", "group"))
    mine = f"?project={work.pk}"
    assert found == {
        f"{services}{mine}&method=case": 1,
        f"{services}{mine}&method=group": 3,
        f"{services}{mine}&method=community": 1,
        f"{cases}{mine}": 3,
        f"{cases}{mine}&status=open": 2,
        f"{cases}{mine}&status=closed": 1,
        f"{groups}{mine}": 2,
        f"{groups}{mine}&state=open": 1,
        f"{groups}{mine}&state=closed": 1,
    }
    for address, number in found.items():
        assert client.get(address).context["paginator"].count == number, address


@pytest.mark.parametrize("name", ["clerk", "evaluator"])
def test_who_reads_no_cases_sees_the_services_alone(as_user, cast, work, name):
    html = as_user(getattr(cast, name)).get(work.get_absolute_url()).content.decode()
    assert reverse("case_list") not in html
    assert reverse("group_list") not in html
    assert f"{reverse('service_list')}?project={work.pk}&amp;method=case" in html
