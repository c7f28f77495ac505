"""What the demo holds could have come about by the forms: the rules of every room are kept."""

from itertools import pairwise

from django.db.models import F
from django.test import TestCase

from projects.accounts.models import User
from projects.delivery.models import ServiceRecord
from projects.needs.models import Need
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import Assignment, Move, Project, Site
from tests.demo.loading import load_everything


class TestChain(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        load_everything()

    def test_every_project_comes_from_adopted_needs_of_its_own_sites(self):
        for project in Project.objects.prefetch_related("needs", "sites"):
            sites = {site.place_id for site in project.sites.all()}
            needs = project.needs.all()
            assert 1 <= len(needs) <= 3
            assert 1 <= len(sites) <= 4
            assert {need.place_id for need in needs} <= sites
            assert {need.status for need in needs} == {Need.Status.ADOPTED}
            assert max(need.reported_on for need in needs) <= project.starts

    def test_sites_lie_in_the_county_that_registered_the_project(self):
        for site in Site.objects.select_related("place", "project__place"):
            assert site.place.code[:6] == site.project.place.code[:6]

    def test_the_moves_of_a_project_are_one_way_through_the_lifecycle(self):
        for project in Project.objects.prefetch_related("moves__by"):
            moves = sorted(project.moves.all(), key=lambda move: move.at)
            assert [moves[0].name, moves[0].from_status] == ["register", ""]
            assert moves[-1].to_status == project.status
            for before, move in pairwise(moves):
                rule = MOVES[move.name]
                assert move.from_status == before.to_status
                assert move.to_status == rule.to
                assert move.by.role == rule.role_at(move.from_status, project.level)
                assert bool(move.reason) == rule.needs_reason

    def test_whoever_moved_a_project_could_see_it(self):
        for user in User.objects.filter(is_demo=True, role__in=["province", "city", "county"]):
            moved = Move.objects.filter(by=user).values("project").distinct().count()
            assert (
                Project.objects.visible_to(user).filter(moves__by=user).distinct().count() == moved
            )

    def test_pilots_were_approved_and_started_in_2018_and_end_in_2019(self):
        running = Project.objects.filter(status="running")
        assert running.exclude(approved_on__year=2018, started_on__year=2018).count() == 0
        assert running.exclude(started_on__gt=F("approved_on")).count() == 0
        assert running.exclude(ends__year=2019).count() == 0
        days = running.values_list("approved_on", "started_on")
        assert {day.month for pair in days for day in pair} <= set(range(2, 10))

    def test_projects_on_their_way_stand_at_every_step_and_have_neither_day_nor_money(self):
        others = Project.objects.exclude(status="running")
        assert set(others.values_list("status", flat=True)) == {
            "draft",
            "returned",
            "county_check",
            "city_review",
            "approval",
        }
        assert others.exclude(approved_on=None, started_on=None, allocated=0).count() == 0

    def test_every_running_project_has_a_lead_certified_on_the_first_day_and_staff_of_its_agency(
        self,
    ):
        leads = Assignment.objects.filter(role="lead").select_related("worker", "project")
        assert leads.count() == 132
        assert all(entry.worker.certified_on(entry.starts) for entry in leads)
        assert all(entry.starts <= entry.project.started_on for entry in leads)
        assert Assignment.objects.exclude(worker__agency=F("project__agency")).count() == 0
        assert Assignment.objects.filter(starts__lt=F("worker__since")).count() == 0

    def test_services_lie_within_their_project_at_its_sites_by_its_workers(self):
        services = ServiceRecord.objects.all()
        assert services.count() == 3_000
        assert services.filter(date__lt=F("project__started_on")).count() == 0
        assert services.filter(date__gt=F("project__ends")).count() == 0
        assert services.filter(project__sites__place=F("place")).count() == 3_000
        assert services.filter(workers__isnull=True).count() == 0
        for record in services.select_related("place")[:100].prefetch_related("workers"):
            assert record.county_code[:6] == record.place.code[:6]
            team = Assignment.objects.filter(project=record.project_id, starts__lte=record.date)
            assert {worker.pk for worker in record.workers.all()} <= set(
                team.values_list("worker", flat=True)
            )

    def test_there_is_something_to_see_for_each_sign_in(self):
        for username in ("demo-province", "demo-city", "demo-county", "demo-clerk", "demo-agency"):
            user = User.objects.get(username=username)
            assert Project.objects.visible_to(user).filter(status="running").exists()
            assert Need.objects.visible_to(user).exists()
            assert ServiceRecord.objects.visible_to(user).exists()

    def test_the_county_that_took_over_meilie_sees_its_projects(self):
        user = User.objects.get(username="demo-sanyuan")
        counties = Project.objects.visible_to(user).values_list("place__code", flat=True)
        assert {code[:6] for code in counties} == {"350402", "350403"}
