"""The demo adds up exactly to what was published for 2018, and could have come about by the forms."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import pairwise

from django.conf import settings
from django.core.management import call_command
from django.db.models import Avg, Count, F, Max, Q, Sum
from django.test import TestCase
from django.urls import reverse

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.common.encryption import keyed_hash
from projects.common.identifiers import credit_code_is_valid, validate_id_number
from projects.common.money import ZERO
from projects.delivery.models import Attendance, Beneficiary, ServiceRecord
from projects.delivery.rules.people import read_from_id
from projects.demo.actions import load_demo
from projects.demo.figures import MONEY
from projects.evaluation.models import SatisfactionSurvey
from projects.funding.models import Allocation, Budget
from projects.needs.models import Need
from projects.packages.actions import options_of, places_below
from projects.partnerships.models import Dispatch, Exchange, Pairing
from projects.pilots.changes import still_holds
from projects.pilots.gaps import gap_list, imbalances
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import (
    ActionPlan,
    Assignment,
    ChangeRequest,
    IndicatorValue,
    Move,
    Project,
    Site,
)
from projects.places.models import Place
from projects.reports.definitions.partnerships import partnerships
from projects.reports.definitions.registry import DEFINITIONS, thawed
from projects.reports.renderers import RENDERERS
from projects.workers.models import Certificate, Honour, SocialWorker

GAP_QUERIES = 11  # however many projects and counties
END_OF_2018 = date(2018, 12, 31)


def counted():
    """The projects that count for 2018."""
    plan = ActionPlan.objects.get(code="fujian-2018")
    return Project.objects.filter(plan=plan).qualifying(since=plan.starts, as_of=END_OF_2018)


def report(name: str, as_of: str, **options: str) -> dict:
    """What `manage.py report` prints for the plan of 2018."""
    out = StringIO()
    options |= {"plan": "fujian-2018", "as_of": as_of, "format": "json", "output": "-"}
    call_command("report", name, stdout=out, **options)
    return json.loads(out.getvalue())


def coverage(as_of: str) -> dict:
    return report("coverage", as_of)


class TestPublishedFigures(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_places", verbosity=0)
        load_demo()

    def test_three_pages_show_the_published_sum_and_the_same_money_by_level(self):
        province = Place.objects.get(code="350000000000")
        official = User.objects.create(
            username="reader", name="读者", role="province", place=province
        )
        plan = ActionPlan.objects.get(code="fujian-2018")
        self.client.force_login(official, settings.AUTHENTICATION_BACKENDS[-1])
        page = self.client.get(reverse("money_matrix"), {"plan": plan.pk})
        by_level = {row.key: row.amounts.allocated for row in page.context["matrix"].levels}
        listed = {}
        for level, amount in by_level.items():
            query = {"plan": plan.pk, "level": level}
            found = self.client.get(reverse("allocation_list"), query)
            listed[level] = found.context["paginator"].sums["amount"]
            assert f"{amount:,.2f}" in page.content.decode()
        home = self.client.get(reverse("home"), {"plan": plan.code}).context["figures"].total
        on_home = {level: home[f"allocated_{level}"] for level in by_level}
        assert by_level == listed
        assert by_level == on_home
        assert sum(by_level.values()) == MONEY
        assert "20,890,000.00" in page.content.decode()
        by_holder = self.client.get(reverse("money_matrix"), {"plan": plan.pk, "by": "holder"})
        assert by_holder.context["matrix"].total == page.context["matrix"].total

    def test_every_table_of_every_city_can_be_made_and_stays_the_same_when_it_is_frozen(self):
        province = Place.objects.get(code="350000000000")
        official = User.objects.create(
            username="maker", name="制表", role="province", place=province
        )
        plan = ActionPlan.objects.get(code="fujian-2018")
        for place in places_below(plan=plan, place=province, day=END_OF_2018):
            for key, definition in DEFINITIONS.items():
                with self.subTest(report=key, place=place.name):
                    asked = {"user": official, "plan": plan, "as_of": END_OF_2018, "place": place}
                    table = definition.count(**asked, **options_of(key))
                    frozen = json.loads(json.dumps(table.as_dict()))
                    assert thawed(frozen, example=True).sha256 == table.sha256
                    RENDERERS["csv"](table, BytesIO())

    def test_the_table_of_cooperation_and_exchange_holds_what_was_published(self):
        plan = ActionPlan.objects.get(code="fujian-2018")
        official = User.objects.get(username="demo-province")
        total = partnerships(
            user=official, plan=plan, as_of=date(2018, 12, 31), period="free", since="2017-01-01"
        ).total
        found = [total[key] for key in ("pairings", "batches", "person_trips", "candidate")]
        assert found == [10, 21, 53, 15]
        candidates = Exchange.objects.filter(kind="candidate", exam_year=2018)
        assert candidates.aggregate(Avg("age"), Max("age")) == {"age__avg": 40, "age__max": 63}
        pairings = Pairing.objects.visible_to(official)
        assert pairings.values("helped_place").distinct().count() == 10
        assert all(pairing.own_funds and "示例数据" in str(pairing) for pairing in pairings)
        for row in [*pairings, *Dispatch.objects.all(), *Exchange.objects.all()]:
            row.full_clean()
        for sent in Dispatch.objects.select_related("pairing").prefetch_related("members__worker"):
            assert sent.pairing.runs_on(sent.starts)
            assert all(
                member.days <= sent.length
                and member.worker.agency_id == sent.pairing.helper_id
                and member.worker.since <= sent.starts
                for member in sent.members.all()
            )

    def test_the_four_drives_hold_every_published_figure(self):
        def printed(kind: str = "json") -> StringIO:
            written = StringIO()
            call_command("report", "drives", format=kind, stdout=written)
            return written

        def figure(row: dict) -> object:
            return next(row[key] for key in ("number", "money", "mean") if row[key] is not None)

        rows = json.loads(printed().getvalue())["rows"]
        said = {(row["item"], row["source"]): figure(row) for row in rows}
        counted = {item: found for (item, source), found in said.items() if source is None}
        assert (
            counted.items()
            >= {
                "money": "20890000.00",
                "pilots": 132,
                "rural": 44,
                "counties": 84,
                "covered": 84,
                "coverage": 100.0,
                "professionals": 35_000,
                "certified": 13_512,
                "agencies": 324,
                "honour_batches": 3,
                "honours": 35,
                "honour_each": "100000.00",
                "pairings": 10,
                "helpers": 10,
                "helped": 10,
                "helped_places": 10,
                "own_funds": 10,
                "batches": 21,
                "candidate": 15,
                "mean_age": 40.0,
                "oldest": 63,
            }.items()
        )
        assert 50 < counted["trips"] < 60
        assert all(counted[kind] for kind in ("visit_out", "expert_in", "agency", "intern"))
        published = Counter((row["item"], row["number"]) for row in rows if row["source"])
        assert published == Counter(
            [
                ("published_professionals", 35_000),
                ("published_certified", 13_512),
                ("published_agencies", 324),
                ("published_agencies", 346),
            ]
        )
        assert len(printed("csv").getvalue().splitlines()) == len(rows) + 1
        # Each is counted: with other records there are other figures.
        Honour.objects.filter(batch=3).delete()
        Exchange.objects.filter(age=63).delete()
        after = {row["item"]: figure(row) for row in json.loads(printed().getvalue())["rows"]}
        found = [after[item] for item in ("honour_batches", "honours", "candidate", "oldest")]
        assert found == [2, 24, 14, 55]

    def test_the_quotas_add_up_and_the_gap_list_agrees_with_the_report(self):
        plan = ActionPlan.objects.get(code="fujian-2018")
        quotas = list(plan.quotas.all())
        assert imbalances(plan, quotas) == []
        official = User.objects.get(username="demo-province")
        with self.assertNumQueries(GAP_QUERIES):
            gaps = gap_list(user=official, plan=plan, today=date(2026, 11, 24))
        assert (gaps.day, gaps.covered, gaps.counties) == (END_OF_2018, 84, 84)
        whole = {
            (line.quota.level, line.quota.rural): (line.approved, line.open)
            for line in gaps.quotas
            if line.quota.place is None
        }
        assert whole == {
            ("province", False): (30, 0),
            ("city", False): (42, 0),
            ("county", False): (60, 0),
            ("", True): (44, 0),
        }
        cities = [line for line in gaps.quotas if line.quota.place]
        assert sum(line.quota.number for line in cities) == 132
        table = coverage(END_OF_2018.isoformat())
        counted = {row["place"]: row["projects"] for row in table["rows"] if row["level"] == "city"}
        assert {line.quota.place.code: line.approved for line in cities} == counted

    def test_each_third_project_has_a_department_and_all_have_indicators(self):
        projects = Project.objects.filter(started_on__isnull=False)
        assert projects.filter(partnerships__isnull=False).distinct().count() >= 44
        counts = set(projects.annotate(n=Count("indicators")).values_list("n", flat=True))
        assert counts <= {1, 2, 3, 4}
        assert 2 in counts
        for value in IndicatorValue.objects.select_related("indicator"):
            parts = [Decimal(part) for part in value.parts.values()]
            assert not parts or sum(parts) == value.actual

    def test_surveys_feed_the_indicators_that_are_counted_in_per_cent(self):
        fed = list(SatisfactionSurvey.objects.exclude(indicator=None))
        assert len(fed) >= 10
        found = {
            (value.indicator_id, value.as_of): value.actual
            for value in IndicatorValue.objects.all()
        }
        for survey in fed:
            assert survey.indicator.project_id == survey.project_id
            assert found[survey.indicator_id, survey.on] == survey.rate

    def test_the_plan_carries_the_published_targets(self):
        plan = ActionPlan.objects.get(code="fujian-2018")
        assert plan.is_demo
        assert (plan.name, plan.target_projects, plan.target_rural, plan.target_amount) == (
            "2018年三社联动行动计划",
            132,
            44,
            Decimal("20890000.00"),
        )

    def test_132_pilots_qualify_at_all_three_levels(self):
        assert counted().count() == 132
        levels = dict(counted().order_by().values_list("level").annotate(Count("pk")))
        assert levels == {"province": 30, "city": 42, "county": 60}

    def test_44_of_them_are_rural_and_work_only_in_villages(self):
        assert counted().filter(setting="rural").count() == 44
        kinds = Site.objects.filter(project__in=counted()).values_list(
            "project__setting", "place__kind"
        )
        assert set(kinds) == {("rural", "village"), ("urban", "community")}

    def test_every_administered_county_of_2018_is_covered_by_a_site_and_kinmen_is_not_counted(self):
        counties = Place.objects.counties().valid_on(END_OF_2018)
        sites = Site.objects.filter(project__in=counted()).values_list("place__code", flat=True)
        covered = {code[:6] for code in sites}
        assert {place.code[:6] for place in counties.administered()} == covered
        assert len(covered) == 84
        assert "350128" in covered  # 平潭
        assert "350527" not in covered  # 金门

    def test_the_three_levels_allocated_20_890_000_yuan_to_the_fen(self):
        entries = Allocation.objects.until(END_OF_2018)
        assert entries.aggregate(sum=Sum("amount"))["sum"] == Decimal("20890000.00")
        assert set(entries.values_list("budget__level", flat=True)) == {
            "province",
            "city",
            "county",
        }
        assert Allocation.objects.exclude(project__in=counted()).count() == 0
        assert Allocation.objects.exclude(day__year=2018).count() == 0

    def test_the_counters_of_budgets_and_projects_are_the_sums_of_their_allocations(self):
        budgets = Budget.objects.annotate(sum=Sum("allocations__amount"))
        assert budgets.exclude(allocated=F("sum")).count() == 0
        projects = Project.objects.alias(sum=Sum("allocations__amount"))
        assert counted().count() == projects.filter(allocated=F("sum")).count()
        assert projects.filter(sum__isnull=True).exclude(allocated=ZERO).count() == 0

    def test_what_is_planned_by_category_adds_up_to_what_each_project_was_allocated(self):
        projects = list(Project.objects.prefetch_related("budget_lines"))
        paid = [project for project in projects if project.allocated]
        assert {project.planned_amount == project.allocated for project in paid} == {True}
        assert sum(project.planned_amount for project in paid) == Decimal("20890000.00")
        assert all(project.planned_amount for project in projects)

    def test_changes_of_every_kind_and_state_name_what_the_project_has(self):
        changes = ChangeRequest.objects.select_related("project")
        assert {change.kind for change in changes} == set(ChangeRequest.Kind)
        assert {change.status for change in changes} == set(ChangeRequest.Status)
        for change in changes.filter(status="asked"):
            assert still_holds(change.project, change), change.number

    def test_a_project_is_paid_by_one_to_three_levels_and_by_each_at_most_once(self):
        paying = counted().annotate(
            levels=Count("allocations__budget__level", distinct=True), entries=Count("allocations")
        )
        assert set(paying.values_list("levels", flat=True)) == {1, 2, 3}
        assert paying.exclude(levels=F("entries")).count() == 0

    def test_324_agencies_have_credit_codes_of_their_own_and_none_is_listed(self):
        codes = set(Agency.objects.values_list("credit_code", flat=True))
        assert len(codes) == 324
        assert all(credit_code_is_valid(code) for code in codes)
        assert sum(code.startswith("52") for code in codes) > 290
        assert Agency.objects.filter(registered_on__gt=END_OF_2018).count() == 0
        assert Agency.objects.filter(grade="").exists()
        assert Agency.objects.exclude(grade="").exists()
        assert Agency.objects.filter(listings__isnull=False).count() == 0

    def test_13_512_of_35_000_professionals_are_certified(self):
        workers = SocialWorker.objects.active_on(END_OF_2018)
        assert workers.count() == 35_000
        assert workers.certified_on(END_OF_2018).count() == 13_512
        assert set(Certificate.objects.values_list("level", flat=True)) == {
            "assistant",
            "social_worker",
        }
        assert workers.order_by().values("place").distinct().count() == 84

    def test_made_up_people_have_no_numbers_that_might_be_somebodys(self):
        assert SocialWorker.objects.exclude(id_number="", phone="", id_hash=None).count() == 0
        assert Agency.objects.exclude(phone="").count() == 0
        register = Beneficiary.objects.select_related("person")
        assert {one.phone for one in register} == {""}
        numbered = [one for one in register if one.id_number]
        assert 0 < len(numbered) < len(register)
        for one in numbered:
            validate_id_number(one.id_number)
            assert one.id_number.startswith("99"), "there is no region 99"
            assert one.person.id_hash == keyed_hash(one.id_number)
            assert read_from_id(one.id_number) == {"born_on": one.born_on, "sex": one.sex}

    def test_the_coverage_report_of_2018_says_84_of_84(self):
        total = coverage("2018-12-31")["total"]
        assert (total["counties"], total["covered"], total["rate"]) == (84, 84, 100.0)
        assert (total["projects"], total["projects_rural"]) == (132, 44)
        assert [total[f"projects_{level}"] for level in ("province", "city", "county")] == [
            30,
            42,
            60,
        ]
        assert total["allocated_total"] == "20890000.00"

    def test_the_report_of_funds_says_20_890_000_and_splits_it_as_the_pages_of_money_do(self):
        province = Place.objects.get(code="350000000000")
        reader = User.objects.create(
            username="reader", name="读者", role="province", place=province
        )
        self.client.force_login(reader, settings.AUTHENTICATION_BACKENDS[-1])
        listed = {
            level: self.client.get(reverse("allocation_list"), {"level": level})
            for level in ("province", "city", "county")
        }
        listed = {level: page.context["paginator"].sums["amount"] for level, page in listed.items()}
        assert sum(listed.values()) == Decimal("20890000.00")
        plan = ActionPlan.objects.get(code="fujian-2018")
        shown = self.client.get(reverse("money_matrix"), {"plan": plan.pk}).context["matrix"]
        assert {row.key: row.amounts.allocated for row in shown.levels} == listed
        for basis in ("payer", "receiver"):
            said = report("funds", "2018-12-31", basis=basis)
            assert said["total"]["allocated"] == "20890000.00"
            split = {
                row["payer"]: Decimal(row["allocated"])
                for row in said["rows"]
                if row["level"] == "total" and not row["nature"]
            }
            assert split == listed
            for key in ("budget", "allocated", "contracted", "paid", "spent", "returned"):
                rows = [row for row in said["rows"] if row["level"] in ("county", "own")]
                parts = [Decimal(row[key]) for row in rows if not row["payer"]]
                assert sum(parts) == Decimal(said["total"][key]), (basis, key)

    def test_as_of_2021_83_counties_are_covered_and_what_was_meilies_counts_for_sanyuan(self):
        before, after = coverage("2018-12-31"), coverage("2021-12-31")
        assert (after["total"]["counties"], after["total"]["covered"]) == (83, 83)
        assert after["total"]["allocated_total"] == "20890000.00"
        then = {row["place"][:6]: row for row in before["rows"]}
        now = {row["place"][:6]: row for row in after["rows"]}
        assert not {"350402", "350403"} & set(now)
        assert then["350402"]["projects"] > 0
        assert now["350404"]["projects"] == then["350402"]["projects"] + then["350403"]["projects"]

    # What the demo holds could have come about by the forms: the rules of every room are kept.

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
        running = Project.objects.exclude(approved_on=None)
        assert running.count() == 132
        assert running.exclude(approved_on__year=2018, started_on__year=2018).count() == 0
        assert running.exclude(started_on__gt=F("approved_on")).count() == 0
        assert running.exclude(ends__year=2019).count() == 0
        days = running.values_list("approved_on", "started_on")
        assert {day.month for pair in days for day in pair} <= set(range(2, 10))

    def test_projects_on_their_way_stand_at_every_step_and_have_neither_day_nor_money(self):
        others = Project.objects.filter(approved_on=None)
        assert set(others.values_list("status", flat=True)) == {
            "draft",
            "returned",
            "county_check",
            "city_review",
            "approval",
        }
        assert others.exclude(approved_on=None, started_on=None, allocated=0).count() == 0

    def test_some_pilots_went_on_after_2018_and_most_still_run(self):
        pilots = Project.objects.exclude(approved_on=None)
        counts = Counter(pilots.values_list("status", flat=True))
        assert counts == {
            "running": 120,
            "suspended": 2,
            "final_evaluation": 3,
            "settlement": 3,
            "closed": 2,
            "archived": 1,
            "terminated": 1,
        }
        went_on = Move.objects.filter(project__in=pilots.exclude(status="running"))
        later = went_on.exclude(from_status="").filter(from_status__in=["running", "closed"])
        assert all(move.at.year >= 2019 for move in later)

    def test_nothing_was_delivered_after_a_pilot_was_cut_short(self):
        for day in ("suspended_on", "terminated_on"):
            cut = ServiceRecord.objects.filter(**{f"project__{day}__isnull": False})
            assert cut.exists()
            assert cut.filter(date__gte=F(f"project__{day}")).count() == 0

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
        assert services.filter(lead__isnull=True).count() == 0
        for record in services.select_related("place", "lead")[:100].prefetch_related("assistants"):
            assert record.county_code[:6] == record.place.code[:6]
            team = Assignment.objects.filter(project=record.project_id, starts__lte=record.date)
            assert {worker.pk for worker in record.workers} <= set(
                team.values_list("worker", flat=True)
            )

    def test_the_reports_of_services_say_what_the_records_add_up_to(self):
        """From the totals of whole months and the records of those that the period cuts."""
        since, until = date(2018, 6, 10), date(2018, 11, 20)
        told = {"period": "free", "since": since.isoformat(), "detail": "project"}
        table = report("services", until.isoformat(), **told)
        records = ServiceRecord.objects.filter(date__gte=since, date__lte=until)
        for row in [table["total"], *table["rows"]]:
            of_row = records.filter(project__number=row["project"]) if row["project"] else records
            if row["level"] == "county":
                of_row = of_row.filter(county_code=row["place"])
            if row["level"] == "city":  # 平潭 reports on its own
                of_row = of_row.filter(county_code__startswith=row["place"][:4])
                alone = Q(county_code="350128000000")
                of_row = of_row.filter(alone if row["place"][:6] == "350128" else ~alone)
            if row["method"]:
                of_row = of_row.filter(method=row["method"])
            sums = of_row.aggregate(
                services=Count("pk"),
                attendances=Sum("attendances", default=0),
            )
            people = of_row.aggregate(n=Count("beneficiaries__person", distinct=True))["n"]
            assert {key: row[key] for key in sums} == sums, row
            assert row["people"] in (None, people), row
            assert not (0 < people < 3 and row["people"]), row
        assert table["total"]["services"] == records.count()
        came = Attendance.objects.filter(record__in=records)
        total = report("beneficiaries", until.isoformat(), **told)["total"]
        for group in ("", *Need.TargetGroup.values):
            of_group = came.filter(beneficiary__groups__contains=f",{group}," if group else "")
            said = [total[f"{key}_{group}".rstrip("_")] for key in ("people", "attendances")]
            counts = [of_group.values("beneficiary__person").distinct().count(), of_group.count()]
            assert said == (counts if counts[0] not in (1, 2) else [None, None]), group

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
