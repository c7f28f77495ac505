"""Loading the demo."""

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import QuerySet

from projects.accounts.models import User
from projects.agencies.models import Agency, AgencyField, FactChange, Inspection
from projects.common.database import gather_statistics
from projects.delivery.actions import recount
from projects.delivery.models import (
    Attendance,
    Correction,
    CountySummary,
    MonthMove,
    MonthReport,
    ProjectSummary,
    ServiceRecord,
    ServiceRule,
)
from projects.delivery.totals import cell_of
from projects.demo.closing import attach_documents
from projects.demo.contracts import Papers
from projects.demo.corrections import Wish
from projects.demo.divisions import read_divisions
from projects.demo.evaluations import ORDER as EVALUATION
from projects.demo.figures import SEED
from projects.demo.filings import file_up, keep_reporting
from projects.demo.generator import Demo, generate
from projects.demo.projects import Pilot
from projects.demo.saving import (
    LEDGER,
    WORK,
    insert,
    number_by_id,
    save_funds,
    save_ledger,
    save_work,
)
from projects.funding.guard import ledger_open
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
from projects.workers.models import Certificate, Honour, Registration, SocialWorker, Statistic

FILLED: tuple[type[models.Model], ...] = (
    *(Place, User, Agency, SocialWorker, Certificate, Registration, Need, ActionPlan),
    *(Statistic, Honour),
    *(Project, Adoption, Site, Move, Assignment),
    *(Quota, Partnership, Indicator, IndicatorValue),
    *(ServiceRecord, ServiceRecord.assistants.through),
    *WORK,
    *(Attendance, CountySummary, ProjectSummary, MonthReport, MonthMove),
    *LEDGER,
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
    insert(User, [user for user in demo.users if not (user.agency or user.employer)])
    insert(Agency, demo.agencies)
    insert(Inspection, demo.standing.inspections)
    insert(AgencyField, demo.standing.fields)
    insert(Agency.service_area.through, demo.standing.areas)
    insert(User, [user for user in demo.users if user.agency or user.employer])
    insert(FactChange, demo.standing.changes)
    insert(SocialWorker, demo.force.workers)
    insert(Certificate, demo.force.certificates)
    insert(Registration, demo.force.registrations)
    insert(Statistic, demo.talent.figures)
    insert(Honour, demo.talent.honours)
    demo.plan.save()
    pilots = demo.pilots
    needs = [need for pilot in pilots for need in pilot.needs]
    insert(Need, needs + demo.open_needs)
    insert(Need, demo.triaged.needs)
    insert(ResidentReport, demo.triaged.reports)
    insert(Decision, demo.triaged.decisions)
    insert(Project, [pilot.project for pilot in pilots])
    insert(
        Adoption,
        [
            Adoption(project_id=pilot.project.pk, need_id=need.pk)
            for pilot in pilots
            for need in pilot.needs
        ],
    )
    insert(Site, [site for pilot in pilots for site in pilot.sites])
    insert(Move, [move for pilot in pilots for move in pilot.moves])
    _date_by_last_move(pilots)
    insert(Assignment, [entry for pilot in pilots for entry in pilot.assignments])
    insert(BudgetLine, demo.costs)
    insert(FieldComment, demo.remarks)
    _insert_changes(demo)
    insert(Quota, demo.planned.quotas)
    insert(Partnership, demo.planned.partnerships)
    insert(Indicator, demo.planned.indicators)
    insert(IndicatorValue, demo.planned.values)
    _save_papers(demo.papers)
    with ledger_open():  # its entries are dated back and numbered in bulk
        save_funds(demo.funds)
        save_ledger(demo.ledger)
    save_work(demo.work)
    insert(ServiceRecord, demo.delivered.records)
    number_by_id(ServiceRecord, demo.delivered.records, "FW", "date", 7)
    at_work = ServiceRecord.assistants.through
    insert(
        at_work,
        [
            at_work(servicerecord_id=record.pk, socialworker_id=worker.pk)
            for record, worker in demo.delivered.assistants
        ],
    )
    insert(Attendance, demo.work.attended)
    insert(ServiceRule, demo.review.rules)
    insert(MonthReport, demo.review.months)  # what is kept takes no more services: after them
    insert(MonthMove, demo.review.moves)
    _insert_corrections(demo.wishes)
    recount(cell_of(record) for record in demo.delivered.records)
    for model, rows in (demo.evaluated.rows | demo.partnering.rows).items():
        insert(model, rows)
    attach_documents([pilot.project for pilot in pilots])
    file_up(demo.plan, demo.users)
    keep_reporting(demo.plan, demo.users)


def _insert_changes(demo: Demo) -> None:
    """Changes of staff name people by their ids; and each was asked for on its day, not today."""
    changes = [asked.fill() for asked in demo.changes]
    insert(ChangeRequest, changes)
    for asked in demo.changes:
        asked.request.created_at = asked.at
    ChangeRequest.objects.bulk_update(changes, ["created_at"])


def _insert_corrections(wishes: list[Wish]) -> None:
    """Asked for first, on their days, and then decided: what was decided stays as it is."""
    rows = [wish.correction for wish in wishes]
    insert(Correction, rows)
    for wish in wishes:
        wish.correction.created_at = wish.asked_at
        for name, value in wish.decision.items():
            setattr(wish.correction, name, value)
    changed = ["created_at", "status", "decided_by", "decided_at"]
    Correction.objects.bulk_update(rows, changed)


def _save_papers(papers: Papers) -> None:
    insert(PurchaseRule, papers.rules)
    insert(PublicNotice, papers.notices)
    insert(Objection, papers.objections)
    for objection, received in zip(papers.objections, papers.received, strict=True):
        objection.received_at = received  # making a row puts the present in
    Objection.objects.bulk_update(papers.objections, ["received_at"])
    insert(Contract, papers.contracts)
    parties = Contract.communities.through
    insert(
        parties,
        [
            parties(contract_id=contract.pk, place_id=place.pk)
            for contract, place in papers.communities
        ],
    )


def _date_by_last_move(pilots: list[Pilot]) -> None:
    """Lists show when a project was last changed: that was its last move, not the loading."""
    for pilot in pilots:
        pilot.project.updated_at = pilot.moves[-1].at
    Project.objects.bulk_update([pilot.project for pilot in pilots], ["updated_at"])


def forget_what_pages_remember() -> None:
    """Lets the strip on every page ask again whether there are example data."""
    cache.delete(DEMO_KEY)
