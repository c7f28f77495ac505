"""The second official: approving or refusing what another one of the same place proposed.

Locks: projects by id, sources by id, disbursements by id. The lines are not moved, so not locked.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.funding.actions.counters import lock_all, move
from projects.funding.actions.disbursements import lock_projects, same_as_shown
from projects.funding.models import Disbursement, Source
from projects.funding.rules.disbursements import check_bar, project_bar, reversal_bar

Status = Disbursement.Status


@transaction.atomic
def check(*, disbursement_id: int, approve: bool, by: Any, refusal: str = "") -> Disbursement:
    """Approves or refuses a proposal, as another official of the place that pays.

    Said twice by the same official, it counts once. ``refusal`` is the reason of a refusal.
    """
    entry = _locked([disbursement_id], by)[0]
    if entry.checked_by_id == by.pk and (entry.status != Status.REFUSED) == approve:
        return entry
    if text := check_bar(entry, by):
        raise ValidationError(text)
    if entry.status != Status.PROPOSED:
        raise ValidationError(_("%(number)s was checked already.") % {"number": entry.number})
    if approve:
        return _approve(entry, by)
    if not refusal.strip():
        raise ValidationError({"refusal": _("Say why; the reason stays on record.")})
    entry.status, entry.refusal = Status.REFUSED, refusal.strip()
    return _checked(entry, by)


@transaction.atomic
def approve_all(*, ids: Sequence[int], by: Any, total: Decimal | None = None) -> list[Disbursement]:
    """Approves all of the proposals or, where one is in the way, none, and says which and why.

    ``total`` is the sum that was shown before (yuan): where it moved since, nothing is approved. What
    ``by`` approved before counts as done, so a second click does no harm.
    """
    entries = _locked(ids, by)
    same_as_shown(entries, total)
    refused: list[str] = []
    for entry in entries:
        if entry.checked_by_id == by.pk and entry.is_counted:
            continue
        if text := check_bar(entry, by):
            refused.append(f"{entry.number}: {text}")
        elif entry.status != Status.PROPOSED:
            refused.append(_("%(number)s was checked already.") % {"number": entry.number})
        else:
            try:
                _approve(entry, by)
            except ValidationError as error:
                refused.append(f"{entry.number}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError(refused)
    return entries


def _locked(ids: Sequence[int], by: Any) -> list[Disbursement]:
    """The disbursements that ``by``'s place pays, with their projects and sources locked; all of ``ids``."""
    rows = Disbursement.objects.payable_by(by).filter(pk__in=ids)
    lock_projects(rows.values("source__project"))
    lock_all(Source.objects.filter(pk__in=rows.values("source")))
    whole = rows.select_related(
        "source__project", "source__budget__holder", "tranche__plan__contract__agency", "reverses"
    )
    # What a reversal takes back is locked with it, in the order of the ids: bank lines lock payments too.
    found = rows.values("pk")
    lock_all(Disbursement.objects.filter(Q(pk__in=found) | Q(reversals__in=found)))
    entries = list(whole.order_by("pk"))
    if not entries or len(entries) != len(set(ids)):
        raise ValidationError(_("An official of the place that pays checks its payments."))
    return entries


def _approve(entry: Disbursement, by: Any) -> Disbursement:
    """Moves the money; everything is locked and ``by`` may check."""
    today = timezone.localdate()
    # A payment of the past that is entered afterwards keeps its day; any other is paid now.
    if entry.day >= timezone.localdate(entry.created_at):
        entry.day = today
    contract = entry.tranche.plan.contract
    if entry.reverses is None:
        if text := project_bar(entry.source.project, contract, entry.day):
            raise ValidationError(text)
        words = _("So much of this source is not contracted any more; refuse the proposal.")
    else:
        if text := reversal_bar(entry.source.project):
            raise ValidationError(text)
        words = _("The agency has spent or returned a part of it; that comes back first.")
        Disbursement.objects.filter(pk=entry.reverses.pk).update(status=Status.REVERSED)
    # Read anew: another entry of the same source may have moved it in this transaction.
    source = Source.objects.get(pk=entry.source_id)
    move(source, paid=entry.amount, refusal=words)
    entry.status = Status.APPROVED
    return _checked(entry, by)


def _checked(entry: Disbursement, by: Any) -> Disbursement:
    entry.checked_by, entry.checked_at = by, timezone.now()
    entry.save(update_fields=["status", "refusal", "day", "checked_by", "checked_at"])
    return entry
