"""Changes of a live project: what each kind is about, who decides it, how it reads side by side.

``RULES`` is the only place that says at which level a change is decided; docs/changes.md says the
same in words. ``before`` and ``after`` of a request are these JSON texts:

* staff: {"assignment": id, "worker": id, "name": …, "role": …, "share": …, "ends": day or null} →
  {"worker": id, "name": …, "role": …, "share": …, "starts": day}
* dates: {"ends": day}
* sites: {"places": [[id, name], …]} in the order of the codes
* budget: {"lines": {category: yuan}}
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.money import ZERO
from projects.common.roles import Role
from projects.common.templatetags.linkage import yuan
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import Assignment, BudgetLine, ChangeRequest, Project

Kind = ChangeRequest.Kind
Text = str | Promise
Values = dict[str, Any]

MONTHS = 3  # that the county may move the planned end by
ASKERS: frozenset[str] = frozenset({Role.COUNTY, Role.AGENCY})


def _within_months(original: Values, after: Values) -> bool:
    first, last = sorted((date.fromisoformat(original["ends"]), date.fromisoformat(after["ends"])))
    return last <= add_months(first, MONTHS)


def _within_share(original: Values, after: Values) -> bool:
    lines = original["lines"]
    return shifted(original, after) * 100 <= settings.COUNTY_SHIFT_PERCENT * sum(
        map(Decimal, lines.values())
    )


class Rule(NamedTuple):
    """Who decides a kind: the county where ``small(original, after)``, else the pilot level's official.

    What counts is the whole distance from the original values, so that many small changes do not
    make a large one that nobody above the county has seen.
    """

    small: Callable[[Values, Values], bool]
    words: Text


RULES: dict[str, Rule] = {
    Kind.STAFF: Rule(lambda original, after: True, gettext_lazy("The county decides.")),
    Kind.DATES: Rule(
        _within_months,
        gettext_lazy(
            "The county decides up to three months from the end first approved,"
            " the level of the pilot beyond."
        ),
    ),
    Kind.SITES: Rule(
        lambda original, after: False, gettext_lazy("The level of the pilot decides.")
    ),
    Kind.BUDGET: Rule(
        _within_share,
        format_lazy(
            gettext_lazy(
                "The county decides up to {percent} per cent of the planned cost,"
                " the level of the pilot beyond."
            ),
            percent=settings.COUNTY_SHIFT_PERCENT,
        ),
    ),
}


def open_to(project: Project, kind: str) -> bool:
    """Whether a change of ``kind`` may be asked for now: a live project; suspended, of the dates alone."""
    return project.is_live or (project.status == Project.Status.SUSPENDED and kind == Kind.DATES)


def why_closed(project: Project) -> str:
    """Why a change that is not ``open_to`` the project is refused."""
    if project.status == Project.Status.SUSPENDED:
        return _("While a project is suspended only its dates can be changed.")
    return _("Only a project between its approval and its settlement can be changed.")


def decider_of(project: Project, kind: str, after: Values) -> str:
    """The role that decides a change of ``project`` to ``after``."""
    first = project.change_requests.filter(kind=kind, status="approved").order_by("pk").first()
    # Staff have no original: people come and go, and the county always decides.
    original = first.before if first else {} if kind == Kind.STAFF else present(project, kind)
    if RULES[kind].small(original, after):
        return Role.COUNTY
    return MOVES["approve"].role_at(Project.Status.APPROVAL, project.level) or ""


def present(project: Project, kind: str) -> Values:
    """The values of ``project`` now that a change of ``kind`` (not staff) is about."""
    if kind == Kind.DATES:
        return {"ends": project.ends.isoformat()}
    if kind == Kind.SITES:
        sites = project.sites.select_related("place__parent").order_by("place__code")
        return {"places": [place_of(site.place) for site in sites]}
    return {"lines": {line.category: str(line.amount) for line in project.budget_lines.all()}}


def present_staff(assignment: Assignment) -> Values:
    """Who holds the place now that a change of staff is about."""
    return {
        "assignment": assignment.pk,
        "worker": assignment.worker_id,
        "name": assignment.worker.name,
        "role": assignment.role,
        "share": assignment.share,
        "ends": assignment.ends and assignment.ends.isoformat(),
    }


def still_holds(project: Project, change: ChangeRequest) -> bool:
    """Whether the project is still as it was when ``change`` was asked for."""
    before = change.before
    if change.kind == Kind.STAFF:
        rows = project.assignments.filter(pk=before["assignment"])
        found = rows.select_related("worker").first()
        return found is not None and present_staff(found) | {"name": before["name"]} == before
    now = present(project, change.kind)
    if change.kind == Kind.SITES:  # a place may be renamed
        return {pk for pk, _name in now["places"]} == {pk for pk, _name in before["places"]}
    return now == before


def place_of(place: Any) -> list:
    """A site as a change request keeps it."""
    return [place.pk, f"{place.parent or ''}{place}"]


def shifted(before: Values, after: Values) -> Decimal:
    """How much money (yuan) a budget shift moves from one category to another."""
    old, new = before["lines"], after["lines"]
    return sum(
        (max(Decimal(new.get(key, 0)) - Decimal(old.get(key, 0)), ZERO) for key in {*old, *new}),
        ZERO,
    )


def spent_errors(project: Project, planned: Mapping[str, Decimal]) -> dict[str, str]:
    """What is wrong with planning ``planned`` (category: yuan), by category: less than is spent already.

    A category that ``planned`` does not name would vanish.
    """
    words = _("%(spent)s yuan of this category are spent already; plan no less than that.")
    return {
        line.category: words % {"spent": yuan(line.spent)}
        for line in project.budget_lines.filter(spent__gt=0)
        if planned.get(line.category, ZERO) < line.spent
    }


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Side(NamedTuple):
    """One line of a comparison: what it is, before, after."""

    label: Text
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether this line changes."""
        return self.before != self.after


def side_by_side(change: ChangeRequest) -> list[Side]:
    """Old and new values as people read them; a removed site has no right side, a new one no left."""
    before, after = change.before, change.after
    if change.kind == Kind.STAFF:
        role = dict(Assignment.Role.choices).get(after["role"], after["role"])
        return [
            Side(role, before["name"], after["name"]),
            Side(_("Share of time (%)"), str(before["share"]), str(after["share"])),
            Side(_("From"), "—", after["starts"]),
        ]
    if change.kind == Kind.DATES:
        return [Side(_("Planned end"), before["ends"], after["ends"])]
    if change.kind == Kind.SITES:
        old, new = dict(before["places"]), dict(after["places"])
        keys = [*old, *(key for key in new if key not in old)]
        return [Side("", old.get(key, "—"), new.get(key, "—")) for key in keys]
    return [
        Side(label, _amount(before, category), _amount(after, category))
        for category, label in BudgetLine.Category.choices
        if category in before["lines"] or category in after["lines"]
    ]


def _amount(values: Values, category: str) -> str:
    amount = values["lines"].get(category)
    return "—" if amount is None else yuan(Decimal(amount))
