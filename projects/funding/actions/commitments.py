"""Dividing a contract over the sources that bear it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.money import FEN, ZERO
from projects.common.roles import Role
from projects.common.sharing import in_proportion
from projects.funding.actions.counters import enter, lock, lock_all, made_before, move
from projects.funding.models import Commitment, Source
from projects.funding.rules.words import future_error, shown
from projects.pilots.models import Contract, Project


def may_commit(project: Project, user: Any) -> bool:
    """Whether ``user``, who reads ``project``, divides its contract: its county, until it is closed."""
    return user.role == Role.COUNTY and (project.is_live or project.status in FREEING)


# Money is bound in a live project only; it is freed also where the project was stopped.
FREEING = frozenset({Project.Status.SUSPENDED, Project.Status.TERMINATED})


def default_parts(contract: Contract, sources: list[Source]) -> dict[int, Decimal]:
    """{source id: yuan}: what no source bears yet, in proportion to what each has left."""
    left = [source.uncontracted for source in sources]
    amount = min(contract.amount - contract.committed, sum(left, ZERO))
    if amount <= ZERO:
        return {source.pk: ZERO for source in sources}
    parts = in_proportion(amount, left)
    return {source.pk: part for source, part in zip(sources, parts, strict=True)}


@transaction.atomic
def commit(
    *,
    contract_id: int,
    by: Any,
    parts: Mapping[int, Decimal] | None = None,
    day: date | None = None,
    reason: str = "",
    document_number: str = "",
    submission_key: UUID | None = None,
) -> list[Commitment]:
    """Divides the contract: ``parts`` yuan by source id, or ``default_parts`` where None.

    A part below 0 frees so much again, never below what is paid, and needs a ``reason``. One entry a
    source that is not 0; the same ``submission_key`` gives its first entry.
    """
    day = day or timezone.localdate()
    contract, project = _locked_for(by, contract_id)
    if entry := made_before(Commitment, submission_key, by):
        return [entry]
    sources = lock_all(Source.objects.filter(project=project))
    parts = default_parts(contract, sources) if parts is None else parts
    parts = {pk: part for pk, part in parts.items() if part}
    by_id = {source.pk: source for source in sources}
    if errors := _errors(contract, project, by_id, parts, day, reason):
        raise ValidationError(errors)
    entries: list[Commitment] = []
    for pk, part in sorted(parts.items()):
        move(by_id[pk], contracted=part, refusal=part_error(by_id[pk], part))
        move(contract, committed=part, refusal=over_contract(contract))
        entries.append(
            enter(
                Commitment,
                contract=contract,
                source=by_id[pk],
                amount=part,
                day=day,
                reason=reason.strip(),
                document_number=document_number,
                created_by=by,
                submission_key=None if entries else submission_key,
            )
        )
    return entries


def _locked_for(by: Any, contract_id: int) -> tuple[Contract, Project]:
    """The contract and its project, project locked first."""
    named = Contract.objects.visible_to(by).filter(pk=contract_id).values("project")
    project = lock(Project.objects.visible_to(by), named[:1])
    if project is None or not may_commit(project, by):
        raise ValidationError(
            _("The county of the project divides its contract, until the project is closed.")
        )
    return lock(Contract.objects.visible_to(by), contract_id), project


def _errors(
    contract: Contract,
    project: Project,
    sources: Mapping[int, Source],
    parts: Mapping[int, Decimal],
    day: date,
    reason: str,
) -> dict[str, Any]:
    """What is wrong, by field; the field of a source is ``source_<id>``."""
    errors: dict[str, Any] = {}
    if not parts or parts.keys() - sources.keys():
        raise ValidationError(_("Enter an amount at a source of this project."))
    for pk, part in parts.items():
        if text := part_error(sources[pk], part):
            errors[f"source_{pk}"] = text
    if any(part > ZERO for part in parts.values()) and not project.is_live:
        raise ValidationError(
            _("The project is not under way; its money can only be freed, not bound.")
        )
    if any(part < ZERO for part in parts.values()) and not reason.strip():
        errors["reason"] = _("Say why; the reason stays on record.")
    if contract.committed + sum(parts.values(), ZERO) > contract.amount:
        raise ValidationError(over_contract(contract))
    if text := future_error(day):
        errors["day"] = text
    elif day < contract.signed_on:
        errors["day"] = _("The contract was signed on %(day)s; enter that day or a later one.") % {
            "day": contract.signed_on.isoformat()
        }
    return errors


def part_error(source: Source, part: Decimal) -> str:
    """What is wrong with binding (below 0: freeing) ``part`` yuan of ``source``, or ""."""
    if part != part.quantize(FEN):
        return _("An amount ends with the fen: at most two decimals.")
    if part > source.uncontracted:
        return _("Only %(left)s yuan of this source are not contracted yet.") % {
            "left": shown(source.uncontracted)
        }
    if -part > source.contracted - source.paid:
        return _("Only %(left)s yuan of this source can be freed; the rest is paid.") % {
            "left": shown(source.contracted - source.paid)
        }
    return ""


def over_contract(contract: Contract) -> str:
    """That the sources would bear more than the contract is about."""
    return _("The contract is about %(amount)s yuan; %(left)s yuan of it are not divided yet.") % {
        "amount": shown(contract.amount),
        "left": shown(contract.amount - contract.committed),
    }
