"""What has to happen next to a project's money, and who of the readers may do it."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.common.roles import OFFICIALS, Role
from projects.funding.project_money import ProjectMoney
from projects.pilots.models import Project


class NextStep(NamedTuple):
    """What is missing, in words; the page where the reader does it, "" where somebody else does."""

    text: str
    label: str
    url: str


def next_steps(money: ProjectMoney, user: Any) -> list[NextStep]:
    """The steps that are open now, in the order of the stages."""
    project = money.project
    found = [*_towards_the_contract(money, user), *_towards_the_payment(money, user)]
    if (
        money.total.balance
        and user.role == Role.AGENCY
        and project.status == Project.Status.RUNNING
    ):
        found.append(
            _step(
                _("The agency holds money that it has not accounted for yet."),
                _("Enter an expenditure"),
                "expenditure_create",
                project.pk,
            )
        )
    ended = project.status == Project.Status.TERMINATED and money.total.balance
    if project.status == Project.Status.SETTLEMENT or ended:
        found.append(
            _step(
                _("The project is being settled: what is left goes back to the levels that paid."),
                _("Open the settlement"),
                "project_settlement",
                project.pk,
            )
        )
    return found


def _towards_the_contract(money: ProjectMoney, user: Any) -> list[NextStep]:
    project, contract = money.project, money.contract
    is_county = user.role == Role.COUNTY  # who reads the project: of its county or the successor
    found = []
    if not money.total.allocated:
        text = _("No money has been allocated yet.")
        if user.role in OFFICIALS and project.is_live:
            query = f"?project={project.pk}"
            found.append(_step(text, _("Allocate money"), "allocation_create", query=query))
        else:
            found.append(NextStep(text, "", ""))
    if contract is None:
        if project.is_live:
            text = _("There is no contract yet; money is paid only under a contract.")
            found.append(_step(text, _("Notice and contract"), "project_contract", project.pk))
    elif contract.committed < contract.amount and money.total.allocated and not project.is_over:
        text = _("The contract is not divided over its sources yet; the county does that.")
        label = _("Divide the contract") if is_county else ""
        found.append(_step(text, label, "project_commitments", project.pk))
    elif contract.committed and not money.tranches and not project.is_over:
        text = _("There is no tranche plan yet: when is how much due, and upon what?")
        label = _("Write the tranche plan") if is_county else ""
        found.append(_step(text, label, "project_tranches", project.pk))
    return found


def _towards_the_payment(money: ProjectMoney, user: Any) -> list[NextStep]:
    late = [row for row in money.tranches if row.state == "late"]
    if not late or not money.total.contracted:
        return []
    pays = any(source.budget.is_held_by(user) for source in money.sources)
    text = _("Tranche %(number)s was planned for %(day)s and is not paid yet.") % {
        "number": late[0].tranche.number,
        "day": late[0].tranche.planned_on.isoformat(),
    }
    label = _("See what is due") if pays else ""
    return [_step(text, label, "due_list", query=f"?project={money.project.pk}")]


def _step(text: str, label: str, name: str, *args: Any, query: str = "") -> NextStep:
    """A step with the address of its page; without, where somebody else takes it (no ``label``)."""
    return NextStep(text, label, f"{reverse(name, args=args)}{query}" if label else "")
