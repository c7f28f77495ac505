"""What stands behind the figures of the four drives, each from the records of its room."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from projects.agencies.models import Agency
from projects.needs.models import Need
from projects.partnerships.models import Dispatch, DispatchMember, Exchange, Pairing
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.by_county import Asked
from projects.reports.definitions.counted import PAYING, Counted
from projects.reports.definitions.places import counted_lines
from projects.workers.models import Honour, SocialWorker, Statistic

Of = Callable[[Asked], Behind]
PROGRAMME = "牵手计划"
_HELPER = "helper__place"
_AGE = gettext_lazy("Age")
_PILOTS = {
    "pilots": ("projects",),
    "rural": ("projects_rural",),
    "counties": ("counties",),
    "covered": ("covered",),
    "coverage": ("rate",),
    "money": tuple(f"allocated_{level}" for level in PAYING),
}


def of_projects(key: str) -> Of:
    """Figures of the pilots that qualify in the counties of the place."""

    def behind(asked: Asked) -> Behind:
        lines = counted_lines(
            user=asked.user, plan=asked.plan, as_of=asked.as_of, place=asked.place
        )
        counties = {county.code for line in lines for county in line.counties}
        counted = Counted(asked.user, asked.plan, asked.as_of)
        if key in _PILOTS:
            found = [counted.behind(column, counties) for column in _PILOTS[key]]
            parts = tuple(part for one in found for part in one.parts)
            return Behind(parts, of=found[0].of)
        (pilots,) = counted.behind("projects", counties).parts
        if key == "needs":
            needs = Need.objects.visible_to(asked.user).filter(
                projects__in=pilots.records.order_by().values("pk")
            )
            return Behind((Part(gettext_lazy("Needs"), needs.distinct().select_related("place")),))
        joined = pilots.records.filter(partnerships__since__lte=asked.as_of).distinct()
        return Behind((Part(pilots.label, joined, day="approved_on"),))

    return behind


def of_register(key: str) -> Of:
    """Professionals, the certified and agencies as the register has them on the day."""

    def behind(asked: Asked) -> Behind:
        if key == "agencies":
            found = asked.seen(Agency).filter(registered_on__lte=asked.as_of)
            part = Part(gettext_lazy("Agencies"), _ordered(found), day="registered_on")
            return Behind((part,))
        workers = asked.seen(SocialWorker).active_on(asked.as_of)
        if key == "certified":
            workers = workers.certified_on(asked.as_of)
        return Behind((Part(gettext_lazy("Social workers"), _ordered(workers)),))

    return behind


def honoured(key: str) -> Of:
    """Honours up to the year of the day: batches, people, and what each was given."""

    def behind(asked: Asked) -> Behind:
        found = _ordered(asked.seen(Honour).filter(year__lte=asked.as_of.year))
        label = gettext_lazy("Honours")
        if key == "honour_batches":
            return Behind((Part(label, found, differing="batch"),))
        people = Part(label, found)
        if key == "honours":
            return Behind((people,))
        return Behind((Part(label, found, "amount"),), of=(people,), times=1)

    return behind


def paired(key: str) -> Of:
    """Pairings of 牵手计划 up to the day, and what was sent in them."""

    def behind(asked: Asked) -> Behind:
        seen, day = asked.seen, asked.as_of
        if key == "batches":
            sent = seen(Dispatch, f"pairing__{_HELPER}__code").within(date.min, day)
            sent = sent.filter(pairing__programme=PROGRAMME).order_by("-starts", "-pk")
            sent = sent.select_related("pairing__helper__place")
            place = f"pairing__{_HELPER}"
            return Behind((Part(gettext_lazy("Batches"), sent, place=place, day="starts"),))
        if key == "trips":
            place = f"dispatch__pairing__{_HELPER}"
            members = seen(DispatchMember, f"{place}__code").filter(
                dispatch__starts__lte=day, dispatch__pairing__programme=PROGRAMME
            )
            members = members.order_by("-dispatch__starts", "pk").select_related(place, "worker")
            paths: Any = {"place": place, "day": "dispatch__starts", "about": "dispatch"}
            return Behind((Part(gettext_lazy("Members of batches"), members, **paths),))
        pairs = seen(Pairing, f"{_HELPER}__code").within(date.min, day).filter(programme=PROGRAMME)
        pairs = pairs.order_by("since", "pk").select_related(_HELPER)
        if key == "own_funds":
            pairs = pairs.filter(own_funds=True)
        differing = {
            "helpers": "helper",
            "helped": "helped_name",
            "helped_places": "helped_place",
        }.get(key, "")
        part = Part(
            gettext_lazy("Pairings"), pairs, differing=differing, place=_HELPER, day="since"
        )
        return Behind((part,))

    return behind


def exchanged(key: str) -> Of:
    """Exchange with Taiwan up to the day; candidates are those of the plan's year."""
    kinds = Exchange.Kind

    def behind(asked: Asked) -> Behind:
        found = asked.seen(Exchange).filter(on__lte=asked.as_of)
        found = found.order_by("-on", "-pk").select_related("place")
        if key in kinds.values and key != kinds.CANDIDATE:
            label, rows = kinds(key).label, found.filter(kind=key)
            if key == kinds.AGENCY:
                return Behind((Part(label, rows, day="on"),))
            return Behind((Part(label, rows, "count", gettext_lazy("People"), day="on"),))
        rows = found.filter(kind=kinds.CANDIDATE, exam_year=asked.plan.year)
        candidates = Part(kinds.CANDIDATE.label, rows, day="on")
        if key == kinds.CANDIDATE:
            return Behind((candidates,))
        if key == "oldest":
            rows = rows.filter(pk__in=rows.order_by("-age", "pk").values("pk")[:1])
            return Behind((Part(candidates.label, rows, "age", _AGE, day="on"),))
        ages = Part(gettext_lazy("Ages together"), rows, "age", _AGE, day="on")
        return Behind((ages,), of=(candidates,), times=1, places=1)

    return behind


def published(asked: Asked, *measures: str) -> Any:
    """What was published of the place itself for days up to the day, the oldest first."""
    figures = Statistic.objects.visible_to(asked.user).latest_on(asked.as_of)
    return figures.filter(place=asked.place, measure__in=measures).order_by("as_of", "source")


def published_behind(asked: Asked, measure: str, day: str, source: str) -> Behind:
    """The one row of statistics that says it."""
    rows = published(asked, measure).filter(as_of=day, source=source).select_related("place")
    label = gettext_lazy("Published figure")
    return Behind((Part(label, rows, "value", gettext_lazy("Figure"), day="as_of"),))


def _ordered(rows: Any) -> Any:
    return rows.order_by("place__code", "pk").select_related("place")
