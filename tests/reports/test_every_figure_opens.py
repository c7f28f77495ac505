"""The figures of every report over the demo are what their lists of records add up to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from django.core.management import call_command
from django.db.models import Sum
from django.test import TestCase

from projects.accounts.models import User
from projects.agencies.models import Agency, Inspection
from projects.demo.actions import load_demo
from projects.evaluation.models import Evaluation, SatisfactionSurvey
from projects.pilots.models import ActionPlan, Assignment, Project
from projects.reports.definitions import Definition
from projects.reports.definitions.registry import DEFINITIONS
from projects.workers.models import Certificate, Registration

# The reports and columns that do not open, and why. A column that is neither here nor opens is forgotten.
REGISTER = "different people of the register, whom nobody outside the agency reads one by one"
CLOSED: dict[tuple[str, str], str] = {
    ("services", "people"): REGISTER,
    **{("beneficiaries", column.key): REGISTER for column in DEFINITIONS["beneficiaries"].columns},
}

# Who reads, and of which day: 三元区 took over 梅列区 in 2021.
READERS = (
    ("demo-province", date(2018, 12, 31)),
    ("demo-sanming", date(2021, 12, 31)),
    ("demo-county", date(2018, 12, 31)),
)


EACH, FEW = (
    7,
    29,
)  # of the province each seventh row; of what nobody asks for by default, fewer still


def choices(definition: Definition) -> Iterator[dict[str, str]]:
    """The options as they are unless somebody says otherwise, then each other choice of each alone."""
    usual = {option.name: option.default for option in definition.options}
    yield usual
    for option in definition.options:
        for value, _label in option.choices[1:]:
            yield usual | {option.name: value}


def test_every_column_of_figures_opens_or_says_why_not():
    columns = {
        (key, column.key): column.kind
        for key, definition in DEFINITIONS.items()
        for column in definition.columns
    }
    opens = {
        (key, column) for key, definition in DEFINITIONS.items() for column in definition.opens
    }
    figures = {name for name, kind in columns.items() if kind != "text"}
    assert opens | CLOSED.keys() == figures
    assert not opens & CLOSED.keys()


class TestEveryFigureOpens(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_places", verbosity=0)
        load_demo()

    def test_the_list_behind_a_cell_adds_up_to_the_cell(self):
        opening = [definition for definition in DEFINITIONS.values() if definition.opens]
        wrong: list[Any] = []
        cells = 0
        for definition, (name, day) in product(opening, READERS):
            reader = User.objects.select_related("place").get(username=name)
            asked = {"user": reader, "plan": ActionPlan.objects.get(), "as_of": day}
            asked["place"] = reader.place
            for turn, options in enumerate(choices(definition)):
                table = definition.count(**asked, **options)
                opened = definition.opener(**asked, **options)
                step = FEW if turn else EACH if reader.place.level == "province" else 1
                for number, column in product(
                    range(0, len(table.rows) + 1, step), definition.opens
                ):
                    row = table.row(number)
                    if row[column] is None:
                        continue
                    cells += 1
                    found = opened(row, column).figure
                    if found != as_number(row[column]):
                        wrong.append((definition.key, name, options, row, column, found))
        assert not wrong, (len(wrong), wrong[:10])
        assert cells > 1_000

    def test_the_totals_are_what_plain_queries_over_the_demo_say(self):
        reader = User.objects.select_related("place").get(username="demo-province")
        day = date(2018, 12, 31)

        def total(report: str, **options: str) -> dict[str, Any]:
            asked = {"user": reader, "plan": ActionPlan.objects.get(), "as_of": day}
            return DEFINITIONS[report].count(**asked, **options).total

        certified = {certificate.worker_id for certificate in Certificate.objects.all()}
        valid = {one.worker_id for one in Registration.objects.filter(ends_on__gte=day)}
        people = total("workers")
        assert (people["professionals"], people["certified"]) == (35_000, 13_512)
        assert people["certified"] == len(certified)
        assert people["registered"] + people["due"] == len(certified & valid)
        assert people["assigned"] == len(
            {
                one.worker_id
                for one in Assignment.objects.all()
                if one.starts <= day <= (one.ends or day)
            }
        )
        assert total("workforce")["density"] == round(13_512 / 3_941, 2)
        latest = {
            one.agency_id: one.result
            for one in Inspection.objects.filter(decided_on__lte=day).order_by("year")
        }
        graded = sum(agency.grade_valid_on(day) for agency in Agency.objects.all())
        asked = {"user": reader, "plan": ActionPlan.objects.get(), "as_of": day}
        table = DEFINITIONS["agencies"].count(**asked, depth="area")
        held = [row["agencies"] for row in table.rows if row["grade"] in Agency.Grade]
        assert (table.total["agencies"], sum(held)) == (324, graded)
        assert table.total["pass"] == [*latest.values()].count("pass")
        pilots = total("projects")
        assert [pilots[key] for key in ("projects", "projects_rural", "projects_province")] == [
            *(132, 44, Project.objects.filter(level="province", started_on__lte=day).count())
        ]
        concluded = Evaluation.objects.filter(kind="midterm", concluded_on__year=2018)
        last = {one.project_id: one.average for one in concluded.order_by("concluded_on", "pk")}
        said = total("evaluations")
        assert said["midterm"] == len(last)
        assert said["midterm_mean"] == round(float(sum(last.values()) / len(last)), 1)
        half = SatisfactionSurvey.objects.filter(on__range=(date(2018, 7, 1), day))
        counted = half.aggregate(Sum("valid"))["valid__sum"]
        assert total("evaluations", period="half")["valid"] == counted


def as_number(figure: Any) -> Any:
    return Decimal(figure) if isinstance(figure, str) else figure
