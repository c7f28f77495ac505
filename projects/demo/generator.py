"""The whole demo in memory: the same rows for the same seed and the same divisions."""

from dataclasses import dataclass
from datetime import date
from random import Random

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.demo.agencies import make_agencies
from projects.demo.applications import make_applications, make_open_needs
from projects.demo.bank import make_statements
from projects.demo.changes import Asked, make_changes
from projects.demo.contracts import Papers, make_papers
from projects.demo.contracts_money import bind, free_what_ended
from projects.demo.corrections import Wish, make_corrections
from projects.demo.costs import make_costs
from projects.demo.divisions import Divisions
from projects.demo.endings import endings_of
from projects.demo.evaluations import Evaluated, make_evaluations
from projects.demo.figures import ANXI, MONEY, PILOTS, PLAN_CODE, PLAN_NAME, RURAL_PILOTS
from projects.demo.ledger import Ledger, Purse, make_purses
from projects.demo.money import Funds, make_funds
from projects.demo.partnerships import Partnering, make_partnerships
from projects.demo.payments import pay
from projects.demo.people import People
from projects.demo.plans import Planned, make_planned
from projects.demo.projects import Pilot, ProjectMaker
from projects.demo.remarks import make_remarks
from projects.demo.review import Review, make_review
from projects.demo.service_details import tell_more
from projects.demo.services import Delivered, make_services
from projects.demo.settling import give_back
from projects.demo.slots import make_slots
from projects.demo.spending import make_rules, spend
from projects.demo.standing import Standing, make_standing
from projects.demo.talent import Talent, make_talent
from projects.demo.triage import Triaged, make_triage
from projects.demo.visits import add_visits, feed_indicators
from projects.demo.work import Work, make_work
from projects.demo.workers import Workforce, make_workforce
from projects.needs.models import Need
from projects.pilots.models import ActionPlan, BudgetLine, FieldComment
from projects.places.models import Place


@dataclass
class Demo:
    """Every row of the demo, not saved yet."""

    users: list[User]
    plan: ActionPlan
    agencies: list[Agency]
    standing: Standing
    force: Workforce
    running: list[Pilot]
    applications: list[Pilot]
    open_needs: list[Need]
    funds: Funds
    delivered: Delivered
    costs: list[BudgetLine]
    remarks: list[FieldComment]
    changes: list[Asked]
    planned: Planned
    evaluated: Evaluated
    papers: Papers
    ledger: Ledger
    triaged: Triaged
    work: Work
    review: Review
    wishes: list[Wish]
    talent: Talent
    partnering: Partnering

    @property
    def pilots(self) -> list[Pilot]:
        return self.running + self.applications


def generate(divisions: Divisions, *, seed: int) -> Demo:
    """Makes the demo. Each subject has a generator of its own, so that one does not shift the others."""
    people = People(_random(seed, "people"), divisions)
    offices = make_agencies(_random(seed, "agencies"), divisions, people)
    force = make_workforce(_random(seed, "workers"), divisions, offices, people)
    plan = ActionPlan(
        code=PLAN_CODE,
        name=PLAN_NAME,
        place=divisions.province,
        year=2018,
        starts=date(2018, 1, 1),
        ends=date(2018, 12, 31),
        target_projects=sum(PILOTS.values()),
        target_rural=RURAL_PILOTS,
        target_amount=MONEY,
        is_demo=True,
    )
    slots = make_slots(_random(seed, "slots"), divisions)
    maker = ProjectMaker(_random(seed, "projects"), plan, people, offices, force)
    running = [maker.running(*pair) for pair in zip(slots, endings_of(slots), strict=True)]
    next(pilot for pilot in running if pilot.county.code == ANXI).shown = True
    applications = make_applications(_random(seed, "applications"), divisions, maker)
    community, clerk = _clerk(running, people)
    open_needs = make_open_needs(_random(seed, "needs"), divisions, people, clerk, community)
    adopted = [need for pilot in running + applications for need in pilot.needs]
    funds = make_funds(_random(seed, "money"), plan, running, people)
    costs = make_costs(_random(seed, "costs"), running, applications)
    evaluated = make_evaluations(_random(seed, "evaluations"), running, people)
    add_visits(evaluated, _random(seed, "visits"), running, people)
    planned = make_planned(_random(seed, "plans"), plan, divisions, running, people)
    feed_indicators(evaluated, planned)
    delivered = make_services(_random(seed, "services"), running, people)
    tell_more(_random(seed, "service details"), delivered)
    review = make_review(_random(seed, "review"), divisions, running, delivered.records, people)
    papers = make_papers(
        _random(seed, "papers"), running + applications, divisions.province, people
    )
    purses = make_purses(running, papers.contracts, funds.sources, costs)
    ledger = _ledger(seed, purses, people, evaluated, delivered)
    return Demo(
        people.users,
        plan,
        [office.agency for office in offices],
        make_standing(_random(seed, "standing"), offices, force, people),
        force,
        running,
        applications,
        open_needs,
        funds,
        delivered,
        costs,
        make_remarks(applications),
        make_changes(_random(seed, "changes"), running, costs, people, force),
        planned,
        evaluated,
        papers,
        ledger,
        make_triage(_random(seed, "triage"), divisions, people, adopted, open_needs, clerk),
        make_work(_random(seed, "work"), running, delivered.records),
        review,
        make_corrections(_random(seed, "corrections"), review, running, delivered.records, people),
        make_talent(_random(seed, "talent"), divisions, force, people),
        make_partnerships(_random(seed, "partnerships"), divisions, offices, force, people),
    )


def _ledger(
    seed: int, purses: list[Purse], people: People, evaluated: Evaluated, delivered: Delivered
) -> Ledger:
    """What was bound, paid, spent and given back of the money that was allocated."""
    ledger = Ledger(rules=make_rules(people.province))
    bind(_random(seed, "tranches"), ledger, purses, people)
    pay(_random(seed, "payments"), ledger, purses, people, evaluated)
    free_what_ended(ledger, purses, people)
    spend(_random(seed, "spending"), ledger, purses, people, delivered.records)
    give_back(_random(seed, "refunds"), ledger, purses, people)
    make_statements(_random(seed, "bank"), ledger, people)
    return ledger


def _clerk(running: list[Pilot], people: People) -> tuple[Place, User]:
    """The clerk who can sign in registered the first need of the first pilot of 安溪."""
    needs = [need for pilot in running if pilot.county.code == ANXI for need in pilot.needs]
    # A clerk of today works in a community that still exists today.
    community = next(need.place for need in needs if need.place.valid_to is None)
    clerk = people.clerk(community)
    for need in needs:
        if need.place == community:
            need.created_by = clerk
    return community, clerk


def _random(seed: int, subject: str) -> Random:
    return Random(f"{seed}:{subject}")  # noqa: S311 (repeatable on purpose, nothing secret)
