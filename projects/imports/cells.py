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
_HALF = "(?:上午|下午|早上|早晨|清晨|晚上|傍晚|中午|凌晨|全天)"
_CLOCK = (
    rf"{_HALF}?\s*\d{{1,2}}(?:[:.]\d{{2}}|[点时](?:\d{{1,2}}|半)?)(?:[:.]\d{{2}}(?:\.\d+)?)?[分秒]?"
)
# What may stand behind a day: the day of the week, a time, or when something began and ended.
_BEHIND = (
    r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
    rf"(?:[\sT]*{_CLOCK}(?:\s*[-~—–至到]+\s*{_CLOCK})?|-\d{{2}}\.\d{{2}}\.\d{{2}}[\d.]*|\s*{_HALF})?"
)
_DAY = re.compile(
    r"((?:\d\d)?\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?:\s*[日号]|(?!\d))" + _BEHIND
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*\d{6}|(?!\d)" + _BEHIND + ")")
_DAY_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*(?:月\s*\d{1,2}\s*[日号]?|[/-]\s*\d{1,2})" + _BEHIND)
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY|¥)?([+-]?)(?:¥)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d*)?(万元|千元|元|圆|RMB|CNY)?整?"
)
UNITS = {"万元": 10_000, "千元": 1_000, "元": 1}  # what an amount may be counted in, in yuan
_TURNED_INTO_A_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_NUMBER = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)\s*(\D*)")
# Control characters and unpaired halves of characters are no text that a database keeps; what has no
# width makes two words differ that look alike.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060\ufeff\xad]"
)
_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


def shown(value: Any) -> str:
    """A raw value as Excel shows it, without control characters and without blanks around it."""
    if value.__class__ is str and value.isprintable():
        return value.strip()
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


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing that can be seen."""
    if not isinstance(value, str):
        return False
    written = value.strip()
    return not written or (not written.isprintable() and not shown(value))


def normalised(header: Any) -> str:
    """A header without blanks, stars, colons and half-width: ＊ 需求 描述： is 需求描述."""
    return "".join(plain(header).casefold().split()).strip("*:;")


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


def number(
    *, units: Iterable[str], example: str, places: int = 1, least: int = 0, most: int = 1_000_000
) -> Callable[[Any], Decimal]:
    """A number with at most ``places`` decimals, one of ``units`` behind it allowed: 98.5%."""
    known = frozenset(units)

    def parse(value: Any) -> Decimal:
        if isinstance(value, float):  # as Excel shows it: 0.1 + 0.2 is 0.3
            value = f"{value:.15g}"
        found = None if isinstance(value, bool) else _NUMBER.fullmatch(plain(value))
        if not found or found[2].strip() not in known | {""} or len(found[1]) > 20:
            raise ValidationError(
                _("Enter a number such as %(example)s."), params={"example": example}
            )
        exact = Decimal(found[1].replace(",", ""))
        if not least <= exact <= most:
            raise ValidationError(
                _("Enter a number from %(least)s to %(most)s."),
                params={"least": least, "most": most},
            )
        rounded = exact.quantize(Decimal(1).scaleb(-places))
        if rounded != exact:
            raise ValidationError(
                _("At most %(places)s decimals, such as %(example)s."),
                params={"places": places, "example": example},
            )
        return rounded

    return parse


def past_day(value: Any) -> date:
    """A day that is not in the future, however it is written: see ``any_day``."""
    return not_in_future(any_day(value))


def any_day(value: Any) -> date:
    """A date cell, 2018年3月5日, 2018.3.5, 2018/3/5, 18.3.5, 20180305, 43164; a time behind it is no harm."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = "" if isinstance(value, bool | time | timedelta) else plain(value)
    found = _DAY.fullmatch(written) or _COMPACT_DAY.fullmatch(written)
    try:
        if found:
            year = found[1] if len(found[1]) == 4 else f"20{found[1]}"
            return date(int(year), int(found[2]), int(found[3]))
        serial = int(float(written))
    except (ValueError, OverflowError):
        serial = 0
    if serial in SERIALS:
        return FIRST_SERIAL + timedelta(days=serial)
    if _DAY_WITHOUT_YEAR.fullmatch(written):
        raise ValidationError(_("The year is missing: enter the day such as 2018年3月5日."))
    raise ValidationError(_("Enter a real day such as 2018-03-05 or 2018年3月5日."))


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
    if number.adjusted() > MAX_DIGITS:
        raise ValidationError(_("This amount is too large."))
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
