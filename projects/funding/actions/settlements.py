"""Stating what a project's money comes to in the end."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.funding.actions.counters import lock, lock_all, made_before
from projects.funding.models import Settlement, Source
from projects.funding.rules.words import future_error
from projects.pilots.models import Contract, Project

Status = Project.Status
# From the start of the work until the project is closed; a terminated one is settled like any other.
SETTLING: frozenset[str] = frozenset(
    {
        Status.RUNNING,
        Status.SUSPENDED,
        Status.FINAL_EVALUATION,
        Status.SETTLEMENT,
        Status.TERMINATED,
    }
)


def may_settle(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, states its settlement now."""
    return user.role == Role.COUNTY and project.status in SETTLING


@transaction.atomic
def settle(
    *,
    project_id: int,
    settled_on: date,
    by: Any,
    auditor: str = "",
    opinion: str = "",
    remarks: str = "",
    version: int | None = None,
    submission_key: UUID | None = None,
) -> Settlement:
    """States the settlement of a project with the figures of the ledger; again states it anew.

    ``version`` is that of the statement which the form showed; a newer one is refused. The same
    ``submission_key`` sent again states nothing anew.
    """
    project = lock(Project.objects.visible_to(by), project_id)
    if project is None or not may_settle(project, by):
        raise ValidationError(_("The county states the settlement, until the project is closed."))
    if text := future_error(settled_on):
        raise ValidationError({"settled_on": text})
    contract = Contract.objects.filter(project=project).first()
    if contract and settled_on < contract.signed_on:
        words = _("The contract was signed on %(day)s; enter that day or a later one.")
        raise ValidationError({"settled_on": words % {"day": contract.signed_on.isoformat()}})
    if opinion and not auditor.strip():
        raise ValidationError({"auditor": _("Name who audited the settlement.")})
    lock_all(Source.objects.filter(project=project))
    made = Settlement.objects.filter(project=project).first()
    if made and submission_key and (made.submission_key, made.stated_by) == (submission_key, by):
        return made
    if earlier := made_before(Settlement, submission_key, by):
        return earlier
    if made and version is not None and made.version != version:
        raise ValidationError(_("It was stated anew meanwhile; look at it and state it again."))
    settlement = made or Settlement(project=project, created_by=by, version=0)
    for stage, amount in Source.objects.filter(project=project).sums().items():
        setattr(settlement, stage, amount)
    settlement.settled_on, settlement.auditor = settled_on, auditor.strip()
    settlement.opinion, settlement.remarks = opinion, remarks.strip()
    settlement.stated_by, settlement.submission_key = by, submission_key
    settlement.version += 1
    settlement.save()
    return settlement
