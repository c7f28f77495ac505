"""Checks of the identifiers that the domain uses, as validators for models and forms."""

import re
import secrets
import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as NumberError

_CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}")

validate_mobile = RegexValidator(
    r"^1[3-9][0-9]{9}\Z", _("Enter a mobile number of 11 digits that starts with 13 to 19.")
)
validate_certificate_number = RegexValidator(
    r"^[0-9A-Za-z]{6,30}\Z", _("Enter the certificate number: 6 to 30 letters and digits.")
)


# No letter or digit that is read as another on paper or on the telephone.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def drawn(signs: int) -> str:
    """So many signs drawn at random, for a number that nobody guesses or counts by."""
    return "".join(secrets.choice(SIGNS) for _sign in range(signs))


def clean_number(value: Any) -> str:
    """A number as people type or paste it: spaces and dashes out, letters in upper case.

    Full-width digits and letters, as a Chinese input method leaves them, become ordinary ones.
    """
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", str(value or ""))).upper()


def credit_code_is_valid(value: str) -> bool:
    """Whether a unified social credit code (GB 32100) has a right form and check digit.

    The library's ``is_valid`` would refuse a registering department that is a letter (N: rural
    collectives), so the form is checked here and only the check digit there.
    """
    return bool(_CREDIT_CODE.fullmatch(value)) and uscc.calc_check_digit(value[:-1]) == value[-1]


def validate_credit_code_form(value: str) -> None:
    """Refuses what cannot be a credit code at all; the check digit may be overridden with a reason."""
    if not _CREDIT_CODE.fullmatch(value):
        raise ValidationError(
            _(
                "A unified social credit code has 18 characters, digits and capitals without I, O, S, V, Z."
            ),
            code="form",
        )


def _birth_date(value: str) -> date:
    try:
        return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError as error:
        raise ValidationError(
            _("The digits 7 to 14 of the ID number are not a date of birth."), code="birth"
        ) from error


def validate_id_number(value: str) -> None:
    """Refuses a resident ID (GB 11643) or Taiwan residence permit with a wrong form, date or check digit.

    The prefix is not checked against today's places: codes change, ID numbers do not. Taiwan
    residence permits (prefix 830000, issued since 2018-09-01) follow the same rule.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", value):
        raise ValidationError(
            _("An ID number has 18 characters: 17 digits, then a digit or X."), code="form"
        )
    if _birth_date(value) > timezone.localdate():
        raise ValidationError(
            _("The date of birth in the ID number lies in the future."), code="birth"
        )
    try:
        expected = ric.calc_check_digit(value)
    except NumberError:
        expected = ""
    if expected != value[-1]:
        raise ValidationError(
            _("The last character does not fit the others: one of the characters is mistyped."),
            code="check",
        )


def birth_date_in(number: str) -> date:
    """The date of birth that a valid ID number or Taiwan residence permit tells."""
    return _birth_date(number)


def is_female_in(number: str) -> bool:
    """Whether a valid ID number is a woman's: its last digit but one is even."""
    return int(number[16]) % 2 == 0


def mask_id_number(value: str) -> str:
    """An ID number as it may be shown: the first 3 and the last 4 characters."""
    return f"{value[:3]}{'*' * 11}{value[-4:]}" if value else ""


def mask_mobile(value: str) -> str:
    """A mobile number as it may be shown: 138****5678."""
    return f"{value[:3]}****{value[-4:]}" if value else ""


def mask_name(value: str) -> str:
    """A name as it is shown: the family name alone, 张*."""
    return f"{value[:1]}*" if value else ""
