"""How amounts are said in what refuses them."""

from decimal import Decimal

from django.utils.formats import number_format


def shown(amount: Decimal) -> str:
    """Yuan in figures with grouping."""
    return number_format(amount, 2, use_l10n=True, force_grouping=True)
