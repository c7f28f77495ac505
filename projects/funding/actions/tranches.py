"""Saving the tranche plan of a contract, always whole."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.funding.actions.counters import lock, lock_all, made_before
from projects.funding.models import Disbursement, Tranche, TranchePlan
from projects.pilots.models import Contract, Project

Milestone = Tranche.Milestone
MOST = 12  # tranches of one contract


class TrancheRow(NamedTuple):
    """One tranche as it is planned; its place in the plan is its number."""

    percent: int
    milestone: str
    planned_on: date


def may_plan(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, plans its tranches: its county, while it is under way."""
    return user.role == Role.COUNTY and project.is_live


@transaction.atomic
def save_plan(
    *,
    contract_id: int,
    rows: Sequence[TrancheRow],
    by: Any,
    version: int | None = None,
    submission_key: UUID | None = None,
) -> TranchePlan:
    """Saves the whole plan: the rows are numbered from 1 and total 100 per cent, the last is the final one.

    Tranches that are proposed or paid stay as they are. ``version`` is the version that the form showed.
    The same plan sent again changes nothing.
    """
    named = Contract.objects.visible_to(by).filter(pk=contract_id).values("project")
    project = lock(Project.objects.visible_to(by), named[:1])
    if project is None or not may_plan(project, by):
        raise ValidationError(
            _("The county of the project plans its tranches while the project is under way.")
        )
    if earlier := made_before(TranchePlan, submission_key, by):
        return earlier
    contract = lock(Contract.objects.visible_to(by), contract_id)
    plan = next(iter(lock_all(TranchePlan.objects.filter(contract=contract))), None)
    stored = list(plan.tranches.order_by("number")) if plan else []
    if plan and list(rows) == [_row(tranche) for tranche in stored]:
        return plan
    if plan and version is not None and version != plan.version:
        raise ValidationError(
            _("Somebody else has changed the plan meanwhile; open it again before you change it.")
        )
    if errors := plan_errors(contract, rows, stored):
        raise ValidationError(errors)
    percent = sum(row.percent for row in rows)
    if plan is None:
        fields = {"created_by": by, "submission_key": submission_key}
        plan = TranchePlan.objects.create(contract=contract, percent=percent, **fields)
    else:
        plan.percent, plan.version = percent, plan.version + 1
        plan.save(update_fields=["percent", "version", "updated_at"])
    _write(plan, rows, stored)
    return plan


def _write(plan: TranchePlan, rows: Sequence[TrancheRow], stored: list[Tranche]) -> None:
    """Changes, adds and removes tranches, so that the history of each tells its changes."""
    for number, row in enumerate(rows, 1):
        tranche = stored[number - 1] if number <= len(stored) else Tranche(plan=plan, number=number)
        if tranche._state.adding or row != _row(tranche):
            tranche.percent, tranche.milestone, tranche.planned_on = row
            tranche.save()
    for tranche in stored[len(rows) :]:
        tranche.delete()


def _row(tranche: Tranche) -> TrancheRow:
    return TrancheRow(tranche.percent, tranche.milestone, tranche.planned_on)


def plan_errors(
    contract: Contract, rows: Sequence[TrancheRow], stored: Sequence[Tranche]
) -> list[str]:
    """What is wrong with the plan, in words that name the tranche."""
    if not 1 <= len(rows) <= MOST:
        return [_("Enter 1 to %(most)s tranches.") % {"most": MOST}]
    errors = [
        _("Tranche %(number)s: enter 1 to 100 per cent.") % {"number": number}
        for number, row in enumerate(rows, 1)
        if not 1 <= row.percent <= 100
    ]
    percent = sum(row.percent for row in rows)
    if percent != 100:
        errors.append(
            _("The tranches total %(percent)s per cent; they must total 100.")
            % {"percent": percent}
        )
    if rows[-1].milestone != Milestone.FINAL:
        errors.append(_("The last tranche depends on the final evaluation; choose that milestone."))
    return [*errors, *_order_errors(contract, rows), *_kept_errors(rows, stored)]


def _order_errors(contract: Contract, rows: Sequence[TrancheRow]) -> list[str]:
    errors = []
    if rows[0].planned_on < contract.signed_on:
        errors.append(
            _("Tranche 1 is planned before the contract was signed (%(day)s).")
            % {"day": contract.signed_on.isoformat()}
        )
    places = {milestone: place for place, milestone in enumerate(Milestone.values)}
    for number, (row, after) in enumerate(pairwise(rows), 2):
        if after.planned_on < row.planned_on:
            errors.append(
                _("Tranche %(number)s is planned before the tranche in front of it.")
                % {"number": number}
            )
        if places[after.milestone] < places[row.milestone]:
            errors.append(
                _("The milestone of tranche %(number)s comes before that of the tranche in front.")
                % {"number": number}
            )
    return errors


def _kept_errors(rows: Sequence[TrancheRow], stored: Sequence[Tranche]) -> list[str]:
    """What is proposed or paid keeps its per cent and milestone; what was ever proposed stays in the plan."""
    entries = Disbursement.objects.filter(tranche__in=stored)
    used = set(entries.values_list("tranche", flat=True))
    settled = set(entries.standing().values_list("tranche", flat=True))
    errors = []
    for tranche in stored:
        kept = rows[tranche.number - 1] if tranche.number <= len(rows) else None
        if kept is None and tranche.pk in used:
            errors.append(
                _("Tranche %(number)s has disbursements; it stays in the plan.")
                % {"number": tranche.number}
            )
        elif kept and tranche.pk in settled and kept[:2] != _row(tranche)[:2]:
            errors.append(
                _(
                    "Tranche %(number)s is proposed or paid already; its per cent and milestone stay"
                    " as they are."
                )
                % {"number": tranche.number}
            )
    return errors
