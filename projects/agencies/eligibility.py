"""Whether an agency may take on public work on a day, with the reasons.

The source is 政府购买服务管理办法（暂行）(财综〔2014〕96号) article 7: who takes on the work has passed
the yearly inspection and stands on no list of abnormal activity or serious dishonesty. A grade helps in
a tender but is not asked for, so a missing or expired one is a remark and bars nobody.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from projects.agencies.models import Agency

Text = str | Promise


@dataclass(frozen=True)
class Eligibility:
    """What bars an agency on ``day``, and what whoever decides should know besides."""

    day: date
    bars: list[Text]
    remarks: list[Text]

    @property
    def is_eligible(self) -> bool:
        """Whether nothing bars the agency."""
        return not self.bars


def judge(agency: "Agency", day: date) -> Eligibility:
    """The eligibility of ``agency`` on ``day``, from what was on record for that day."""
    inspected, remarked = _inspection(agency, day)
    return Eligibility(
        day,
        [*_registration(agency, day), *_listings(agency, day), *inspected],
        [*remarked, *_grade(agency, day)],
    )


def _registration(agency: "Agency", day: date) -> list[Text]:
    if agency.registered_on <= day:
        return []
    return [_say(_("The agency is registered only since {day}."), day=agency.registered_on)]


def _listings(agency: "Agency", day: date) -> list[Text]:
    return [
        _say(
            _("It stands on a list since {day}: {kind}."),
            day=listing.listed_on,
            kind=listing.get_kind_display(),
        )
        for listing in agency.listings.all()
        if listing.in_force_on(day)
    ]


def _inspection(agency: "Agency", day: date) -> tuple[list[Text], list[Text]]:
    """What the latest inspection known on ``day`` bars, and what it remarks."""
    known = [one for one in agency.inspections.all() if one.decided_on <= day]
    if not known:
        return [], [_("No yearly inspection is on record for this day.")]
    latest = max(known, key=lambda one: one.year)
    words = {
        "fail": _("It failed the yearly inspection of {year}."),
        "not_taken": _("It did not take the yearly inspection of {year}."),
        "basic": _("It passed the yearly inspection of {year} with reservations."),
    }.get(latest.result)
    if words is None:
        return [], _outdated(latest.year, day)
    said = [_say(words, year=latest.year)]
    return ([], said) if latest.result == "basic" else (said, [])


def _outdated(year: int, day: date) -> list[Text]:
    """A year is inspected in the year after it: what is older than that misses one."""
    if year >= day.year - 2:
        return []
    return [_say(_("The last yearly inspection on record is that of {year}."), year=year)]


def _grade(agency: "Agency", day: date) -> list[Text]:
    if agency.grade_valid_on(day):
        return []
    ends = agency.grade_ends_on
    if ends and ends <= day:
        return [_say(_("Its grade {grade} expired on {day}."), grade=agency.grade, day=ends)]
    return [_("It holds no assessment grade on this day.")]


def _say(words: Any, **values: Any) -> Text:
    return format_lazy(words, **values)
