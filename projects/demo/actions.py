"""Loading the demo."""

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractYear, LPad

from projects.accounts.models import User
from projects.agencies.models import Agency, AgencyField, FactChange, Inspection
from projects.common.database import gather_statistics
from projects.delivery.models import ServiceRecord
from projects.demo.closing import attach_documents
from projects.demo.contracts import Papers
from projects.demo.divisions import read_divisions
from projects.demo.evaluations import ORDER as EVALUATION
from projects.demo.figures import SEED
from projects.demo.generator import Demo, generate
from projects.demo.projects import Pilot
from projects.funding.models import Allocation, Budget, Source
from projects.needs.models import Decision, Need, ResidentReport
from projects.pilots.context import DEMO_KEY
from projects.pilots.models import (
    ActionPlan,
    Adoption,
    Assignment,
    BudgetLine,
    ChangeRequest,
    Contract,
    FieldComment,
    Indicator,
    IndicatorValue,
    Move,
    Objection,
    Partnership,
    Project,
    PublicNotice,
    PurchaseRule,
    Quota,
    Site,
)
from projects.places.models import Place
from projects.workers.models import Certificate, Registration, SocialWorker

BATCH = 2_000
FILLED: tuple[type[models.Model], ...] = (
    *(Place, User, Agency, SocialWorker, Certificate, Registration, Need, ActionPlan),
    *(Project, Adoption, Site, Move, Assignment),
    *(Quota, Partnership, Indicator, IndicatorValue),
    *(Budget, Source, Allocation, ServiceRecord, ServiceRecord.workers.through),
    *EVALUATION,
)


def demo_is_loaded() -> bool:
    """Whether the example data are in the database."""
    return ActionPlan.objects.filter(is_demo=True).exists()


def demo_users() -> QuerySet[User]:
    """The users of the demo with what they are bound to."""
    return User.objects.filter(is_demo=True).select_related("place", "agency")


@transaction.atomic
def load_demo(*, seed: int = SEED) -> Demo:
    """Generates the demo over the divisions in the database and saves it, all or nothing."""
    demo = generate(read_divisions(), seed=seed)
    _save(demo)
    gather_statistics(*FILLED)
    transaction.on_commit(forget_what_pages_remember)
    return demo


def _save(demo: Demo) -> None:
    # Agency staff and an evaluator name an agency, agencies the official who registered them.
    _insert(User, [user for user in demo.users if not (user.agency or user.employer)])
    _insert(Agency, demo.agencies)
    _insert(Inspection, demo.standing.inspections)
    _insert(AgencyField, demo.standing.fields)
    _insert(Agency.service_area.through, demo.standing.areas)
    _insert(User, [user for user in demo.users if user.agency or user.employer])
    _insert(FactChange, demo.standing.changes)
    _insert(SocialWorker, demo.force.workers)
    _insert(Certificate, demo.force.certificates)
    _insert(Registration, demo.force.registrations)
    demo.plan.save()
    pilots = demo.pilots
    needs = [need for pilot in pilots for need in pilot.needs]
    _insert(Need, needs + demo.open_needs)
    _insert(Need, demo.triaged.needs)
    _insert(ResidentReport, demo.triaged.reports)
    _insert(Decision, demo.triaged.decisions)
    _insert(Project, [pilot.project for pilot in pilots])
    _insert(
        Adoption,
        [
            Adoption(project_id=pilot.project.pk, need_id=need.pk)
            for pilot in pilots
            for need in pilot.needs
        ],
    )
    _insert(Site, [site for pilot in pilots for site in pilot.sites])
    _insert(Move, [move for pilot in pilots for move in pilot.moves])
    _date_by_last_move(pilots)
    _insert(Assignment, [entry for pilot in pilots for entry in pilot.assignments])
    _insert(BudgetLine, demo.costs)
    _insert(FieldComment, demo.remarks)
    _insert_changes(demo)
    _insert(Quota, demo.planned.quotas)
    _insert(Partnership, demo.planned.partnerships)
    _insert(Indicator, demo.planned.indicators)
    _insert(IndicatorValue, demo.planned.values)
    _save_papers(demo.papers)
    _insert(Budget, list(demo.funds.budgets.values()))
    _insert(Source, demo.funds.sources)
    _insert(Allocation, demo.funds.allocations)
    _number_by_id(Allocation, demo.funds.allocations, "XD", "day", 6)
    _insert(ServiceRecord, demo.delivered.records)
    _number_by_id(ServiceRecord, demo.delivered.records, "FW", "date", 7)
    at_work = ServiceRecord.workers.through
    _insert(
        at_work,
        [
            at_work(servicerecord_id=record.pk, socialworker_id=worker.pk)
            for record, worker in demo.delivered.workers
        ],
    )
    for model, rows in demo.evaluated.rows.items():
        _insert(model, rows)
    attach_documents([pilot.project for pilot in pilots])


def _insert_changes(demo: Demo) -> None:
    """Changes of staff name people by their ids; and each was asked for on its day, not today."""
    changes = [asked.fill() for asked in demo.changes]
    _insert(ChangeRequest, changes)
    for asked in demo.changes:
        asked.request.created_at = asked.at
    ChangeRequest.objects.bulk_update(changes, ["created_at"])


def _save_papers(papers: Papers) -> None:
    _insert(PurchaseRule, papers.rules)
    _insert(PublicNotice, papers.notices)
    _insert(Objection, papers.objections)
    for objection, received in zip(papers.objections, papers.received, strict=True):
        objection.received_at = received  # making a row puts the present in
    Objection.objects.bulk_update(papers.objections, ["received_at"])
    _insert(Contract, papers.contracts)
    parties = Contract.communities.through
    _insert(
        parties,
        [
            parties(contract_id=contract.pk, place_id=place.pk)
            for contract, place in papers.communities
        ],
    )


def _insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def _date_by_last_move(pilots: list[Pilot]) -> None:
    """Lists show when a project was last changed: that was its last move, not the loading."""
    for pilot in pilots:
        pilot.project.updated_at = pilot.moves[-1].at
    Project.objects.bulk_update([pilot.project for pilot in pilots], ["updated_at"])


def _number_by_id(
    model: type[models.Model], rows: Sequence[Any], letters: str, day: str, digits: int
) -> None:
    """Numbers rows as their own room does, by year and id, so that later numbers do not meet theirs."""
    year = Cast(ExtractYear(day), models.CharField())
    own = LPad(Cast("pk", models.CharField()), digits, Value("0"))
    number = Concat(Value(f"{letters}-"), year, Value("-"), own)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(number=number)


def forget_what_pages_remember() -> None:
    """Lets the strip on every page ask again whether there are example data."""
    cache.delete(DEMO_KEY)
