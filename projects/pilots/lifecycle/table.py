"""The table of moves."""

from django.utils.translation import gettext_lazy as _

from projects.common.roles import Role
from projects.pilots.lifecycle.guards import (
    AGENCY_IS_ELIGIBLE,
    COMMENTS_ARE_SETTLED,
    HAS_CERTIFIED_LEAD,
    HAS_CONTRACT,
    HAS_NOTICE,
    MAY_BE_RETURNED,
    NO_OBJECTION_STANDS,
    NOTICE_IS_OVER,
    OBJECTIONS_ARE_HANDLED,
)
from projects.pilots.lifecycle.rules import APPROVER, Rule, Text
from projects.pilots.models import Project

Status = Project.Status

MOVES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "submit",
            _("Hand up for checking"),
            _("Handed up for checking"),
            {Status.DRAFT: Role.COUNTY, Status.RETURNED: Role.COUNTY},
            Status.COUNTY_CHECK,
            guards=(COMMENTS_ARE_SETTLED,),
        ),
        Rule(
            "check",
            _("Pass the county check"),
            _("Passed the county check"),
            {Status.COUNTY_CHECK: Role.COUNTY},
            Status.CITY_REVIEW,
        ),
        Rule(
            "review",
            _("Pass the city review"),
            _("Passed the city review"),
            {Status.CITY_REVIEW: Role.CITY},
            Status.APPROVAL,
        ),
        Rule(
            "approve",
            _("Approve"),
            _("Approved"),
            {Status.APPROVAL: APPROVER},
            Status.APPROVED,
            dates="approved_on",
            guards=(AGENCY_IS_ELIGIBLE,),
        ),
        Rule(
            "announce",
            _("Give public notice"),
            _("Put on public notice"),
            {Status.APPROVED: APPROVER},
            Status.NOTICE,
            guards=(HAS_NOTICE,),
            through=_("the public notice"),
            page="project_contract",
        ),
        Rule(
            "confirm",
            _("Confirm after the public notice"),
            _("Confirmed after the public notice"),
            {Status.NOTICE: APPROVER},
            Status.CONTRACTING,
            guards=(
                NOTICE_IS_OVER,
                OBJECTIONS_ARE_HANDLED,
                NO_OBJECTION_STANDS,
                AGENCY_IS_ELIGIBLE,
            ),
        ),
        Rule(
            "start",
            _("Start implementation"),
            _("Started implementation"),
            {Status.CONTRACTING: Role.COUNTY},
            Status.RUNNING,
            dates="started_on",
            guards=(HAS_CONTRACT, HAS_CERTIFIED_LEAD),
        ),
        Rule(
            "resume",
            _("Resume implementation"),
            _("Resumed implementation"),
            {Status.SUSPENDED: APPROVER},
            Status.RUNNING,
            needs_reason=True,
        ),
        Rule(
            "finish",
            _("Finish implementation"),
            _("Finished implementation"),
            {Status.RUNNING: Role.COUNTY},
            Status.FINAL_EVALUATION,
            dates="finished_on",
        ),
        Rule(
            "pass_evaluation",
            _("Evaluate"),
            _("Passed the final evaluation"),
            {Status.FINAL_EVALUATION: APPROVER},
            Status.SETTLEMENT,
            through=_("concluding the final evaluation"),
            page="project_evaluation",
        ),
        Rule(
            "close",
            _("Close the project"),
            _("Closed"),
            {Status.SETTLEMENT: Role.COUNTY},
            Status.CLOSED,
            dates="closed_on",
            through=_("the closing checklist"),
            page="project_closing",
        ),
        Rule(
            "archive",
            _("Archive"),
            _("Archived"),
            {Status.CLOSED: Role.COUNTY},
            Status.ARCHIVED,
            dates="archived_on",
            through=_("the archive package"),
            page="project_closing",
        ),
        Rule(
            "return",
            _("Return for correction"),
            _("Returned for correction"),
            {
                Status.COUNTY_CHECK: Role.COUNTY,
                Status.CITY_REVIEW: Role.CITY,
                Status.APPROVAL: APPROVER,
                Status.NOTICE: APPROVER,
            },
            Status.RETURNED,
            needs_reason=True,
            guards=(MAY_BE_RETURNED,),
        ),
        Rule(
            "suspend",
            _("Suspend"),
            _("Suspended"),
            {Status.RUNNING: APPROVER},
            Status.SUSPENDED,
            needs_reason=True,
            dates="suspended_on",
        ),
        Rule(
            "terminate",
            _("Terminate"),
            _("Terminated"),
            {
                Status.APPROVED: APPROVER,
                Status.NOTICE: APPROVER,
                Status.CONTRACTING: APPROVER,
                Status.RUNNING: APPROVER,
                Status.SUSPENDED: APPROVER,
            },
            Status.TERMINATED,
            needs_reason=True,
            dates="terminated_on",
        ),
    )
}
REGISTER = "register"  # the first row of every history: registered as a draft


def move_label(name: str) -> Text:
    """What the history says of a move: "Approved", "Returned for correction"."""
    return _("Registered") if name == REGISTER else MOVES[name].done if name in MOVES else name
