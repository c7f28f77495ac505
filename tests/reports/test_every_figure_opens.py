"""Every figure of every report over the demo is what its list of records adds up to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from django.core.management import call_command
from django.test import TestCase

from projects.accounts.models import User
from projects.demo.actions import load_demo
from projects.pilots.models import ActionPlan
from projects.reports.definitions import Definition
from projects.reports.definitions.registry import DEFINITIONS

# The reports and columns that do not open, and why. A column that is neither here nor opens is forgotten.
WHY = {
    "services": "counted from monthly totals; small numbers of people are withheld",
    "beneficiaries": "counted from monthly totals; small numbers of people are withheld",
    "partnerships": "its lists are to come",
}
CLOSED: dict[tuple[str, str], str] = {
    (key, column.key): why for key, why in WHY.items() for column in DEFINITIONS[key].columns
}

# Who reads, and of which day: 三元区 took over 梅列区 in 2021.
READERS = (
    ("demo-province", date(2018, 12, 31)),
    ("demo-sanming", date(2021, 12, 31)),
    ("demo-county", date(2018, 12, 31)),
)


def choices(definition: Definition) -> Iterator[dict[str, str]]:
    """Every combination of the definition's options."""
    names = [option.name for option in definition.options]
    values = [[value for value, _label in option.choices] or [""] for option in definition.options]
    return (dict(zip(names, chosen, strict=True)) for chosen in product(*values))


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

    def test_the_list_behind_every_cell_adds_up_to_the_cell(self):
        opening = [definition for definition in DEFINITIONS.values() if definition.opens]
        wrong: list[Any] = []
        cells = 0
        for definition, (name, day) in product(opening, READERS):
            reader = User.objects.select_related("place").get(username=name)
            asked = {"user": reader, "plan": ActionPlan.objects.get(), "as_of": day}
            asked["place"] = reader.place
            for options in choices(definition):
                table = definition.count(**asked, **options)
                opened = definition.opener(**asked, **options)
                for number, column in product(range(len(table.rows) + 1), definition.opens):
                    row = table.row(number)
                    if row[column] is None:
                        continue
                    cells += 1
                    found = opened(row, column).figure
                    if found != as_number(row[column]):
                        wrong.append((definition.key, name, options, row, column, found))
        assert not wrong, (len(wrong), wrong[:10])
        assert cells > 3_000


def as_number(figure: Any) -> Any:
    return Decimal(figure) if isinstance(figure, str) else figure
