"""What is wrong with a service and what is doubtful: errors refuse it, doubts ask to be confirmed.

What is possible but unusual is judged by the place's ``ServiceRule``; the rest can never be true.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from projects.common.service_fields import ServiceField
from projects.delivery.models import ServiceRecord, ServiceRule
from projects.delivery.rules.numbers import number_errors
from projects.delivery.rules.records import (
    closed_error,
    done_error,
    future_error,
    outside_days,
    workers_error,
)
from projects.delivery.rules.work import work_verdict
from projects.needs.models import Need
from projects.pilots.models import Project
from projects.places.models import Place
from projects.workers.models import SocialWorker

Answer = ServiceRule.Answer
SHOWN = 3  # services that a doubt names; more do not help


class Verdict(NamedTuple):
    """By the form's field: what refuses an entry, and what asks to be confirmed."""

    errors: dict[str, str]
    doubts: dict[str, str]

    def add(self, field: str, text: str, answer: str = Answer.REFUSE) -> None:
        """Says ``text`` at ``field`` as ``answer`` wants it; what was said there first stays."""
        if text and answer != Answer.ALLOW:
            said = self.errors if answer == Answer.REFUSE else self.doubts
            said.setdefault(field, text)


def rule_of(project: Project) -> ServiceRule:
    """The rule that judges services of ``project``; unsaved, with what is usual, where nobody set one."""
    return ServiceRule.objects.applying(project.place) or ServiceRule()


def judge(
    project: Project,
    entry: Mapping[str, Any],
    *,
    record: ServiceRecord | None = None,
    rule: ServiceRule | None = None,
    confirmed: bool = False,
) -> Verdict:
    """What is wrong with and doubtful about ``entry``, a whole ``Entry`` or a part: what is not told
    is not looked at. ``record`` is what it corrects, ``confirmed`` whether of a month that is
    confirmed, which is corrected until its project is closed; ``rule`` saves asking for it again."""
    rule = rule or rule_of(project)
    verdict = Verdict({}, {})
    verdict.add(NON_FIELD_ERRORS, (done_error if confirmed else closed_error)(project))
    _judge_choices(verdict, entry)
    _judge_day(verdict, project, entry, rule)
    _judge_site(verdict, project, entry, rule)
    for field, text in number_errors(entry).items():
        verdict.add(field, text)
    for field, text, answer in work_verdict(project, entry, record):
        verdict.add(field, text, answer)
    if "date" not in verdict.errors and entry.get("day") and entry.get("worker_ids"):
        _judge_times(verdict, project, entry, record, rule)
    doubts = {name: text for name, text in verdict.doubts.items() if name not in verdict.errors}
    return verdict._replace(doubts=doubts)


def _judge_choices(verdict: Verdict, entry: Mapping[str, Any]) -> None:
    if "method" in entry and entry["method"] not in ServiceRecord.Method.values:
        verdict.add("method", _("Choose what kind of service it was."))
    if entry.get("field") and entry["field"] not in ServiceField.values:
        verdict.add("field", _("Choose one of the service fields."))
    if set(entry.get("groups") or ()) - set(Need.TargetGroup.values):
        verdict.add("groups", _("Choose among the target groups."))


def _judge_day(
    verdict: Verdict, project: Project, entry: Mapping[str, Any], rule: ServiceRule
) -> None:
    day = entry.get("day")
    if day is None:
        return
    verdict.add("date", future_error(day))
    if "date" not in verdict.errors:
        verdict.add("date", outside_days(project, day), rule.off_dates)
    if "date" not in verdict.errors and entry.get("worker_ids") is not None:
        verdict.add("workers", workers_error(project, day, entry["worker_ids"]))


def _judge_site(
    verdict: Verdict, project: Project, entry: Mapping[str, Any], rule: ServiceRule
) -> None:
    place_id, day = entry.get("place_id"), entry.get("day")
    if place_id is None or project.sites.filter(place=place_id).exists():
        return
    if day and project.former_sites.filter(place=place_id, until__gte=day).exists():
        return
    if rule.off_site == Answer.REFUSE:
        verdict.add("place", _("Choose one of the project's sites."))
    elif not villages_around(project).filter(pk=place_id).exists():
        verdict.add("place", _("Choose a village or community of the project's counties."))
    else:
        verdict.add("place", _("This place is none of the project's sites."), rule.off_site)


def villages_around(project: Project) -> Any:
    """The villages and communities of the counties that ``project`` works in."""
    counties = {code[:6] for code in project.sites.values_list("place__code", flat=True)}
    where = Q(pk__in=[])
    for digits in counties:
        where |= Q(code__startswith=digits)
    return Place.objects.villages().filter(where)


def _judge_times(
    verdict: Verdict,
    project: Project,
    entry: Mapping[str, Any],
    record: ServiceRecord | None,
    rule: ServiceRule,
) -> None:
    """Whether the workers can have been there for so long, whatever else they did on that day."""
    starts: Any = entry.get("starts_at")
    ends: Any = entry.get("ends_at")
    hours = entry.get("hours")
    timed = starts is not None and ends is not None and starts < ends
    if timed and hours is not None and hours > hours_between(starts, ends):
        words = _("From %(starts)s to %(ends)s are fewer hours than these.")
        times = {"starts": _clock(starts), "ends": _clock(ends)}
        verdict.add("hours", words % times, rule.long_hours)
    others = ServiceRecord.objects.filter(date=entry["day"])
    if record:
        others = others.exclude(pk=record.pk)
    for worker in SocialWorker.objects.filter(pk__in=entry["worker_ids"]).order_by("pk"):
        hers = others.filter(pk__in=_of(worker.pk, entry["day"]))
        if timed:
            overlapping = hers.filter(starts_at__lt=ends, ends_at__gt=starts)
            verdict.add("starts_at", _overlap(worker, overlapping, project), rule.overlap)
        if hours is not None:
            before = hers.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)
            verdict.add("hours", _too_long(worker, before + hours, rule), rule.long_hours)


def _of(worker_id: int, day: date) -> Any:
    """The services of ``worker_id`` on ``day`` in any project, hers to lead or to assist."""
    rows = ServiceRecord.objects.order_by().filter(date=day)
    led = rows.filter(lead=worker_id).values("pk")
    return led.union(rows.filter(assistants=worker_id).values("pk"))


def _overlap(worker: SocialWorker, records: Any, project: Project) -> str:
    """At which services she was at that time; those of another agency are not named."""
    found = records.select_related("project").order_by("starts_at", "pk")[:SHOWN]
    if not found:
        return ""
    times = "、".join(
        f"{_clock(other.starts_at)}–{_clock(other.ends_at)}"
        + (f" ({other.number})" if other.project.agency_id == project.agency_id else "")
        for other in found
    )
    words = _("At this time %(name)s was already at another service: %(times)s.")
    return words % {"name": worker.name, "times": times}


def _too_long(worker: SocialWorker, hours: Decimal, rule: ServiceRule) -> str:
    if hours <= rule.most_hours:
        return ""
    words = _("With this service %(name)s worked %(hours)s hours on that day; %(most)s are usual.")
    return words % {"name": worker.name, "hours": hours, "most": rule.most_hours}


def hours_between(starts: time, ends: time) -> Decimal:
    """Hours from ``starts`` to ``ends``, a begun tenth for a whole one."""
    span = datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    return Decimal(-(-int(span.total_seconds()) // 360)) / 10


def _clock(at: time) -> str:
    return at.strftime("%H:%M")
