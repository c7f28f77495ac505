"""Loading the demo, and taking it out again."""

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import ProtectedError, Q

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.delivery.models import ServiceRecord
from projects.demo.divisions import read_divisions
from projects.demo.figures import SEED
from projects.demo.generator import Demo, generate
from projects.funding.models import Allocation, Budget
from projects.jobs.models import Job
from projects.needs.models import Need
from projects.pilots.context import DEMO_KEY
from projects.pilots.models import ActionPlan, Assignment, Move, Project, Site
from projects.reports.models import ReportRun
from projects.workers.models import Certificate, SocialWorker

BATCH = 2_000


class DemoInUse(Exception):
    """Records that do not belong to the demo hang on it; the message names them."""


def demo_is_loaded() -> bool:
    """Whether the example data are in the database."""
    return ActionPlan.objects.filter(is_demo=True).exists()


@transaction.atomic
def load_demo(*, seed: int = SEED) -> Demo:
    """Generates the demo over the divisions in the database and saves it, all or nothing."""
    demo = generate(read_divisions(), seed=seed)
    _save(demo)
    transaction.on_commit(_forget_what_pages_remember)
    return demo


def _save(demo: Demo) -> None:
    # Agency staff name their agency, agencies the official who registered them.
    _insert(User, [user for user in demo.users if user.agency is None])
    _insert(Agency, demo.agencies)
    _insert(User, [user for user in demo.users if user.agency is not None])
    _insert(SocialWorker, demo.force.workers)
    _insert(Certificate, demo.force.certificates)
    demo.plan.save()
    pilots = demo.pilots
    needs = [need for pilot in pilots for need in pilot.needs]
    _insert(Need, needs + demo.open_needs)
    _insert(Project, [pilot.project for pilot in pilots])
    _insert(
        Project.needs.through,
        [
            Project.needs.through(project_id=pilot.project.pk, need_id=need.pk)
            for pilot in pilots
            for need in pilot.needs
        ],
    )
    _insert(Site, [site for pilot in pilots for site in pilot.sites])
    _insert(Move, [move for pilot in pilots for move in pilot.moves])
    _insert(Assignment, [entry for pilot in pilots for entry in pilot.assignments])
    _insert(Budget, list(demo.funds.budgets.values()))
    _insert(Allocation, demo.funds.allocations)
    _insert(ServiceRecord, demo.delivered.records)
    at_work = ServiceRecord.workers.through
    _insert(
        at_work,
        [
            at_work(servicerecord_id=record.pk, socialworker_id=worker.pk)
            for record, worker in demo.delivered.workers
        ],
    )


def _insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def remove_demo() -> None:
    """Takes out the demo and what people made with its sign-ins.

    Nothing else goes: where a record that is not the demo's hangs on one that is, all stays as it was.
    """
    of_demo = Q(created_by__is_demo=True)
    plans = ActionPlan.objects.filter(is_demo=True)
    others = Project.objects.exclude(of_demo).filter(
        Q(plan__in=plans) | Q(agency__created_by__is_demo=True) | Q(needs__created_by__is_demo=True)
    )
    if names := list(others.distinct().values_list("name", flat=True)[:3]):
        raise DemoInUse(f"projects of your own hang on the demo: {', '.join(names)}")
    projects = Project.objects.filter(of_demo)
    runs = ReportRun.objects.filter(Q(plan__in=plans) | of_demo)
    jobs = Job.objects.filter(Q(pk__in=list(runs.values_list("job_id", flat=True))) | of_demo)
    jobs = Job.objects.filter(pk__in=list(jobs.values_list("pk", flat=True)))
    reversals = Allocation.objects.filter(of_demo, reverses__isnull=False)
    try:
        for rows in (
            runs,
            jobs,
            ServiceRecord.objects.filter(of_demo),
            reversals,
            Allocation.objects.filter(of_demo),
            Budget.objects.filter(of_demo),
            Assignment.objects.filter(of_demo),
            Move.objects.filter(project__in=projects),
            projects,
            Need.objects.filter(of_demo),
            Certificate.objects.filter(worker__created_by__is_demo=True),
            SocialWorker.objects.filter(of_demo),
            User.objects.filter(is_demo=True, agency__isnull=False),
            Agency.objects.filter(of_demo),
            plans,
            User.objects.filter(is_demo=True),
        ):
            rows.delete()
    except ProtectedError as error:
        kinds = ", ".join(sorted({str(row._meta.verbose_name) for row in error.protected_objects}))
        raise DemoInUse(f"records of your own hang on the demo: {kinds}") from error
    transaction.on_commit(_forget_what_pages_remember)


def _forget_what_pages_remember() -> None:
    cache.delete(DEMO_KEY)
