"""The services, cases and groups behind the table of services, one by one; it counts them by months."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy

from projects.delivery.models import CaseFile, ServiceGroup, ServiceRecord
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.places.timeline import county_code
from projects.reports.definitions import Row
from projects.reports.definitions.behind import Behind, Opener, Part
from projects.reports.definitions.narrowing import of_projects
from projects.reports.definitions.periods import PERIOD, SINCE, first_day
from projects.reports.definitions.places import (
    codes_of,
    counted_lines,
    groups_of,
    member_keys,
    others_of,
    within,
)
from projects.reports.definitions.served import Asked, ServedReport

Method = ServiceRecord.Method
STATES = ("opened", "open", "closed")
OF_FILES: dict[str, Any] = {Method.CASE: CaseFile, Method.GROUP: ServiceGroup}
_PLACE = "project__place"


@dataclass(frozen=True)
class Done:
    """What was done of a plan in a place and a period, as far as whoever asks may see it."""

    asked: Asked

    @property
    def services(self) -> Any:
        """The services of the period."""
        asked = self.asked
        return ServiceRecord.objects.visible_to(asked.user).filter(
            within(asked.place, "county_code"),
            project__plan=asked.plan,
            date__range=(asked.first, asked.last),
            **asked.only,
        )

    def files(self, method: str) -> Any:
        """The cases or the groups of the place's projects, of whatever day."""
        asked = self.asked
        return (
            OF_FILES[method]
            .objects.visible_to(asked.user)
            .filter(within(asked.place, f"{_PLACE}__code"), project__plan=asked.plan, **asked.only)
        )

    def counties(self) -> set[str]:
        """The codes of the counties with services, cases or groups."""
        found = set(self.services.order_by().values_list("county_code", flat=True).distinct())
        for method in OF_FILES:
            codes = self.files(method).order_by().values_list(f"{_PLACE}__code", flat=True)
            found |= {county_code(code) for code in codes.distinct()}
        return found

    def behind(self, row: Row, column: str, counties: list[str]) -> Behind:
        """The records that the row counts in the column, in these counties."""
        method, first, last = row["method"], self.asked.first, self.asked.last
        if column in STATES:
            files = self.files(method)
            if column == "opened":
                files = files.opened_within(first, last)
            elif column == "open":
                files = files.open_on(last)
            else:
                files = files.closed_within(first, last)
            found = self._of_project(files, row).filter(project__in=self._registered(counties))
            found = found.order_by("-opened_on", "-pk").select_related(_PLACE)
            day = "closed_on" if column == "closed" else "opened_on"
            paths: Any = {"place": _PLACE, "day": day, "about": "project"}
            return Behind((Part(Method(method).label, found, **paths),))
        services = self._of_project(self.services, row).filter(county_code__in=counties)
        services = services.filter(method=method) if method else services
        counts: Any = {}
        if column == "attendances":
            counts = {"counts": "attendances", "what": gettext_lazy("Attendances")}
        listed = services.select_related("place", "project")
        paths = {"day": "date", "about": "project"}
        return Behind((Part(gettext_lazy("Services"), listed, **paths, **counts),))

    def registered(self, row: Row, counties: list[str]) -> Behind:
        """The services to which people of the register came, each with how many; its page says so, too."""
        services = self._of_project(self.services, row).filter(county_code__in=counties)
        came = services.filter(attended_by__isnull=False).annotate(came=Count("attended_by"))
        listed = came.select_related("place", "project")
        counts: Any = {"counts": "came", "what": gettext_lazy("People of the register")}
        paths: Any = {"day": "date", "about": "project"}
        return Behind((Part(gettext_lazy("Services"), listed, **paths, **counts),))

    def _of_project(self, records: Any, row: Row) -> Any:
        """Those of the row's project, where the row is of one; of those that may not be named, together."""
        if row["level"] != "project":
            return records
        if row["project"]:
            return records.filter(project__number=row["project"])
        seen = Project.objects.visible_to(self.asked.user).filter(plan=self.asked.plan)
        return records.exclude(project__in=seen.order_by().values("pk"))

    def _registered(self, counties: list[str]) -> Any:
        """The plan's projects that were registered in these counties."""
        wanted = {*counties}
        rows = Project.objects.visible_to(self.asked.user).filter(plan=self.asked.plan).order_by()
        return [
            pk for pk, code in rows.values_list("pk", "place__code") if county_code(code) in wanted
        ]


class DoneReport(ServedReport):
    """A report about services whose figures open onto what was done."""

    @abstractmethod
    def behind(self, done: Done, row: Row, column: str, counties: list[str]) -> Behind:
        """What of ``done`` the row counts in the column, in these counties."""

    def opener(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        **options: str,
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first = first_day(plan=plan, as_of=as_of, period=period, since=since)
        only = of_projects(options, "project__")
        done = Done(Asked(user, plan, place, first, as_of, by_project=False, only=only))
        groups = [*groups_of(lines, place, with_own=False), others_of()]
        keys = member_keys(((code, "county") for code in done.counties()), groups, as_of)

        def opened(row: Row, column: str) -> Behind:
            level = row["level"]
            if level == "project":
                level = "county" if row["place"] else "own"
            return self.behind(done, row, column, codes_of((level, row["place"]), groups, keys))

        return opened
