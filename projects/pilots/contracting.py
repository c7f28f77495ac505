"""What stands between approval and start: the notices, the contract, and who does what next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.common.roles import Role
from projects.pilots.lifecycle import MOVES, available_moves
from projects.pilots.models import Contract, Objection, Project, PublicNotice, PurchaseRule

Status = Project.Status
Text = str | Promise
MOVES_HERE = ("confirm", "start", "return", "terminate")
STEPS_HERE = (Status.APPROVED, Status.NOTICE, Status.CONTRACTING)


def approver_of(project: Project) -> str | None:
    """The role that approves a project of this pilot level, and answers for its notice."""
    return MOVES["approve"].role_at(Status.APPROVAL, project.level)


@dataclass(frozen=True)
class ContractPage:
    """What the page shows to one user.

    ``objections`` are those she may read; the counts on the notices are for everybody who reads the
    project. ``rule`` is the purchase rule that applies, ``rule_year`` the year asked for.
    """

    notices: list[PublicNotice]
    objections: list[Objection]
    contract: Contract | None
    reads_contract: bool
    reads_rule: bool
    rule: PurchaseRule | None
    rule_year: int
    next: Text
    may: dict[str, bool]
    moves: list[Any]

    @property
    def notice(self) -> PublicNotice | None:
        """The notice that was not withdrawn."""
        return next((one for one in self.notices if one.withdrawn_on is None), None)


def page_of(project: Project, user: Any, today: date) -> ContractPage:
    """The page of ``project`` for ``user``, who can see it."""
    notices = list(_counted(PublicNotice.objects.visible_to(user).filter(project=project)))
    contracts = Contract.objects.visible_to(user)
    contract = _whole(contracts.filter(project=project)).first()
    objections = Objection.objects.visible_to(user).filter(notice__project=project)
    rules = PurchaseRule.objects.visible_to(user)
    year = (contract.signed_on if contract else today).year
    is_approver = user.role == approver_of(project)
    writes = user.role == Role.COUNTY and project.status == Status.CONTRACTING
    possible = available_moves(project, user) if project.status in STEPS_HERE else []
    moves = [one for one in possible if one.name in MOVES_HERE]
    has_contract = contract is not None or Contract.objects.filter(project=project).exists()
    return ContractPage(
        notices=notices,
        objections=list(objections.select_related("handled_by")),
        contract=contract,
        reads_contract=user.role in contracts.readers,
        reads_rule=user.role in rules.readers,
        rule=rules.applying(contract.place if contract else project.place, year),
        rule_year=year,
        next=next_step(project, notices, has_contract, today),
        may={
            "announce": is_approver and project.status == Status.APPROVED,
            "issue_again": is_approver and project.status == Status.NOTICE,
            "answer": is_approver,
            "write": writes and not has_contract,
            "edit": writes and has_contract,
        },
        moves=moves,
    )


def _counted(notices: Any) -> Any:
    return notices.select_related("created_by", "withdrawn_by").annotate(
        objection_count=Count("objections"),
        unhandled_count=Count("objections", filter=Q(objections__handled_on__isnull=True)),
        upheld_count=Count("objections", filter=Q(objections__outcome=Objection.Outcome.UPHELD)),
    )


def _whole(contracts: Any) -> Any:
    rows = contracts.select_related("project", "place", "agency", "created_by")
    return rows.prefetch_related("communities")


def next_step(
    project: Project, notices: list[PublicNotice], has_contract: bool, today: date
) -> Text:
    """What comes next between approval and start, and whose turn it is; "" once the project runs."""
    approver = Role(approver_of(project) or Role.PROVINCE).label
    notice = next((one for one in notices if one.withdrawn_on is None), None)
    words: Any
    if project.status == Status.APPROVED:
        words = _("{role}: put the project on public notice for 5 to 7 working days.")
    elif project.status == Status.NOTICE and notice:
        words = _step_of_notice(notice, today)
    elif project.status == Status.CONTRACTING and has_contract:
        words = _("{county}: start the project; a certified lead must be assigned.")
    elif project.status == Status.CONTRACTING:
        words = _(
            "{county}: record the contract that purchaser, agency and communities have signed."
        )
    elif project.approved_on is None:
        words = _(
            "The project is not approved yet. Public notice and contract follow the approval."
        )
    else:
        return ""
    return format_lazy(
        words,
        role=approver,
        county=Role.COUNTY.label,
        ends=notice.ends.isoformat() if notice else "",
    )


def _step_of_notice(notice: Any, today: date) -> Text:
    """Of a notice with its counts of objections."""
    if notice.upheld_count:
        return _(
            "{role}: an objection was upheld. Return or terminate the project, or issue a corrected"
            " notice."
        )
    if notice.unhandled_count:
        return _("{role}: answer the objections; the notice lasts until {ends}.")
    if notice.is_over(today):
        return _("{role}: confirm that the notice is over and no objection stands.")
    return _("Everybody may object until {ends}. After that day {role} confirms the notice.")
