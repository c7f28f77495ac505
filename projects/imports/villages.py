"""Finding the community that a cell names: by its code, or by its name with what lies above it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.imports.cells import plain, refuse_rounded
from projects.places.choices import villages_for
from projects.places.models import Place

_CODE = re.compile(r"(\d{12})(?!\d)")
_BETWEEN = re.compile(r"[\s/\\>·、,，;；|_-]+")
_COMMITTEE = re.compile(r"(居民委员会|居委会|村民委员会|村委会|委员会)$")


class PlaceNames:
    """Villages and communities by code and by every name they go by."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.all = list(places)
        self.by_code = {village.code: village for village in self.all}
        # As it is written, then without “committee”, then bare: 青岐村委会, 青岐村, 青岐.
        self.by_name: list[dict[str, list[Place]]] = [defaultdict(list) for _grade in range(3)]
        for village in self.all:
            for names, form in zip(self.by_name, _forms(village), strict=True):
                for above in _aboves(village):
                    names[above + form].append(village)
        self._found: dict[str, Place] = {}

    def find(self, text: Any) -> Place:
        """The one village that ``text`` names; outside the user's area nothing is found or told."""
        written = plain(text)
        if written not in self._found:
            self._found[written] = self._find(written)
        return self._found[written]

    def _find(self, written: str) -> Place:
        if code := _CODE.match(written):
            village = self.by_code.get(code[1])
            if village is None:
                raise self._unknown()
            return village
        refuse_rounded(written)
        name = "".join(_BETWEEN.split(written))
        for names in self.by_name:
            found = names.get(name) or names.get(_COMMITTEE.sub("", name)) or []
            if len(found) == 1:
                return found[0]
            if found:
                raise ValidationError(
                    _("Several communities bear this name; enter one of: %(labels)s."),
                    params={"labels": "、".join(label(village) for village in found[:5])},
                )
        raise self._unknown()

    def _unknown(self) -> ValidationError:
        example = label(self.all[0]) if self.all else ""
        return ValidationError(
            _("Not a community or village of your area. Enter code or name such as %(example)s."),
            params={"example": example},
        )


class Villages(PlaceNames):
    """The villages and communities that a user may write for."""

    def __init__(self, user: Any) -> None:
        super().__init__(
            villages_for(user).select_related("parent__parent__parent").order_by("code")
        )


def label(village: Place) -> str:
    """A village as the template's list offers it: 350121001001 甘蔗街道/福龙社区."""
    return f"{village.code} {village.parent}/{village.name}"


def _forms(village: Place) -> tuple[str, str, str]:
    written = plain(village.name)
    short = _COMMITTEE.sub("", written)
    ending = "村" if village.is_rural else "社区"
    if not short.endswith(("村", "社区")):
        short += ending
    return written, short, re.sub(r"(社区|村)$", "", short)


def _aboves(village: Place) -> list[str]:
    """What may stand before the name: nothing, the township, the county and township, and so on."""
    township = village.parent
    county = township.parent if township else None
    city = county.parent if county else None
    names = [plain(place.name) for place in (city, county, township) if place]
    whole = ["".join(names[start:]) for start in range(len(names) + 1)]
    return list(dict.fromkeys([*whole, names[-2] if len(names) > 1 else ""]))
