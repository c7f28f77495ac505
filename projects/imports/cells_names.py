"""Names of people in one cell, with whatever somebody has put between them."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.cells import plain

_BETWEEN = re.compile(r"[、,;/|&+\n]+|\s+(?:和|与|及)\s+")
_ASCII = re.compile(r"[\x20-\x7e]+")
_TITLE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def names(limit: int = 50, most: int = 100) -> Callable[[Any], list[str]]:
    """Names, once each: 王芳、李明, 王芳 李明, 王  芳，李  明, 王芳/李明; what is in brackets is left out.

    Names of two characters are often drawn apart to the width of three; single characters belong
    together two by two.
    """

    def parse(value: Any) -> list[str]:
        found: list[str] = []
        for part in _BETWEEN.split(_TITLE.sub(" ", plain(value))):
            found += _apart(part.strip(" .。·"))
        found = list(dict.fromkeys(found))
        if len(found) > most or any(len(name) > limit for name in found):
            raise ValidationError(
                _("Enter names with 、 between them, each of at most %(limit)s characters."),
                params={"limit": limit},
            )
        if not found:
            raise ValidationError(_("Enter a name."))
        return found

    return parse


def _apart(part: str) -> list[str]:
    """The names in a text between which only blanks stand."""
    if _ASCII.fullmatch(part):
        return [part]  # John Smith is one
    joined: list[str] = []
    single = ""
    for piece in part.split():
        if len(piece) > 1:
            joined += [single, piece]
            single = ""
        elif single:
            joined.append(single + piece)
            single = ""
        else:
            single = piece
    return [name for name in (*joined, single) if name]


def shown_names(value: list[str]) -> str:
    """What ``names`` has read, as it is written back."""
    return "、".join(value)
