"""Services in four counties, and a plain count of them, person by person."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from projects.delivery.models import ServiceRecord
from tests.factories import make_beneficiary, make_project, make_service, make_worker

COUNTIES = ("gulou", "minhou", "pingtan", "meilie")
GROUPS = (["left_elders"], ["left_children", "rural_poor"], ["left_elders", "difficulty"])


def make_served(places: Any, plan: Any, agency: Any) -> SimpleNamespace:
    """A project in each county, that of 闽侯 with a site in 鼓楼 too; twelve people, four a kind.

    ``serve("minhou", date(…), came=[0, 1])`` writes a service; ``abroad`` has that of 闽侯 go to 鼓楼.
    """
    worker = make_worker(places.minhou, agency)
    sites = {"minhou": (places.fulong, places.zhongshan)}
    projects = {
        name: make_project(
            getattr(places, name),
            agency=agency,
            plan=plan,
            status="running",
            lead=worker,
            sites=sites.get(name, ()),
        )
        for name in COUNTIES
    }
    people = [
        make_beneficiary(agency, places.fulong, groups=GROUPS[number % 3]) for number in range(12)
    ]

    def serve(
        county: str, day: date, came: Any = (), *, abroad: bool = False, **fields: Any
    ) -> ServiceRecord:
        if county == "minhou":
            fields["place"] = places.zhongshan if abroad else places.fulong
        came = [people[number] for number in came]
        return make_service(projects[county], worker, date=day, came=came, **fields)

    return SimpleNamespace(projects=projects, people=people, serve=serve, worker=worker)


def plainly(
    first: date, last: date, counts: Callable[[ServiceRecord], Any] = lambda record: True
) -> dict[str, SimpleNamespace]:
    """Services, attendances and the people, by method and by group; "" is all of them.

    ``attendances`` of a group are those of people of the register.
    """
    found: defaultdict[str, SimpleNamespace] = defaultdict(
        lambda: SimpleNamespace(services=0, attendances=0, times=0, people=set())
    )
    for record in ServiceRecord.objects.prefetch_related("beneficiaries"):
        if not first <= record.date <= last or not counts(record):
            continue
        for kind in ("", record.method):
            found[kind].services += 1
            found[kind].attendances += record.attendances
        for person in record.beneficiaries.all():
            found[record.method].people.add(person.person_id)
            for group in ("", *person.groups):
                found[group].people.add(person.person_id)
                found[group].times += 1
    return found
