"""Cells as people fill them in: stray spaces, full-width digits, dates as text, units behind numbers.

Each function takes the raw value of a cell and gives a clean one, or raises a ValidationError whose
message says what to do. An empty cell never comes here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from projects.common.forms import not_in_future
from projects.common.money import FEN, MAX_DIGITS

FIRST_SERIAL = date(1899, 12, 30)  # Excel counts days from here (and believes in 1900-02-29)
SERIALS = range(7_306, 73_051)  # 1920 to 2099: other numbers are no days
_TIME = r"(?:[ T-]*\d{1,2}[:.时点]\d{1,2}(?:[:.分]?[\d.:]*)[秒分]?)?"
_DAY = re.compile(
    rf"(\d{{4}})\s*[年./-]\s*(\d{{1,2}})\s*[月./-]\s*(\d{{1,2}})(?:\s*日|(?!\d)){_TIME}"
)
_COMPACT_DAY = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})(?:\s*\d{{6}}|(?!\d){_TIME})")
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY|¥)?([+-]?)(?:¥)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d*)?(万元|千元|元|圆|RMB|CNY)?整?"
)
UNITS = {"万元": 10_000, "千元": 1_000, "元": 1}  # what an amount may be counted in, in yuan
_TURNED_INTO_A_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_NUMBER = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)\s*(\D*)")
# Control characters and unpaired halves of characters are no text that a database keeps.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


def shown(value: Any) -> str:
    """A raw value as Excel shows it, without control characters and without blanks around it."""
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ") if value.time() != time.min else value.date().isoformat()
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        text = str(int(value))
    elif isinstance(value, date | time):
        text = value.isoformat()
    else:
        text = str(value)
    return _NO_TEXT.sub("", text.replace("\r\n", "\n")).strip()


def plain(value: Any) -> str:
    """The same with half-width digits, letters and signs, for codes, numbers and days."""
    return unicodedata.normalize("NFKC", shown(value)).strip()


def text(limit: int) -> Callable[[Any], str]:
    """A text of one line, at most ``limit`` characters."""
    return lambda value: _within(" ".join(shown(value).split()), limit)


def long_text(limit: int) -> Callable[[Any], str]:
    """A text of several lines, at most ``limit`` characters."""
    return lambda value: _within(shown(value), limit)


def _within(value: str, limit: int) -> str:
    if len(value) > limit:
        raise ValidationError(
            _("At most %(limit)s characters; these are %(length)s."),
            params={"limit": limit, "length": len(value)},
        )
    return value


def whole(
    *, units: Iterable[str], example: str, least: int = 1, most: int = 1_000_000
) -> Callable[[Any], int]:
    """A whole number from ``least`` to ``most``, one of ``units`` behind it allowed: 30人."""
    known = frozenset(units)

    def parse(value: Any) -> int:
        found = None if isinstance(value, bool) else _NUMBER.fullmatch(plain(value))
        number = float(found[1].replace(",", "")) if found else 0.5
        if not found or found[2].strip() not in known | {""} or not number.is_integer():
            raise ValidationError(
                _("Enter a whole number such as %(example)s."), params={"example": example}
            )
        if not least <= number <= most:
            raise ValidationError(
                _("Enter a number from %(least)s to %(most)s."),
                params={"least": least, "most": most},
            )
        return int(number)

    return parse


def past_day(value: Any) -> date:
    """A day that is not in the future: a date cell, 2018年3月5日, 2018.3.5, 2018/3/5, 20180305, 43164."""
    if isinstance(value, datetime):
        return not_in_future(value.date())
    if isinstance(value, date):
        return not_in_future(value)
    written = "" if isinstance(value, bool | time | timedelta) else plain(value)
    found = _DAY.fullmatch(written) or _COMPACT_DAY.fullmatch(written)
    try:
        if found:
            return not_in_future(date(int(found[1]), int(found[2]), int(found[3])))
        serial = int(float(written))
    except (ValueError, OverflowError):
        serial = 0
    if serial not in SERIALS:
        raise ValidationError(_("Enter a real day such as 2018-03-05 or 2018年3月5日."))
    return not_in_future(FIRST_SERIAL + timedelta(days=serial))


def yuan(value: Any, unit: str = "") -> Decimal:
    """An amount in yuan, above or below 0: 1,200.50, １２００元, ¥3.5万元; ``unit`` is the header's.

    The unit behind the number counts before the header's. A part of a fen is refused.
    """
    if isinstance(value, float):  # as Excel shows it: 0.1 + 0.2 is 0.3
        value = f"{value:.15g}"
    written = "" if isinstance(value, bool | date | time) else "".join(plain(value).split()).upper()
    found = _AMOUNT.fullmatch(written)
    if not found:
        raise ValidationError(_("Enter an amount in yuan, such as 1200.50."))
    number = Decimal(found[1] + found[2].replace(",", "") + (found[3] or ""))
    amount = number * UNITS.get(found[4] or unit, 1)
    if amount != amount.quantize(FEN):
        raise ValidationError(_("An amount ends with the fen: at most two decimals."))
    if abs(amount) >= 10 ** (MAX_DIGITS - 2):
        raise ValidationError(_("This amount is too large."))
    return amount.quantize(FEN)


def code(limit: int) -> Callable[[Any], str]:
    """A number that is a name, at most ``limit`` characters; refused where Excel has rounded it."""

    def parse(value: Any) -> str:
        written = " ".join(plain(value).split())
        refuse_rounded(written)
        return _within(written, limit)

    return parse


def refuse_rounded(written: str) -> None:
    """Complains about a code that Excel has made a number with an exponent: its last digits are lost."""
    if _TURNED_INTO_A_NUMBER.fullmatch(written):
        raise ValidationError(
            _(
                "Excel has turned the code into %(value)s; format the column as text and enter it again."
            ),
            params={"value": written},
        )


def vocabulary(choices: Any, synonyms: Mapping[str, str] | None = None) -> dict[str, str]:
    """Each word that stands for a choice: its label in every language, its code, its ``synonyms``."""
    words = {_word(word): str(code) for word, code in (synonyms or {}).items()}
    for code, label in choices:
        words[_word(code)] = str(code)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words[_word(label)] = str(code)
    return words


def _word(value: Any) -> str:
    return "".join(plain(value).split()).casefold()


def one_of(words: Mapping[str, str], labels: Iterable[str]) -> Callable[[Any], str]:
    """One of the choices that ``words`` name."""

    def parse(value: Any) -> str:
        code = words.get(_word(value))
        if code is None:
            raise ValidationError(
                _("Not one of the choices: %(choices)s."), params={"choices": "、".join(labels)}
            )
        return code

    return parse


def some_of(words: Mapping[str, str], labels: Iterable[str]) -> Callable[[Any], list[str]]:
    """Several of the choices, with 、 or commas between them, once each."""
    one = one_of(words, labels)

    def parse(value: Any) -> list[str]:
        parts = [part for part in _SEPARATORS.split(shown(value)) if part.strip()]
        return list(dict.fromkeys(one(part) for part in parts))

    return parse
