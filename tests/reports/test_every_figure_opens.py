"""The figures of every report over the demo are what their lists of records add up to."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from re import findall
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.db.models import Sum
from django.test import TestCase, override_settings

from projects.accounts.models import User
from projects.agencies.models import Agency, Inspection
from projects.demo.actions import load_demo
from projects.evaluation.models import Evaluation, SatisfactionSurvey
from projects.pilots.models import ActionPlan, Assignment, Project
from projects.reports import layout
from projects.reports.actions import make_run
from projects.reports.definitions import Column, Definition, Table
from projects.reports.definitions.narrowing import SETTING
from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.definitions.served import WITHHELD
from projects.workers.models import Certificate, Registration
from tests.factories import make_report_run

# The reports and columns that do not open, and why. A column that is neither here nor opens is forgotten.
REGISTER = "different people of the register, whom nobody outside the agency reads one by one"
GROUP = "nobody outside the agency reads of which target group those were who came to one service"
CLOSED: dict[tuple[str, str], str] = {
    ("services", "people"): REGISTER,
    **{
        ("beneficiaries", column.key): REGISTER if column.key.startswith("people") else GROUP
        for column in DEFINITIONS["beneficiaries"].columns
        if column.key != "attendances"
    },
}

# Who reads, and of which day: 三元区 took over 梅列区 in 2021.
READERS = (
    ("demo-province", date(2018, 12, 31)),
    ("demo-sanming", date(2021, 12, 31)),
    ("demo-county", date(2018, 12, 31)),
)


FEW = 29  # of the province, of what nobody asks for by default: the total and each so many-th row


def walked(table: Table, *, turn: int, level: str) -> list[int]:
    """The numbers of the rows that are walked; another choice of an option begins with another row."""
    rows = range(len(table.rows) + 1)
    return [*rows] if not turn or level != "province" else sorted({0, *rows[turn::FEW]})


def choices(definition: Definition) -> Iterator[dict[str, str]]:
    """The options as they are unless somebody says otherwise, then each other choice of each alone.

    Of what an option narrows to, the first: the others are the same condition with another value.
    """
    usual = {option.name: option.default for option in definition.options}
    yield usual
    for option in definition.options:
        for value, _label in option.choices[1 : 2 if option.narrows else None]:
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
    # The page says why, too.
    assert {key for key, one in DEFINITIONS.items() if one.closed} == {key for key, _ in CLOSED}


class TestEveryFigureOpens(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_places", verbosity=0)
        load_demo()

    def test_the_list_behind_a_cell_adds_up_to_the_cell(self):
        """Every cell of every report as it is asked for unless somebody says otherwise.

        Each other choice of an option for every cell of the city and of the county; of the province, whose
        tables are then 80,000 cells, for the total and each 29th row, with every column.
        """
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
                numbers = walked(table, turn=turn, level=reader.place.level)
                for number, column in product(numbers, definition.opens):
                    row = table.row(number)
                    if row[column] is None:
                        continue
                    cells += 1
                    behind = opened(row, column)
                    found, parts = behind.figure, (*behind.parts, *behind.of)
                    # Pages of a list in no order may repeat a record and lose another.
                    is_in_order = all(part.records.ordered for part in parts)
                    if found != as_number(row[column]) or not is_in_order:
                        wrong.append((definition.key, name, options, row, column, found))
        assert not wrong, (len(wrong), wrong[:10])
        assert cells > 25_000

    @override_settings(DEBUG=True)  # the demo signs in
    def test_a_link_of_each_report_leads_to_the_page_of_its_cell(self):
        reader = User.objects.select_related("place").get(username="demo-county")
        asked = (ActionPlan.objects.get(), reader.place, reader)
        self.client.force_login(reader)
        for report in (key for key, one in DEFINITIONS.items() if one.opens):
            with TemporaryDirectory() as folder, self.settings(FILES_DIR=Path(folder)):
                run = make_report_run(*asked, report=report)
                make_run(job_id=run.job_id)
            page = self.client.get(run.get_absolute_url())
            linked = findall(
                r'<a href="([^"]+/figures/(\d+)/(\w+)/)">([^<]+)</a>', page.content.decode()
            )
            link, number, key, text = linked[len(linked) // 2]
            table = page.context["sheet"]["table"]
            (column,) = (one for one in table.columns if one.key == key)
            cell = table.row(int(number))[key]
            assert text == layout.shown(column, layout.figure(column, cell))
            opened = self.client.get(link).context
            said, found = (Decimal(opened[each].replace(",", "")) for each in ("figure", "found"))
            assert said == found == Decimal(str(cell)) != 0, link

    def test_what_is_rural_and_what_is_urban_make_up_both(self):
        reader = User.objects.select_related("place").get(username="demo-city")
        asked = {"user": reader, "plan": ActionPlan.objects.get(), "as_of": date(2018, 12, 31)}
        takers = [one for one in DEFINITIONS.values() if SETTING in one.options]
        assert {"coverage", "settlement", "services"} <= {one.key for one in takers}
        for definition in takers:
            both, *halves = (
                definition.count(**asked, setting=setting) for setting in ("any", "rural", "urban")
            )
            columns = [one for one in both.columns if adds_up(one)]
            sums = Counter(figures(halves[0], columns))
            sums.update(figures(halves[1], columns))
            assert sums == figures(both, columns), definition.key
            for half, setting in zip(halves, ("rural", "urban"), strict=True):
                assert SETTING.text(setting) in half.notes[0]

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


def adds_up(column: Column) -> bool:
    """Whether the figures of the column add up over projects: not different people or counties."""
    counts_different = column.nothing == WITHHELD or column.key in ("counties", "covered")
    return column.kind in ("count", "money") and not counts_different


def figures(table: Table, columns: list[Column]) -> Counter[Any]:
    """The figures of a table that are not zero, by what their row is about."""
    found: Counter[Any] = Counter()
    for row in (table.row(number) for number in range(len(table.rows) + 1)):
        about = (row["level"], row["place"], *(row[label.key] for label in table.labels))
        found.update({(*about, one.key): as_number(row[one.key] or 0) for one in columns})
    return Counter({key: figure for key, figure in found.items() if figure})


def as_number(figure: Any) -> Any:
    return Decimal(figure) if isinstance(figure, str) else figure
