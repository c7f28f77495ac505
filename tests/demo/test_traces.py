"""The chain over the whole demo: from every kind of record, both ends, in the same few queries."""

import json
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from projects.accounts.models import User
from projects.dashboard.trace.breaks import BREAKS, Found, all_breaks
from projects.dashboard.trace.chain import follow
from projects.dashboard.trace.kinds import KINDS
from projects.demo.actions import load_demo
from projects.needs.models import Need
from projects.pilots.models import Project

DAY = date(2018, 12, 31)
QUERIES = 10


class TestTracesOfTheDemo(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_places", verbosity=0)
        load_demo()
        cls.province = User.objects.get(username="demo-province")

    def trace(self, kind: str, record):
        return follow(kind, KINDS[kind], record, self.province, DAY)

    def some(self, kind: str):
        """Records of a kind spread over the whole demo."""
        rows = KINDS[kind].rows(self.province).order_by("pk")
        return rows[:: max(1, rows.count() // 12)]

    def test_every_kind_opens_in_the_same_few_queries(self):
        for kind in KINDS:
            counts = set()
            for record in self.some(kind):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    self.trace(kind, record)
                counts.add(len(queries))
            assert max(counts) <= QUERIES, kind

    def test_the_chain_of_a_need_and_of_what_came_of_it_are_the_same(self):
        for need in Need.objects.filter(status="adopted")[::20]:
            for line in self.trace("need", need).lines:
                back = self.trace("project", line.project).lines[0]
                assert need in [one.need for one in back.needs]
                (of_agency,) = [
                    one
                    for one in self.trace("agency", line.project.agency).lines
                    if one.project == line.project
                ]
                assert of_agency.amount == back.amount == line.project.allocated
                assert of_agency.services == back.services

    def test_the_money_of_all_projects_is_the_published_money(self):
        amounts = [self.trace("project", one).amount for one in Project.objects.all()]
        assert f"{sum(amounts):.2f}" == "20890000.00"

    def test_the_command_prints_every_kind(self):
        for kind in KINDS:
            out = StringIO()
            record = self.some(kind)[0]
            call_command(
                "trace", kind, str(record.pk), format="json", as_of=DAY.isoformat(), stdout=out
            )
            assert json.loads(out.getvalue())["id"] == record.pk

    def test_the_breaks_of_the_demo_are_few_and_each_is_one_of_its_kind(self):
        found = [Found(*row) for row in all_breaks(self.province, DAY)]
        assert 0 < len(found) < 15
        assert {one.broken for one in found} <= set(BREAKS)
