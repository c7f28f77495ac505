"""Money: yuan as ``Decimal`` with two places in Python, whole fen in the database.

Fen are integers, so sums and CHECK constraints are exact on PostgreSQL and on SQLite,
which keeps decimals as floating point.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_DIGITS = 14


def yuan(value: Any) -> Decimal:
    """``value`` as yuan with two places; raises ValueError when it has a part of a fen."""
    amount = Decimal(value)
    exact = amount.quantize(FEN)
    if exact != amount:
        raise ValueError(f"{value} has more than two decimals")
    return exact


def wan(amount: Decimal) -> Decimal:
    """Yuan as 万元 with two places, rounded half up: for showing, never for adding."""
    return (amount / 10_000).quantize(FEN, ROUND_HALF_UP)


class MoneyField(models.BigIntegerField):
    """An amount in yuan; ``Decimal`` with two places here, integer fen in the column."""

    description = _("Amount of money")

    # What the type checker should take a column of this kind for.
    _pyi_private_set_type: Decimal | int | str  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    @property
    def validators(self) -> list:
        return [*self._validators, DecimalValidator(MAX_DIGITS, 2)]  # type: ignore[attr-defined]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(FEN)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(_("Enter an amount in yuan, such as 1200.50.")) from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(yuan(value) * 100)

    def formfield(self, **kwargs: Any) -> Any:
        # Not BigIntegerField's form field, which would refuse the decimals.
        return models.Field.formfield(
            self,
            **{
                "form_class": forms.DecimalField,
                "max_digits": MAX_DIGITS,
                "decimal_places": 2,
                **kwargs,
            },
        )


def total(path: str | Combinable, **kwargs: Any) -> Coalesce:
    """The sum of a money column (or of a difference of two), 0.00 where there is nothing to add; yuan."""
    nothing = models.Value(ZERO, output_field=MoneyField())
    return Coalesce(models.Sum(path, **kwargs), nothing, output_field=MoneyField())


class YuanField(forms.DecimalField):
    """Entry of an amount above 0 in yuan; says what is wrong in the words of whoever pays."""

    default_error_messages = {
        "required": _("Enter the amount in yuan."),
        "invalid": _("Enter an amount in yuan, such as 1200.50."),
        "min_value": _("Enter an amount above 0."),
        "max_decimal_places": _("An amount ends with the fen: at most two decimals."),
        "max_digits": _("This amount is too large."),
        "max_whole_digits": _("This amount is too large."),
    }

    def __init__(self, **kwargs: Any) -> None:
        # Text, not a number box: a browser would throw away "12,000" before we can read it.
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        limits = {"min_value": FEN, "max_digits": MAX_DIGITS, "decimal_places": 2}
        super().__init__(**{"widget": widget, **limits, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.translate(str.maketrans("", "", ",， "))
        return super().to_python(value)
