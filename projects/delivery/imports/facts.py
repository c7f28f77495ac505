"""What the rules of services depend on, read once for a whole file: projects with their sites, workers,
cases and groups. Every row is judged from here, so that no row asks the database anything.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.delivery.imports.sites import Sites
from projects.delivery.models import CaseFile, ServiceGroup, ServiceRule
from projects.delivery.rules import closed_error, rule_of, villages_around
from projects.delivery.rules.records import future_error, outside_days
from projects.imports.cells import plain
from projects.imports.cells_names import names
from projects.imports.villages import label
from projects.pilots.models import Project

SPLIT = names()
REFUSE = ServiceRule.Answer.REFUSE


@dataclass(frozen=True)
class Assigned:
    """One worker's place on a project."""

    worker_id: int
    name: str
    mark: str  # the end of her mobile number, which tells two of one name apart
    starts: date
    ends: date | None

    def on(self, day: date) -> bool:
        """Whether she was assigned on ``day``."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Work:
    """A case or a group, as far as rows name it."""

    pk: int
    opened_on: date
    closed_on: date | None


@dataclass
class Facts:
    """One project, with all that its services are judged by."""

    project: Project
    rule: ServiceRule
    sites: Sites
    workers: dict[str, list[Assigned]]
    cases: dict[str, Work] = field(default_factory=dict)
    groups: dict[str, Work] = field(default_factory=dict)
    _days: dict[date, str] = field(default_factory=dict)
    _teams: dict[tuple[str, date], tuple[tuple[int, ...], str]] = field(default_factory=dict)

    @cached_property
    def id(self) -> int:
        """The project's; asked for each row."""
        return self.project.pk

    @cached_property
    def closed(self) -> str:
        """Why nothing is logged for the project now, or ""."""
        return closed_error(self.project)

    def state(self) -> tuple[Any, ...]:
        """What a service may be wrong by tomorrow that is right today."""
        days = self.project.started_on, self.project.ends, self.rule.off_dates
        return self.closed, days, self.sites.ids, self.sites.until, self.workers

    def day_error(self, day: date) -> str:
        """What is wrong with a service on ``day``, or ""."""
        if day not in self._days:
            outside = outside_days(self.project, day) if self.rule.off_dates == REFUSE else ""
            self._days[day] = future_error(day) or outside
        return self._days[day]

    def team(self, written: str, day: date) -> tuple[tuple[int, ...], str]:
        """The workers that a cell names, in its order, and what is wrong with it."""
        key = written, day
        if key not in self._teams:
            self._teams[key] = self._team(written, day)
        return self._teams[key]

    def _team(self, written: str, day: date) -> tuple[tuple[int, ...], str]:
        found, errors = [], []
        try:
            wanted = (
                [self._bare(written)] if self._bare(written) in self.workers else SPLIT(written)
            )
        except ValidationError as refused:
            return (), " ".join(refused.messages)
        for name in wanted:
            worker_id, error = self._worker(name, day)
            if error:
                errors.append(error)
            elif worker_id not in found:
                found.append(worker_id)
        return tuple(found), " ".join(errors)

    def _worker(self, name: str, day: date) -> tuple[int, str]:
        called = self.workers.get(name, [])
        if not called:
            return 0, _("No worker named %(name)s is assigned to the project.") % {"name": name}
        ids = {worker.worker_id for worker in called if worker.on(day)}
        if len(ids) == 1:
            return ids.pop(), ""
        if ids:
            marked = sorted({f"{name}{worker.mark}" for worker in called if worker.mark})
            return 0, _(
                "Several workers are named %(name)s; add the last four digits of her mobile: %(marked)s."
            ) % {"name": name, "marked": "、".join(marked)}
        return 0, _("Not assigned to the project on %(day)s: %(names)s.") % {
            "day": day.isoformat(),
            "names": name,
        }

    def alone(self, day: date) -> int:
        """The only worker assigned on ``day``, or 0."""
        everybody = {w.worker_id for called in self.workers.values() for w in called if w.on(day)}
        return everybody.pop() if len(everybody) == 1 else 0

    @staticmethod
    def _bare(written: str) -> str:
        return "".join(plain(written).split())


class Projects:
    """The projects that a user may see, by number and by name."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.by_id = {facts.project.pk: facts for facts in self.load()}
        self.by_name: dict[str, list[Facts]] = defaultdict(list)
        for facts in self.by_id.values():
            self.by_name[_key(facts.project.number)].append(facts)
            self.by_name[_key(facts.project.name)].append(facts)

    def load(self) -> list[Facts]:
        """The facts as they are now: some eight queries, and one or two a project."""
        projects = Project.objects.visible_to(self.user).order_by("pk")
        places = (f"{sites}__place__parent__parent__parent" for sites in ("sites", "former_sites"))
        related = ("moves", *places, "assignments__worker")
        cases = _work(CaseFile.objects.visible_to(self.user), "number")
        groups = _work(ServiceGroup.objects.visible_to(self.user), "name", "number")
        return [
            Facts(
                project,
                rule := rule_of(project),
                Sites(project, _around(project) if rule.off_site != REFUSE else ()),
                _workers(project),
                cases.get(project.pk, {}),
                groups.get(project.pk, {}),
            )
            for project in projects.select_related("place").prefetch_related(*related)
        ]

    @cached_property
    def shown(self) -> dict[str, dict[int, str]]:
        """What projects, sites, workers, cases and groups are called, by what and id."""
        called: dict[str, dict[int, str]] = defaultdict(dict)
        for facts in self.by_id.values():
            called["project"][facts.project.pk] = facts.project.number
            called["place"] |= {place.pk: label(place) for place in facts.sites.all}
            for name, same in facts.workers.items():
                called["worker"] |= {worker.worker_id: name for worker in same if len(same) == 1}
            called["case"] |= {work.pk: name for name, work in facts.cases.items()}
            called["group"] |= {work.pk: name for name, work in facts.groups.items()}
        return called

    @property
    def alone(self) -> Facts | None:
        """The user's only project, which then need not be named."""
        return next(iter(self.by_id.values())) if len(self.by_id) == 1 else None

    def find(self, value: Any) -> Facts:
        """The project that ``value`` names; what others execute is not told from what does not exist."""
        found = self.by_name.get(_key(value), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("Several projects bear this name; enter a number such as %(number)s."),
                params={"number": found[0].project.number},
            )
        raise ValidationError(_("Not a project of your agency; enter its number or name."))


def _around(project: Project) -> Any:
    return villages_around(project).select_related("parent__parent__parent").order_by("code")


def _key(value: Any) -> str:
    return "".join(plain(value).split()).casefold()


def _workers(project: Project) -> dict[str, list[Assigned]]:
    called: dict[str, list[Assigned]] = defaultdict(list)
    for row in sorted(project.assignments.all(), key=lambda row: row.pk):
        name, mark = "".join(plain(row.worker.name).split()), row.worker.phone[-4:]
        one = Assigned(row.worker_id, name, mark, row.starts, row.ends)
        called[name].append(one)
        if mark:
            called[f"{name}{mark}"].append(one)
    return dict(called)


def _work(rows: Any, *names_: str) -> dict[int, dict[str, Work]]:
    found: dict[int, dict[str, Work]] = defaultdict(dict)
    columns = rows.order_by("pk").values_list("project", "pk", "opened_on", "closed_on", *names_)
    for project_id, pk, opened_on, closed_on, *called in columns:
        for name in called:
            found[project_id][_key(name)] = Work(pk, opened_on, closed_on)
    return found


def why_not_open(work: Work, day: date) -> str:
    """Why nothing of a case or group happened on ``day``; the first and the last day belong to it."""
    if day < work.opened_on:
        return _("It began on %(day)s; enter that day or a later one.") % {
            "day": work.opened_on.isoformat()
        }
    if work.closed_on and day > work.closed_on:
        return _("It ended on %(day)s; enter that day or an earlier one.") % {
            "day": work.closed_on.isoformat()
        }
    return ""


def named(work: dict[str, Work], written: Any) -> Work | None:
    """The case or group that a cell names."""
    return work.get(_key(written))
