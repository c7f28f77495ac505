"""The one mechanism that says which rows a user may see."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from projects.agencies.models import Agency
from projects.audit.models import Access
from projects.common.roles import BUSINESS, Role
from projects.common.scoping import ScopedQuerySet
from projects.delivery.models import ServiceRecord
from projects.funding.models import Allocation, Budget
from projects.jobs.models import Job
from projects.needs.models import Need
from projects.pilots.models import (
    ActionPlan,
    Assignment,
    Move,
    PartnerDepartment,
    Project,
    Quota,
    Site,
)
from projects.places.models import Place
from projects.workers.models import Certificate, SocialWorker
from tests.access_world import make_world
from tests.factories import make_need, make_project, make_worker, merge_meilie

ROOT = Path(__file__).resolve().parents[2]
MODELS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("projects.")
    for model in config.get_models()
    if not model.__name__.startswith("Historical") and not model._meta.auto_created
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_is_scoped_and_says_who_reads_it(model):
    rows = model._default_manager.all()
    assert isinstance(rows, ScopedQuerySet)
    assert rows.readers <= frozenset(Role)
    if model._meta.label not in ("accounts.User", "audit.Access"):
        assert Role.SYSADMIN not in rows.readers, "a system administrator sees no business data"


@pytest.fixture
def world(db):
    return make_world()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_strangers_see_nothing(world, model):
    switched_off = world.cast.province
    switched_off.is_active = False
    unknown = world.cast.city
    unknown.role = "emperor"
    placeless = world.cast.county
    placeless.place = None
    staff_of_none = world.cast.agency
    staff_of_none.agency = None
    for user in (AnonymousUser(), switched_off, unknown):
        assert not model.objects.visible_to(user).exists(), user
    # Plans and lists of names are published; a job is its starter's, an opening hers who opened.
    unbound = model in (ActionPlan, Quota, PartnerDepartment, Job, Access)
    for user in (placeless, staff_of_none):
        assert unbound or not model.objects.visible_to(user).exists(), user


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_roles_that_are_no_readers_see_nothing(world, model):
    people = {role: getattr(world.cast, role) for role in Role.values}
    for role in set(Role.values) - set(model.objects.all().readers):
        assert not model.objects.visible_to(people[role]).exists(), role


def test_a_predecessor_is_in_scope_of_its_successor(places, cast, agency, plan):
    filed_before = make_project(places.meilie, agency=agency, plan=plan)
    need = make_need(places.jiangbin)
    sanyuan = merge_meilie(places)
    cast.other_county.place = sanyuan
    cast.other_county.save()
    official = type(cast.other_county).objects.get(pk=cast.other_county.pk)
    assert official.scope.ranges == (
        ("350404000000", "350405000000"),
        ("350402000000", "350403000000"),
    )
    assert filed_before in Project.objects.visible_to(official)
    assert need in Need.objects.visible_to(official)
    assert places.jiangbin in Place.objects.visible_to(official)


def test_pingtan_is_not_part_of_fuzhou(places, cast, agency, plan):
    there = make_project(places.pingtan, agency=agency, plan=plan)
    here = make_project(places.sibling, agency=agency, plan=plan)
    fuzhou, pingtan = cast.city, cast.pingtan_city
    assert set(Project.objects.visible_to(fuzhou)) == {here}
    assert set(Project.objects.visible_to(pingtan)) == {there}
    assert places.pingtan not in Place.objects.visible_to(fuzhou)
    assert places.liushuicun in Place.objects.visible_to(pingtan)
    assert {here, there} <= set(Project.objects.visible_to(cast.province))


@pytest.mark.parametrize(
    "model", [Project, Site, Move, Assignment, Allocation, ServiceRecord, Need, SocialWorker]
)
def test_an_agency_sees_only_its_own(world, model):
    ours, theirs = world.cast.agency, world.cast.sibling_agency
    mine = set(model.objects.visible_to(ours).values_list("pk", flat=True))
    others = set(model.objects.visible_to(theirs).values_list("pk", flat=True))
    assert mine or model is Move
    assert not mine & others


def test_an_agency_sees_no_budget_and_only_its_own_entry_in_the_registry(world):
    staff = world.cast.agency
    assert not Budget.objects.visible_to(staff).exists()
    assert set(Agency.objects.visible_to(staff)) == {staff.agency}


def test_an_agency_sees_the_need_that_its_project_adopted_once(world, places_of_own):
    staff = world.cast.agency
    untouched = make_need(places_of_own)
    adopted = world.own.running.needs.get()
    make_project(
        world.own.place,
        agency=staff.agency,
        plan=world.own.running.plan,
        needs=(adopted,),
        sites=(places_of_own,),
    )
    seen = list(Need.objects.visible_to(staff))
    assert seen.count(adopted) == 1
    assert untouched not in seen


@pytest.fixture
def places_of_own(world) -> Place:
    return world.own.need.place


def test_a_clerk_sees_the_projects_that_work_in_her_community(world):
    elsewhere = make_project(
        world.own.place,
        agency=world.own.agency,
        plan=world.own.running.plan,
        sites=(Place.objects.get(code="350121101201"),),
    )
    seen = set(Project.objects.visible_to(world.cast.clerk))
    assert world.own.running in seen
    assert elsewhere not in seen


def test_everybody_sees_only_the_jobs_that_she_started(world):
    assert set(Job.objects.visible_to(world.cast.county)) == {
        world.own.report.job,
        world.own.filing.run.job,
        world.own.upload.check_job,
        world.own.export.job,
        world.own.package.job,
    }
    assert not Job.objects.visible_to(world.cast.province).exists()


def test_certificates_are_read_with_their_worker(world):
    for user in (world.cast.county, world.cast.agency, world.cast.auditor, world.cast.clerk):
        workers = SocialWorker.objects.visible_to(user)
        certificates = Certificate.objects.visible_to(user)
        assert {c.worker_id for c in certificates} <= {w.pk for w in workers}
        assert certificates.exists() == (user.role != Role.CLERK)


def test_a_worker_of_another_county_is_out_of_sight(world):
    stranger = make_worker(world.other.place)
    assert stranger not in SocialWorker.objects.visible_to(world.cast.city)
    assert stranger in SocialWorker.objects.visible_to(world.cast.province)


# --- the code itself ------------------------------------------------------------------------------
NAMES = {model.__name__ for model in MODELS} | {"model"}
# (file, function): why rows may be read there without asking who looks.
ALLOWED = {
    ("accounts/alarm.py", "sound_alarm"): "writes to the officials of the province",
    ("accounts/registry.py", "places_named"): "names and codes of places are public",
    ("accounts/registry.py", "agencies_named"): "names and codes of agencies are public",
    ("agencies/filters.py", "in_state"): "takes away from rows that are scoped",
    ("common/views.py", "form_valid"): "asks whether a submission key is taken; shows no row",
    ("delivery/rules/cases.py", "worker_error"): "names a worker that the user chose from her own",
    (
        "delivery/rules/cases.py",
        "beneficiary_error",
    ): "asks whether somebody is of the register of the project in hand; shows no row",
    (
        "delivery/rules/groups.py",
        "member_errors",
    ): "asks whether somebody is of the register of the project in hand; shows no row",
    ("dashboard/trace/chain.py", "follow"): "the sites of projects that the user may see",
    ("dashboard/trace/chain.py", "_needs"): "adoptions of needs that the user may see",
    ("closing/archive/of_project.py", "_notices"): "that there were objections, and how they ended",
    ("delivery/forms/choices.py", "sites_of"): "the sites of a project that the user may see",
    (
        "delivery/forms/choices.py",
        "workers_among",
    ): "the workers assigned to a project that she may see",
    ("delivery/month_counts.py", "services_of"): "of the month in hand",
    ("delivery/rules/months.py", "month_error"): "asks whether a month is closed; shows no row",
    ("delivery/rules/months.py", "kept_months"): "asks which months are closed; shows no row",
    ("reminders/months.py", "_occasions"): "asks on which days months are due, for beat",
    ("reminders/months.py", "_people"): "whom beat mails; each then reads her own",
    ("reminders/months.py", "_remind"): "the mail of the user in hand",
    ("delivery/rules/busy.py", "__init__"): "asks when workers of her own were at work elsewhere",
    ("delivery/rules/corrections.py", "confirmed_month"): "asks whether a month is closed",
    ("delivery/rules/judging.py", "rule_of"): "the rule of a place holds whoever reads it",
    ("delivery/rules/judging.py", "villages_around"): "names of villages are public",
    ("delivery/rules/judging.py", "_judge_times"): "names workers that she chose from her own",
    ("delivery/rules/judging.py", "_of"): "asks when a worker of her own was at work elsewhere",
    ("delivery/rules/work.py", "_case"): "of the project in hand; shows no row",
    ("delivery/rules/work.py", "_group"): "of the project in hand; shows no row",
    ("delivery/rules/work.py", "_beneficiaries"): "asks who is of the register; shows no row",
    (
        "delivery/rules/records.py",
        "workers_error",
    ): "names workers that the user chose from her own",
    ("delivery/forms/people.py", "limit_choices"): "the place that the entry in hand already has",
    ("delivery/rules/people.py", "villages_served"): "names of villages are public",
    ("delivery/imports/writing.py", "_create_by_orm"): "writes",
    ("delivery/imports/writing.py", "remember"): "writes",
    ("delivery/served.py", "people_by_group"): "to count those who came to services she may see",
    ("delivery/served.py", "_of_counties"): "asks which years are marked; shows no row",
    ("delivery/served.py", "rebuild_between"): "makes totals true, whoever asks",
    ("delivery/summary_check.py", "check_summaries"): "compares all totals, whoever asks",
    ("delivery/summary_check.py", "_compared"): "compares all totals, whoever asks",
    ("delivery/summary_check.py", "_years_compared"): "compares all totals, whoever asks",
    ("delivery/totals.py", "came_to"): "of records that the caller has scoped",
    ("evaluation/forms/sheets.py", "clean"): "asks whether a name is taken; shows no row",
    ("evaluation/forms/visits.py", "limit_choices"): "the sites of a project that the user may see",
    (
        "evaluation/recusal.py",
        "_declared",
    ): "asks who declared a conflict; names are shown to officials",
    ("evaluation/recusal.py", "_staff_of"): "asks whether an agency has staff of a name",
    ("evaluation/recusal.py", "officials_over"): "who may be told to act is said to who visits",
    ("reports/scheduling.py", "run_due_schedules"): "asks what is due, for beat",
    ("reports/scheduling.py", "_run"): "locks the schedule in hand, for beat",
    ("reports/forms.py", "colleagues"): "names of officials of her own area",
    ("filing/calling.py", "call_due_rounds"): "asks what is due, for beat",
    ("filing/calling.py", "_call"): "locks the rule in hand, for beat",
    ("filing/calling.py", "_caller"): "in whose name beat calls",
    ("filing/forms.py", "clean"): "asks whether a round is called for; shows no row",
    ("funding/forms/budgets.py", "clean"): "asks whether a line is registered; shows no row",
    ("funding/rules/allocations.py", "release_day_error"): "of a source that is already scoped",
    ("funding/rules/budgets.py", "lower_places"): "places below the one whose money is in hand",
    ("funding/rules/spending.py", "permitted"): "the rule of who pays holds whoever reads it",
    ("funding/rules/spending.py", "rooms"): "of sources that the caller has scoped",
    ("funding/imports.py", "create"): "writes",
    ("funding/candidates.py", "_holders"): "places of a bank line that the caller has scoped",
    ("funding/reconcile.py", "reconcile"): "re-adds the whole ledger; writes what it found",
    ("funding/due.py", "due_rows"): "takes away from rows that are scoped",
    ("funding/shares.py", "shares_of"): "of sources that the caller has scoped",
    ("imports/imported.py", "found"): "asks whether keys in her scope are known; shows no row",
    ("imports/imported.py", "keep"): "writes",
    ("imports/mapping.py", "map_headers"): "locks the upload in hand; writes",
    ("needs/forms/needs.py", "limit_choices"): "the place that the record in hand already has",
    ("pilots/filters.py", "department_choices"): "names of departments are public",
    ("pilots/filters.py", "plan_choices"): "plans are published; whoever lists projects reads them",
    ("pilots/forms/projects.py", "agencies_for"): "takes away from rows that are scoped",
    (
        "pilots/forms/projects.py",
        "_start_from_the_record",
    ): "the sites that the record in hand already has",
    ("pilots/contracting.py", "page_of"): "asks whether the project has a contract; shows no row",
    ("pilots/forms/contracts.py", "limit_choices"): "the sites of the project in hand",
    ("pilots/forms/contracts.py", "purchasers_places"): "names of cities and provinces are public",
    ("places/choices.py", "public_place_choices"): "names of cities and counties are public",
    ("pilots/forms/changes.py", "limit_choices"): "the sites that the project in hand already has",
    ("pilots/forms/changes.py", "villages_of"): "the agency too asks for villages of the county",
    (
        "pilots/lifecycle/guards.py",
        "_comments_are_settled",
    ): "counts what holds back the project in hand; shows no row",
    ("places/choices.py", "_offered_to"): "agency staff serve wherever their projects are",
    ("places/choices.py", "divisions_around"): "names of cities and counties are public",
    ("places/choices.py", "ranges_within"): "turns a code into ranges; shows no row",
    (
        "workers/forms/workers.py",
        "clean_id_number",
    ): "asks whether a number is taken, and scopes the answer",
    ("workers/forms/workers.py", "clean_certificate_number"): "asks whether a number is taken",
}
# What serves no page to a user: it acts, defines, counts, or runs from the command line.
BELOW_PAGES = {"actions", "adapters", "apps", "context", "definitions", "demo", "management"} | {
    "checklist",
    "make",
    "migrations",
    "models",
    "querysets",
    "tasks",
    "timeline",
}
SCOPED_STARTS = {
    "visible_to",
    "awaiting",
    "owned_by",
    "to_score",
    "public",
    "followed_by",
    "registered_by",
    "held_by",
    "of_holder",
    "payable_by",
    "ranges_of",
    "none",
} | {
    "of_each_visible_to",
    "of_owner_visible_to",
}


def unscoped_reads(tree: ast.AST) -> list[tuple[str, int]]:
    """(function, line) of each ``Model.objects…`` that is neither scoped nor correlated.

    A subquery with ``OuterRef`` is bound to the rows of the query around it.
    """
    found = []

    def visit(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.FunctionDef):
            function = node.name
        if isinstance(node, ast.Attribute) and node.attr == "readers":
            return  # asks who reads, and reads nothing
        if isinstance(node, ast.Call) and (start := start_of(node)):
            names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            if start not in SCOPED_STARTS and "OuterRef" not in names:
                found.append((function, node.lineno))
            while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                for argument in (*node.args, *node.keywords):
                    visit(argument, function)
                node = node.func.value
            return
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(tree, "")
    return found


def start_of(node: ast.AST) -> str:
    """The x of a chain ``Model.objects.x(…).y(…)``, or ""."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        attribute, node = node.func, node.func.value
        is_manager = isinstance(node, ast.Attribute) and node.attr in (
            "objects",
            "everything",
            "_default_manager",
        )
        if is_manager and name_of(node.value) in NAMES:
            return attribute.attr
    return ""


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def files_of_pages() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / "projects").glob("*/**/*.py"))
        if not BELOW_PAGES & set(path.relative_to(ROOT).with_suffix("").parts)
    ]


def test_no_page_starts_from_all_rows():
    offenders, used = [], set()
    for path in files_of_pages():
        file = path.relative_to(ROOT / "projects").as_posix()
        for function, line in unscoped_reads(ast.parse(path.read_text())):
            used.add((file, function))
            if (file, function) not in ALLOWED:
                offenders.append(f"{file}:{line} in {function or 'the module'}")
    assert not offenders, "start these from visible_to, or say above why not"
    assert not set(ALLOWED) - used, "these exceptions are no longer needed"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def page(u): return Need.objects.filter(pk=1)", 1),
        ("def page(u): return Need.objects.all()", 1),
        ("class Page:\n    queryset = Need.objects.order_by('pk')", 1),
        ("def page(self): return self.model._default_manager.get(pk=1)", 1),
        ("def page(u): return Need.objects.visible_to(u).filter(pk=1)", 0),
        ("def page(u): return Need.objects.filter(place=OuterRef('pk'))", 0),
        ("def page(u): return Need.objects.visible_to(u).filter(x__in=Site.objects.all())", 1),
    ],
)
def test_the_check_of_the_code_finds_what_it_looks_for(code, found):
    assert len(unscoped_reads(ast.parse(code))) == found


def test_every_role_of_business_reads_projects():
    assert Project.objects.all().readers == BUSINESS
