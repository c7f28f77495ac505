"""Which line of a bank statement proves which payment, as far as the two say it themselves.

A line that bears the number of a payment and its exact amount proves it. A line without any number of
ours proves the one payment of that amount to that payee within ``settings.BANK_MATCH_DAYS``, if no
other line and no other payment could be meant. All else is left to an official.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

_NUMBER = re.compile(r"(?<![A-Z])BF[-_—–]?(\d{4})[-_—–]?(\d{6,})(?!\d)")
_OPENING = dict.fromkeys(map(ord, "[{〔【「"), "(")
_CLOSING = dict.fromkeys(map(ord, "]}〕】」"), ")")

Pair = tuple[int, int]  # ids of a line and of a payment


class Line(NamedTuple):
    """A line as matching sees it; ``named`` are the numbers of ours that it bears."""

    pk: int
    day: date
    amount: Decimal
    payee: str
    named: frozenset[str]


class Payment(NamedTuple):
    """A payment that no line proves yet; ``payee`` is the agency's name in the form of ``same_name``."""

    pk: int
    number: str
    day: date
    amount: Decimal
    payee: str


def same_name(name: str) -> str:
    """A name in the form in which two spellings are equal: half-width, one kind of brackets, no blanks."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_OPENING | _CLOSING)
    return "".join(text.split())


def numbers_in(*texts: str) -> frozenset[str]:
    """The numbers of disbursements in the texts, however dashes and widths are written."""
    found = set()
    for text in texts:
        plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
        found |= {f"BF-{year}-{number}" for year, number in _NUMBER.findall(plain)}
    return frozenset(found)


def fits(line: Line, payment: Payment) -> bool:
    """Whether amount, payee and day say that a line without a number is the payment."""
    days = abs((line.day - payment.day).days)
    alike = line.amount == payment.amount and line.payee and line.payee == payment.payee
    return bool(alike) and days <= settings.BANK_MATCH_DAYS


def matches(lines: Iterable[Line], payments: Iterable[Payment], apart: set[Pair]) -> list[Pair]:
    """The pairs that belong together beyond doubt. ``apart`` are those that somebody took apart."""
    lines, payments = list(lines), list(payments)
    by_number = {payment.number: payment for payment in payments}
    claimed: set[int] = set()
    edges: list[Pair] = []
    for line in lines:
        named = [by_number[number] for number in line.named if number in by_number]
        named = [payment for payment in named if (line.pk, payment.pk) not in apart]
        claimed |= {payment.pk for payment in named}
        if len(line.named) == 1 and named and named[0].amount == line.amount:
            edges.append((line.pk, named[0].pk))
    return _alone(edges) + _alone(_fitting(lines, payments, claimed, apart))


def _fitting(
    lines: list[Line], payments: list[Payment], claimed: set[int], apart: set[Pair]
) -> list[Pair]:
    """All pairs that amount, payee and day allow. What a line names by its number is left to that line."""
    alike: dict[tuple[Decimal, str], list[Payment]] = defaultdict(list)
    for payment in payments:
        if payment.pk not in claimed:
            alike[payment.amount, payment.payee].append(payment)
    return [
        (line.pk, payment.pk)
        for line in lines
        if not line.named
        for payment in alike.get((line.amount, line.payee), ())
        if fits(line, payment) and (line.pk, payment.pk) not in apart
    ]


def _alone(edges: list[Pair]) -> list[Pair]:
    """The pairs of which neither side is in another pair."""
    of_line = Counter(line for line, _payment in edges)
    of_payment = Counter(payment for _line, payment in edges)
    return [pair for pair in edges if of_line[pair[0]] == of_payment[pair[1]] == 1]
