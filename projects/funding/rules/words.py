"""What refuses an amount or a day, in the same words everywhere."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from projects.common.money import FEN, ZERO


def shown(amount: Decimal) -> str:
    """Yuan in figures with grouping."""
    return number_format(amount, 2, use_l10n=True, force_grouping=True)


def entry_error(amount: Decimal) -> str:
    """What is wrong with ``amount`` yuan as an amount of an entry, whatever there is of it; or ""."""
    if amount <= ZERO:
        return _("Enter an amount above 0.")
    if amount != amount.quantize(FEN):
        return _("An amount ends with the fen: at most two decimals.")
    return ""


def future_error(day: date) -> str:
    """That ``day`` has not come yet, or ""."""
    if day > timezone.localdate():
        return _("This day lies in the future; enter today or an earlier day.")
    return ""
