"""Matching lines of bank statements to payments, and taking them apart.

Whoever matches locks the holder's place first: two imports, or an import and an official, then decide
one after the other. The unique constraint of ``BankLine.disbursement`` has the last word.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.funding.actions.counters import lock, lock_all
from projects.funding.matching import Line, Payment, matches, numbers_in, same_name
from projects.funding.models import BankLine, BankUnmatch, Disbursement
from projects.places.models import Place

BATCH = 1000


class Matched(NamedTuple):
    """How many lines were matched now, and how many of the place are still without a payment."""

    matched: int
    left: int


def lock_holder(holder: Place) -> list[int]:
    """Locks the place whose lines are about to be written or matched, and those that it took over.

    Call it before anything else. Their ids: what one of them paid, the account of another may show.
    """
    return [place.pk for place in lock_all(Place.objects.continued_by(holder))]


@transaction.atomic
def match_bank_lines(*, holder: Place) -> Matched:
    """Matches the lines of a place that belong beyond doubt to a payment of the place."""
    holders = lock_holder(holder)
    lines = {line.pk: line for line in BankLine.objects.unmatched().filter(holder__in=holders)}
    payments = payments_of(holders)
    apart = set(
        BankUnmatch.objects.filter(line__holder__in=holders).values_list("line", "disbursement")
    )
    pairs = matches(map(as_line, lines.values()), payments, apart)
    # A payment may have been reversed since it was read.
    wanted = Disbursement.objects.unproven().filter(pk__in=[payment for _line, payment in pairs])
    standing = {payment.pk for payment in lock_all(wanted)}
    now, matched = timezone.now(), []
    for line_id, payment_id in pairs:
        if payment_id in standing:
            lines[line_id].disbursement_id = payment_id
            lines[line_id].matched_at = now
            matched.append(lines[line_id])
    BankLine.objects.bulk_update(matched, ["disbursement", "matched_at"], batch_size=BATCH)
    return Matched(len(matched), len(lines) - len(matched))


@transaction.atomic
def match_bank_line(*, line_id: int, disbursement_id: int, by: Any) -> BankLine:
    """Matches a line of ``by``'s place to a payment of the same place and amount, by hand."""
    holders = lock_holder(by.place)
    line = _locked(line_id, by)
    if line.disbursement_id:
        raise ValidationError(_("This line is already matched to a payment."))
    unproven = Disbursement.objects.unproven().filter(source__budget__holder__in=holders)
    payment = lock(unproven, disbursement_id)
    if payment is None:
        raise ValidationError(
            _(
                "This payment is not one of your place, is not approved or no longer, "
                "or another line proves it."
            )
        )
    if payment.amount != line.amount:
        raise ValidationError(
            _("The bank says another amount than the payment; a line proves its exact amount only.")
        )
    line.disbursement, line.matched_by, line.matched_at = payment, by, timezone.now()
    line.is_matched_by_hand = True
    line.save(update_fields=["disbursement", "matched_by", "matched_at", "is_matched_by_hand"])
    return line


@transaction.atomic
def unmatch_bank_line(*, line_id: int, reason: str, by: Any) -> BankLine:
    """Takes a line of ``by``'s place and its payment apart; the reason stays on record."""
    lock_holder(by.place)
    line = _locked(line_id, by)
    if not line.disbursement_id:
        raise ValidationError(_("This line is matched to no payment."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    BankUnmatch.objects.create(
        line=line, disbursement_id=line.disbursement_id, reason=reason.strip(), created_by=by
    )
    line.disbursement = line.matched_by = line.matched_at = None
    line.is_matched_by_hand = False
    line.save(update_fields=["disbursement", "matched_by", "matched_at", "is_matched_by_hand"])
    return line


def _locked(line_id: int, by: Any) -> BankLine:
    """The line of ``by``'s place, locked; its place is locked before."""
    return (
        BankLine.objects.of_holder(by).select_for_update(of=("self",), no_key=True).get(pk=line_id)
    )


def payments_of(holders: Sequence[int]) -> list[Payment]:
    """What was paid out of the lines that the places hold and is not proven yet."""
    rows = Disbursement.objects.unproven().filter(source__budget__holder__in=holders)
    columns = ("pk", "number", "day", "amount", "tranche__plan__contract__agency__name")
    return [
        Payment(pk, number, day, amount, same_name(name))
        for pk, number, day, amount, name in rows.values_list(*columns)
    ]


def as_line(line: BankLine) -> Line:
    """A line as matching sees it."""
    named = numbers_in(line.reference, line.remark)
    return Line(line.pk, line.day, line.amount, same_name(line.payee), named)
