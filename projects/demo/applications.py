"""Projects still on their way to approval, and needs that wait for a project: they count nowhere yet."""

from datetime import date
from random import Random

from projects.accounts.models import User
from projects.common.roles import Role
from projects.demo.days import day_between
from projects.demo.divisions import County, Divisions
from projects.demo.figures import ANXI, GULOU, MEILIE, OPEN_NEEDS
from projects.demo.people import People
from projects.demo.projects import Pilot, ProjectMaker, make_need
from projects.demo.slots import Slot
from projects.demo.texts import RURAL_FIELDS, THEMES, URBAN_FIELDS
from projects.demo.timetable import make_timetable
from projects.needs.models import Need
from projects.places.models import Place

SURVEYED = (date(2018, 8, 20), date(2018, 9, 28))

OF_THE_CLERK, OF_ANXI = 3, 5

DRAFT: list[str] = []
CHECKING = ["submit"]
REVIEWING = ["submit", "check"]
APPROVING = ["submit", "check", "review"]
BACK_FROM_COUNTY = ["submit", "return"]
BACK_FROM_CITY = ["submit", "check", "return"]

# county, pilot level, rural or urban, moves made, why returned: something waits for every sign-in
APPLICATIONS = (
    (ANXI, "county", "urban", DRAFT, ""),
    (ANXI, "city", "rural", BACK_FROM_COUNTY, "服务目标与需求不对应，请补充留守老人的人数。"),
    (ANXI, "county", "rural", CHECKING, ""),
    (ANXI, "province", "rural", APPROVING, ""),
    ("350582", "city", "urban", REVIEWING, ""),  # 晋江市
    ("350583", "city", "rural", APPROVING, ""),  # 南安市
    (MEILIE, "county", "urban", DRAFT, ""),
    ("350426", "city", "rural", REVIEWING, ""),  # 尤溪县
    ("350481", "province", "urban", BACK_FROM_CITY, "实施地点与已立项目重复，请调整。"),  # 永安市
    (GULOU, "province", "urban", APPROVING, ""),
)


def make_applications(rng: Random, divisions: Divisions, maker: ProjectMaker) -> list[Pilot]:
    """Projects registered in the autumn of 2018 for the next round, at different steps."""
    pilots = []
    for code, level, setting, steps, reason in APPLICATIONS:
        slot = Slot(divisions.county(code), level, setting)
        timetable = make_timetable(rng, steps, needed=SURVEYED, wait=(10, 30))
        pilots.append(maker.project(slot, timetable, reason))
    return pilots


def make_open_needs(
    rng: Random, divisions: Divisions, people: People, clerk: User, community: Place
) -> list[Need]:
    """Needs that nobody has adopted: some of the clerk's community and county, the rest anywhere."""
    today = [county for county in divisions.counties if county.place.valid_to is None]
    others = OPEN_NEEDS - OF_THE_CLERK - OF_ANXI
    counties = [divisions.county(ANXI)] * OF_ANXI + [rng.choice(today) for _number in range(others)]
    where = [("urban", community, clerk)] * OF_THE_CLERK
    for county in counties:
        setting, village = _any_village(rng, county)
        where.append((setting, village, people.official(Role.COUNTY, county.place)))
    needs: list[Need] = []
    said: set[tuple[str, str]] = set()
    while len(needs) < len(where):
        need = _open_need(rng, *where[len(needs)])
        # A county does not say the same thing twice.
        if (need.place.code[:6], need.title) not in said:
            said.add((need.place.code[:6], need.title))
            needs.append(need)
    return needs


def _any_village(rng: Random, county: County) -> tuple[str, Place]:
    """A village or community that still exists today, so that a project can be made of its need."""
    setting = "rural" if county.rural and rng.random() < 0.5 else "urban"
    while (village := county.neighbours(rng, setting, 1)[0]).valid_to is not None:
        pass
    return setting, village


def _open_need(rng: Random, setting: str, village: Place, by: User) -> Need:
    service_field = rng.choice(RURAL_FIELDS if setting == "rural" else URBAN_FIELDS)
    choice = rng.choice(THEMES[service_field].suited(setting).needs)
    day = day_between(rng, date(2018, 9, 3), date(2018, 12, 20))
    return make_need(rng, village, service_field, choice, day, by, Need.Status.REGISTERED)
