"""The services, cases and groups behind the table of services, one by one; it counts them by months."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F
from django.utils.translation import gettext_lazy

from projects.delivery.models import CaseFile, ServiceGroup, ServiceRecord
from projects.pilots.models import ActionPlan, Project
from projects.places.models import Place
from projects.places.timeline import township_at
from projects.reports.definitions import Row
from projects.reports.definitions.behind import Behind, Opener, Part
from projects.reports.definitions.below import PROJECT, TOWNSHIP, Spot, lines_below, spotted
from projects.reports.definitions.narrowing import of_projects
from projects.reports.definitions.periods import PERIOD, SINCE, first_day
from projects.reports.definitions.places import (
    codes_of,
    counted_lines,
    groups_of,
    others_of,
    within,
)
from projects.reports.definitions.served import DETAIL, Asked, ServedReport, counties_for

Method = ServiceRecord.Method
STATES = ("opened", "open", "closed")
OF_FILES: dict[str, Any] = {Method.CASE: CaseFile, Method.GROUP: ServiceGroup}
_PLACE = "project__place"


@dataclass(frozen=True)
class Done:
    """What was done of a plan in a place and a period, as far as whoever asks may see it.

    Each record says as ``spot_code`` in which county, or which township, it counts.
    """

    asked: Asked

    @property
    def services(self) -> Any:
        """The services of the period."""
        asked = self.asked
        found = ServiceRecord.objects.visible_to(asked.user).filter(
            within(asked.place, "county_code"),
            project__plan=asked.plan,
            date__range=(asked.first, asked.last),
            **asked.only,
        )
        is_finer = asked.detail == TOWNSHIP
        return found.annotate(
            spot_code=township_at("place__code") if is_finer else F("county_code")
        )

    def files(self, method: str) -> Any:
        """The cases or the groups of the place's projects, of whatever day."""
        asked = self.asked
        found = (
            OF_FILES[method]
            .objects.visible_to(asked.user)
            .filter(within(asked.place, f"{_PLACE}__code"), project__plan=asked.plan, **asked.only)
        )
        return spotted(found, of="project__", depth=asked.detail, user=asked.user)

    def codes(self) -> set[str]:
        """Where services, cases or groups count."""
        kinds = (self.services, *map(self.files, OF_FILES))
        found = (rows.order_by().values_list("spot_code", flat=True).distinct() for rows in kinds)
        return set().union(*found)

    def behind(self, row: Row, column: str, codes: list[str]) -> Behind:
        """The records that the row counts in the column, of those that count at these codes."""
        method, first, last = row["method"], self.asked.first, self.asked.last
        if column in STATES:
            files = self.files(method)
            if column == "opened":
                files = files.opened_within(first, last)
            elif column == "open":
                files = files.open_on(last)
            else:
                files = files.closed_within(first, last)
            found = self._of_project(files, row).filter(spot_code__in=codes)
            found = found.order_by("-opened_on", "-pk").select_related(_PLACE)
            day = "closed_on" if column == "closed" else "opened_on"
            paths: Any = {"place": _PLACE, "day": day, "about": "project"}
            return Behind((Part(Method(method).label, found, **paths),))
        services = self._of_project(self.services, row).filter(spot_code__in=codes)
        services = services.filter(method=method) if method else services
        counts: Any = {}
        if column == "attendances":
            counts = {"counts": "attendances", "what": gettext_lazy("Attendances")}
        listed = services.select_related("place", "project")
        paths = {"day": "date", "about": "project"}
        return Behind((Part(gettext_lazy("Services"), listed, **paths, **counts),))

    def registered(self, row: Row, codes: list[str]) -> Behind:
        """The services to which people of the register came, each with how many; its page says so, too."""
        services = self._of_project(self.services, row).filter(spot_code__in=codes)
        came = services.filter(attended_by__isnull=False).annotate(came=Count("attended_by"))
        # Counted in groups, services have lost the order of their own.
        listed = came.order_by("-date", "-pk").select_related("place", "project")
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


class DoneReport(ServedReport):
    """A report about services whose figures open onto what was done."""

    @abstractmethod
    def behind(self, done: Done, row: Row, column: str, codes: list[str]) -> Behind:
        """What of ``done`` the row counts in the column, at these codes."""

    def opener(
        self,
        *,
        user: Any,
        plan: ActionPlan,
        as_of: date,
        place: Place,
        period: str = PERIOD.default,
        since: str = SINCE.default,
        detail: str = DETAIL.default,
        **options: str,
    ) -> Opener:
        lines = counted_lines(user=user, plan=plan, as_of=as_of, place=place)
        first = first_day(plan=plan, as_of=as_of, period=period, since=since)
        only = of_projects(options, "project__")
        done = Done(Asked(user, plan, place, first, as_of, detail, only))
        groups = [*groups_of(lines, place, with_own=False), others_of()]
        keys = counties_for(done.codes(), groups, as_of)
        spots = [Spot(code, "") for code in keys] if detail == TOWNSHIP else []
        below = lines_below(spots, keys, depth=detail, day=as_of, user=user)

        def opened(row: Row, column: str) -> Behind:
            level, place = row["level"], row["place"]
            if level == TOWNSHIP:
                codes = [spot.code for spot, line in below.items() if line.code == place]
                return self.behind(done, row, column, codes)
            if level == PROJECT:
                level = "county" if place else "own"
            return self.behind(done, row, column, codes_of((level, place), groups, keys))

        return opened
