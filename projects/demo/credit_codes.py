"""Made-up unified social credit codes with right check digits."""

from stdnum.cn import uscc

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def credit_code(kind: str, region: str, serial: int) -> str:
    """The code (GB 32100) of an organisation of ``kind`` (52: social service agency) in a region.

    The organisation's own number starts with MJX in all of them, so that they are known as made up.
    """
    body = f"MJX{serial:05d}"
    code = f"{kind}{region}{body}{_organisation_check(body)}"
    return code + uscc.calc_check_digit(code)


def _organisation_check(body: str) -> str:
    """The ninth character of an organisation number (GB 11714)."""
    pairs = zip(_ORGANISATION_WEIGHTS, body, strict=True)
    check = 11 - sum(weight * _ORGANISATION_ALPHABET.index(char) for weight, char in pairs) % 11
    return {10: "X", 11: "0"}.get(check, str(check))
