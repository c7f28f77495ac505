"""The command: refused where it would be dangerous, harmless when repeated, honest when it reloads."""

import hashlib
from collections import Counter
from datetime import date
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.db.models import Count, F
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.audit.actions import record_access
from projects.audit.models import Access
from projects.common.sharing import largest_remainder
from projects.delivery.actions.corrections import confirm_correction
from projects.delivery.actions.months import confirm_month, open_months, submit_month
from projects.delivery.models import Attendance, Correction, MonthReport, ServiceRecord, ServiceRule
from projects.delivery.models.month import KEPT
from projects.delivery.month_counts import corrected_since, counts_of
from projects.delivery.summary_check import check_summaries
from projects.demo.actions import demo_is_loaded, load_demo
from projects.demo.divisions import read_divisions
from projects.demo.figures import SEED
from projects.demo.generator import Demo, generate
from projects.demo.removal import remove_demo
from projects.demo.signins import PASSWORD, SIGN_INS
from projects.filing.models import Filing, FilingStep
from projects.imports.models import ImportedRow, Upload
from projects.jobs.models import Job
from projects.needs.models import Need
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.reports.models import ReportRun, ReportSchedule
from projects.workers.models import SocialWorker
from tests.factories import make_plan, make_project, make_upload, make_user

FAST = "django.contrib.auth.hashers.MD5PasswordHasher"


def run(**options) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
@override_settings(DEBUG=False)
def test_it_is_refused_while_debug_is_off():
    with pytest.raises(CommandError, match="refused while DEBUG is off") as refusal:
        run()
    assert refusal.value.returncode == 2
    assert not User.objects.exists()


@pytest.mark.django_db
@override_settings(DEBUG=True)
def test_without_places_it_says_what_to_do_first():
    with pytest.raises(CommandError, match="load_places") as refusal:
        run()
    assert refusal.value.returncode == 2


@pytest.mark.django_db
@override_settings(DEBUG=True)
def test_show_accounts_prints_the_sign_ins_and_loads_nothing():
    printed = run(show_accounts=True)
    assert all(sign_in.username in printed for sign_in in SIGN_INS)
    assert PASSWORD in printed
    assert not demo_is_loaded()


@pytest.mark.parametrize("seed", range(5))
def test_parts_add_up_to_the_whole_and_are_within_one_of_their_share(seed):
    rng = Random(seed)
    total = rng.randint(1, 10**12)
    weights = [rng.randint(1, 1000) for _number in range(rng.randint(1, 300))]
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= abs(part * whole - total * weight) < whole


def fingerprint(demo: Demo) -> str:
    """The SHA-256 of every column of every row, by what the rows say and not by their ids."""
    rows: list[models.Model] = [demo.plan, *demo.users, *demo.agencies, *demo.open_needs]
    rows += [*demo.triaged.needs, *demo.triaged.reports, *demo.triaged.decisions]
    rows += [*demo.force.workers, *demo.force.certificates]
    for pilot in demo.pilots:
        rows += [*pilot.needs, pilot.project, *pilot.sites, *pilot.moves, *pilot.assignments]
    rows += [*demo.funds.budgets, *demo.funds.transfers, *demo.funds.amendments]
    rows += [*demo.funds.sources, *demo.funds.allocations, *demo.delivered.records]
    rows += [row for kept in vars(demo.ledger).values() for row in kept]
    rows += [row for kept in demo.evaluated.rows.values() for row in kept]
    rows += [row for kept in demo.partnering.rows.values() for row in kept]
    rows += [*demo.review.rows, *demo.work.register, *demo.work.members]
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join([type(row).__name__, *said_by(row)]).encode() + b"\n")
    for record, worker in demo.delivered.assistants:
        digest.update(f"{record.date} {record.project.number} {worker.name}\n".encode())
    return digest.hexdigest()


def said_by(row: models.Model) -> list[str]:
    # Salted and set while saving: these differ by design.
    left_out = {"id", "password", "created_at", "updated_at", "date_joined"}
    fields = [field for field in row._meta.concrete_fields if field.name not in left_out]
    return [f"{field.name}={getattr(row, field.name)}" for field in fields]


class TestLoadedDemo(TestCase):
    """Loaded once for all tests of the class, in a transaction that is rolled back after them."""

    @classmethod
    def setUpTestData(cls):
        # What generating gave, before saving added anything to the rows.
        call_command("load_places", verbosity=0)
        cls.first = fingerprint(generate(read_divisions(), seed=SEED))
        with override_settings(
            PASSWORD_HASHERS=[FAST]
        ):  # as tests/conftest.py has it for each test
            load_demo()

    def test_the_same_seed_gives_the_same_rows_and_another_seed_others(self):
        divisions = read_divisions()
        assert fingerprint(generate(divisions, seed=SEED)) == type(self).first
        assert fingerprint(generate(divisions, seed=SEED + 1)) != type(self).first

    @override_settings(DEBUG=True)
    def test_a_second_run_says_so_and_changes_nothing(self):
        before = list(User.objects.order_by("pk").values_list("pk", "password"))
        assert run() == "The demo is loaded already; nothing was changed.\n"
        assert list(User.objects.order_by("pk").values_list("pk", "password")) == before

    @override_settings(DEBUG=True)
    def test_every_printed_sign_in_opens_the_site_with_the_printed_password(self):
        for sign_in in SIGN_INS:
            client = Client()
            answer = client.post(
                reverse("account_login"), {"login": sign_in.username, "password": PASSWORD}
            )
            assert answer.status_code == 302, sign_in.username
            assert client.session["_auth_user_id"]
        others = User.objects.exclude(username__in=[sign_in.username for sign_in in SIGN_INS])
        assert not any(user.has_usable_password() for user in others)

    def test_its_months_are_all_there_and_most_are_confirmed(self):
        assert open_months() == 0
        stages = Counter(MonthReport.objects.values_list("status", flat=True))
        assert stages["confirmed"] > 1_500
        assert stages["submitted"] > 10
        assert (stages["returned"], stages["open"]) == (1, 1)
        as_submitted = MonthReport.objects.exclude(corrections__status="confirmed")
        for report in as_submitted.filter(status__in=KEPT):
            counts = counts_of(report).values()
            assert report.records == sum(one[0] for one in counts), report
            assert report.attendances == sum(one[1] for one in counts), report
            assert report.moves.last().to_status == report.status

    def test_its_sign_ins_find_months_to_submit_and_to_confirm(self):
        agency = User.objects.get(username="demo-agency")
        month = MonthReport.objects.visible_to(agency).get(status="open")
        submit_month(month_id=month.pk, by=agency, explanation="本月无服务")
        county = User.objects.get(username="demo-county")
        for month in MonthReport.objects.visible_to(county).filter(status="submitted"):
            confirm_month(month_id=month.pk, by=county)
        assert MonthReport.objects.visible_to(agency).filter(status="returned").count() == 1
        (corrected,) = MonthReport.objects.corrected()
        assert [sum(row[2] for row in corrected_since(corrected))] == [-1]
        asked = Correction.objects.visible_to(agency).to_decide(county)
        assert [one.counts for one in asked.order_by("pk")] == [None, False]
        for one in asked:
            confirm_correction(correction_id=one.pk, by=county)

    def test_the_totals_are_what_the_records_say(self):
        assert check_summaries().differences == ()

    def test_who_came_to_a_group_belongs_to_it_and_fewer_are_known_than_came(self):
        sessions = ServiceRecord.objects.filter(group__isnull=False)
        known = sessions.annotate(known=Count("attended_by"))
        assert known.filter(known__gt=0).exists()
        assert not known.filter(known__gt=F("people")).exists()
        attended = Attendance.objects.filter(record__group__isnull=False)
        assert not attended.exclude(beneficiary__groups_joined=F("record__group")).exists()

    @override_settings(DEBUG=True)
    def test_reloading_leaves_other_peoples_records_alone_and_the_demo_as_it_was(self):
        own = make_user("province", place=ActionPlan.objects.get().place)
        before = self.stand_of_reports()
        self.report_about_the_demo(by=own)
        edited = SocialWorker.objects.first()
        edited.phone = "13800000000"
        edited.save()
        make_upload(User.objects.get(username="demo-clerk"))
        official = User.objects.get(username="demo-county")
        record_access(owner=edited, what="identity", reason="核对名单", by=official)
        ImportedRow.objects.create(
            kind="needs", key="k", digest="d", record_id=Need.objects.first().pk
        )
        self.test_its_sign_ins_find_months_to_submit_and_to_confirm()
        months = MonthReport.objects.count()
        with self.captureOnCommitCallbacks(execute=True):
            assert "132 pilots" in run(reload=True)
        assert User.objects.filter(pk=own.pk).exists()
        assert User.objects.filter(is_demo=False).count() == 1
        assert Project.objects.count() == 142
        assert Agency.objects.count() == 324
        assert SocialWorker.objects.filter(phone="").count() == 35_000
        assert SocialWorker.history.count() == 0
        assert self.stand_of_reports() == before
        assert not Upload.objects.exists()
        assert not Access.objects.exists()
        assert MonthReport.objects.count() == months
        assert MonthReport.objects.filter(status="open").count() == 1
        assert ServiceRule.objects.count() == 2
        assert not ImportedRow.objects.exists()
        assert Need.objects.open().count() == 40

    @override_settings(DEBUG=True)
    def test_reloading_is_refused_while_a_project_of_somebody_else_hangs_on_the_demo(self):
        theirs = self.project_of_somebody_else()
        before = set(Project.objects.values_list("pk", flat=True))
        with pytest.raises(CommandError, match=theirs.name) as refusal:
            run(reload=True)
        assert refusal.value.returncode == 2
        assert set(Project.objects.values_list("pk", flat=True)) == before

    @override_settings(DEBUG=True)
    def test_reloading_is_refused_while_any_other_record_hangs_on_the_demo(self):
        county = Project.objects.first().place
        worker = SocialWorker.objects.create(
            name="王某",
            place=county,
            agency=Agency.objects.first(),
            since=date(2018, 1, 2),
            created_by=make_user("county", place=county),
        )
        with pytest.raises(CommandError, match="hang on the demo"):
            run(reload=True)
        assert SocialWorker.objects.filter(pk=worker.pk).exists()
        assert Project.objects.count() == 142

    @override_settings(DEBUG=True)
    def test_it_is_not_loaded_over_a_plan_of_the_same_code(self):
        remove_demo()
        plan = make_plan(place=Place.objects.get(code="350000000000"), code="fujian-2018")
        with pytest.raises(CommandError, match="records of your own") as refusal:
            run()
        assert refusal.value.returncode == 2
        assert list(ActionPlan.objects.all()) == [plan]
        assert not User.objects.exists()

    def stand_of_reports(self) -> tuple:
        """How many runs, jobs and schedules there are, and how far the year-end tables have come."""
        tables = Counter(Filing.objects.values_list("status", flat=True))
        kinds = (ReportRun, Job, ReportSchedule, FilingStep)
        return tables, [kind.objects.count() for kind in kinds]

    def test_its_year_end_tables_are_on_their_way_up(self):
        tables, (runs, jobs, schedules, _steps) = self.stand_of_reports()
        assert tables == Counter(draft=64, confirmed=20, locked=6, submitted=2, returned=1)
        assert (runs, jobs, schedules) == (29, 29, 1)

    def report_about_the_demo(self, *, by: User) -> None:
        plan = ActionPlan.objects.get()
        job = Job.objects.create(task="reports.make", created_by=by)
        ReportRun.objects.create(
            plan=plan, place=plan.place, as_of=plan.ends, job=job, created_by=by
        )

    def project_of_somebody_else(self) -> Project:
        county = Project.objects.first().place
        return make_project(
            county,
            plan=ActionPlan.objects.get(),
            agency=Agency.objects.first(),
            created_by=make_user("county", place=county),
        )
