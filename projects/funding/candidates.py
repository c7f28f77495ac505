"""The payments that a line of a bank statement may prove, best first, and why none is matched by itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from projects.funding.actions.bank import as_line
from projects.funding.matching import Line, Payment, fits, same_name
from projects.funding.models import BankLine, BankUnmatch, Disbursement
from projects.funding.rules import shown
from projects.places.models import Place

MOST = 10  # candidates of a page
READ = 200  # payments that are compared for it
NEAR = timedelta(days=60)
AGENCY = "tranche__plan__contract__agency"


@dataclass
class Candidate:
    """A payment, and why it is not matched by itself. ``may_match``: an official may do it by hand."""

    disbursement: Disbursement
    reasons: list[str]
    may_match: bool
    rank: tuple[Any, ...]


def candidates(line: BankLine, user: Any) -> list[Candidate]:
    """The unproven payments of the line's place, and of those that it took over, best first.

    Each bears the number, the amount or the payee of the line.
    """
    seen = as_line(line)
    found = list(_payments(line, seen, user)[:READ])
    apart = set(
        BankUnmatch.objects.visible_to(user)
        .filter(line=line)
        .values_list("disbursement", flat=True)
    )
    rivals = [
        as_line(other)
        for other in BankLine.objects.visible_to(user)
        .unmatched()
        .filter(holder__in=_holders(line), amount=line.amount)
        .exclude(pk=line.pk)[:READ]
    ]
    payments = {one.pk: _as_payment(one) for one in found}
    fitting = {pk for pk, one in payments.items() if not seen.named and fits(seen, one)}
    return sorted(
        (
            Candidate(
                disbursement=one,
                reasons=_hindrances(
                    seen, payments[one.pk], fitting, rivals, taken_apart=one.pk in apart
                ),
                may_match=one.amount == line.amount,
                rank=_rank(seen, payments[one.pk]),
            )
            for one in found
        ),
        key=lambda candidate: candidate.rank,
    )[:MOST]


def said_of(line: BankLine, found: list[Candidate]) -> str:
    """What hinders the line itself, whatever the payment; "" where nothing does."""
    named = as_line(line).named
    if len(named) > 1:
        return _(
            "The line bears several numbers of payments: %(numbers)s. A line proves one payment."
        ) % {"numbers": "、".join(sorted(named))}
    if named and not any(one.disbursement.number in named for one in found):
        return _(
            "The line bears the number %(number)s, which is no unproven payment of this place."
        ) % {"number": next(iter(named))}
    return ""


def _holders(line: BankLine) -> QuerySet[Place]:
    return Place.objects.continued_by(line.holder)


def _payments(line: BankLine, seen: Line, user: Any) -> QuerySet[Disbursement]:
    alike = (
        Q(number__in=seen.named)
        | Q(amount=line.amount)
        | Q(
            **{f"{AGENCY}__name": line.payee},
            day__range=(line.day - NEAR, line.day + NEAR),
        )
    )
    rows = Disbursement.objects.visible_to(user).unproven()
    rows = rows.filter(alike, source__budget__holder__in=_holders(line))
    return rows.select_related("source__project", "source__budget", AGENCY)


def _as_payment(one: Disbursement) -> Payment:
    name = same_name(one.tranche.plan.contract.agency.name)
    return Payment(one.pk, one.number, one.day, one.amount, name)


def _rank(line: Line, payment: Payment) -> tuple[Any, ...]:
    """Small is good: its number, its amount, its payee, then the nearer day."""
    return (
        payment.number not in line.named,
        payment.amount != line.amount,
        payment.payee != line.payee,
        abs((payment.day - line.day).days),
        payment.pk,
    )


def _hindrances(
    line: Line, payment: Payment, fitting: set[int], rivals: list[Line], *, taken_apart: bool
) -> list[str]:
    """Why the two are not matched by themselves, in the words of the page."""
    reasons = []
    if taken_apart:
        reasons.append(_("Somebody took the two apart."))
    if payment.amount != line.amount:
        amounts = {"bank": shown(line.amount), "ours": shown(payment.amount)}
        reasons.append(
            _("The bank says %(bank)s yuan, the payment %(ours)s.") % amounts
            if payment.number not in line.named
            else _("The number is right, but the bank says %(bank)s yuan and the payment %(ours)s.")
            % amounts
        )
    if payment.number in line.named:
        if any(payment.number in rival.named for rival in rivals):
            reasons.append(_("Another line of the same amount bears this number too."))
        return reasons
    if line.named:
        reasons.append(_("The line bears the number of another payment."))
    if payment.payee != line.payee:
        reasons.append(_("The payee has another name."))
    days = abs((line.day - payment.day).days)
    if days > settings.BANK_MATCH_DAYS:
        reasons.append(
            _("%(days)s days lie between the two, more than %(most)s.")
            % {"days": days, "most": settings.BANK_MATCH_DAYS}
        )
    if len(fitting - {payment.pk}) and payment.pk in fitting:
        reasons.append(_("Another payment fits as well."))
    if any(fits(rival, payment) and not rival.named for rival in rivals):
        reasons.append(_("Another line fits as well."))
    if any(payment.number in rival.named for rival in rivals):
        reasons.append(_("Another line bears the number of this payment."))
    return reasons or [_("Nothing hinders it: match again.")]
