"""What must hold when budget lines are amended and handed down."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from projects.common.money import FEN, ZERO
from projects.funding.models import Budget
from projects.funding.rules.allocations import over_budget
from projects.funding.rules.words import entry_error, future_error, shown
from projects.places.models import Place

# Below a county nobody gives money out, so nothing is handed down to townships: the county holds theirs.
LOWER = {
    Place.Level.PROVINCE: (Place.Level.CITY, Place.Level.COUNTY),
    Place.Level.CITY: (Place.Level.COUNTY,),
}


def lower_levels(holder: Place) -> tuple[str, ...]:
    """The levels of places to which ``holder`` may hand money down; none for a county."""
    return LOWER.get(Place.Level(holder.level), ())


def lower_places(holder: Place) -> QuerySet[Place]:
    """The places of today to which ``holder`` may hand money down.

    平潭 reports on a line of its own: the province hands down to it, 福州 does not.
    """
    places = Place.objects.below(holder).administered()
    return places.filter(level__in=lower_levels(holder), valid_to=None)


def amendment_errors(budget: Budget, change: Decimal, day: date) -> dict[str, str]:
    """What is wrong with changing ``budget`` by ``change`` yuan by a document of ``day``, by field."""
    errors = {"change": _change_error(budget, change)}
    if text := future_error(day):
        errors["document_date"] = text
    elif day < budget.document_date:
        errors["document_date"] = _(
            "The budget line is of %(day)s; an amendment is of that day or later."
        ) % {"day": budget.document_date.isoformat()}
    return {field: text for field, text in errors.items() if text}


def _change_error(budget: Budget, change: Decimal) -> str:
    if change == ZERO:
        return _("Enter by how much the line changes.")
    if change != change.quantize(FEN):
        return _("An amount ends with the fen: at most two decimals.")
    if budget.amount + change <= ZERO:
        return _("A budget line keeps an amount above 0; it has %(amount)s yuan.") % {
            "amount": shown(budget.amount)
        }
    return below_given(budget, change)


def below_given(budget: Budget, change: Decimal = ZERO) -> str:
    """That ``change`` (yuan) takes from the line what it has already given, or ""."""
    if budget.remaining + change >= ZERO:
        return ""
    return _(
        "%(allocated)s yuan are allocated and %(transferred)s yuan are handed down; "
        "at most %(left)s yuan can be taken from the line."
    ) % {
        "allocated": shown(budget.allocated),
        "transferred": shown(budget.transferred),
        "left": shown(budget.remaining),
    }


def transfer_errors(budget: Budget, amount: Decimal, day: date) -> dict[str, str]:
    """What is wrong with handing ``amount`` yuan of ``budget`` down on ``day``, by field."""
    errors = {}
    if text := entry_error(amount):
        errors["amount"] = text
    elif amount > budget.remaining:
        errors["amount"] = over_budget(budget)
    if text := future_error(day):
        errors["day"] = text
    elif day < budget.document_date:
        errors["day"] = _(
            "The budget line is of %(day)s; hand money down on that day or later."
        ) % {"day": budget.document_date.isoformat()}
    return errors


def given_out_below(target: Budget) -> str:
    """That the lower place has given out what should come back, and what is left of it."""
    return _(
        "%(place)s has given this money out already: only %(left)s yuan of it are left there. "
        "It must take back its own allocations and transfers first."
    ) % {"place": target.holder, "left": shown(target.remaining)}
