"""Services from a spreadsheet: how a row is judged, when two rows are one service, where they are kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.roles import Role
from projects.delivery.imports import checks, keys, writing
from projects.delivery.imports.above import named_above
from projects.delivery.imports.columns import service_columns
from projects.delivery.imports.facts import Facts, Projects
from projects.delivery.imports.keys import Kept, Key
from projects.delivery.models import ServiceRecord
from projects.delivery.rules.months import month_error
from projects.imports.imported import chunks
from projects.imports.importer import Importer, Row
from projects.imports.limits import MB, Limits
from projects.pilots.models import Project

ROWS = 200_000
# A year of a large agency. All rows are held at once: the counted ones need each other.
LONG = Limits(
    rows=ROWS, csv_rows=ROWS, size=60 * MB, csv_size=200 * MB, unpacked=300 * MB, cells=6_000_000
)


class ServicesImporter(Importer):
    """Services of the projects that the user's agency executes, by the same rules as the form's."""

    kind = "services"
    title = gettext_lazy("Service records")
    verb = gettext_lazy("Import services from Excel")
    sheet_title = "服务记录"
    roles = frozenset({Role.AGENCY})
    list_url = "service_list"
    key_column = "date"
    tables = (ServiceRecord, ServiceRecord.history.model)
    limits = LONG
    checks_wrong_rows = True
    template_note = gettext_lazy(
        "It has the headers, a note under each, and lists to choose from; every column that you do not "
        "need may be deleted."
    )
    own_sheet_note = gettext_lazy(
        "Your own sheet will do as well: headers are recognised by what they are usually called; titles "
        "above, notes and total rows are left out; 2018年3月5日, 2小时, 90分钟 and 30人次 are understood. "
        "A row names its project, or the sheet does above the table: 项目编号：350524-2018-0001."
    )

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.projects = Projects(user)
        self.above: Facts | None = None
        self.alike: dict[Key, dict[str, int]] = defaultdict(dict)
        self.kept = Kept()
        self.columns = service_columns(
            self.projects.find,
            {
                **{
                    what: partial(self._show, what)
                    for what in ("project", "place", "case", "group")
                },
                "lead": partial(self._show, "worker"),
                "assistants": lambda ids: "、".join(self._show("worker", id_) for id_ in ids or ()),
            },
        )

    def opens(self, sheet: str, above: Sequence[Sequence[Any]]) -> None:
        self.above = named_above(self.projects, sheet, above) or self.projects.alone

    def check(self, row: Row) -> None:
        checks.check(row, row.values["project"] or self.above)
        if not row.errors:
            self._tell_apart(row)

    def _tell_apart(self, row: Row) -> None:
        """Services that only their contents tell apart are numbered in the order of the file."""
        values = row.values
        row.digest = keys.digest(values)
        base = keys.base(values)
        if keys.is_counted(base):
            seen = self.alike[base]
            values["nth"] = seen.setdefault(row.digest, len(seen) + 1)
        values["base"], values["places"] = base, row.places

    def settle(self, rows: Iterable[Row], *, lock: bool) -> None:
        good = [row for row in rows if not row.errors]
        if lock:
            self._lock({row.values["project"] for row in good}, good)
            good = [row for row in good if not row.errors]
        self.kept = keys.kept(self.user, good)
        keys.renumber(good, self.kept)
        self._refuse_locked_months(good)
        sessions = dict(self.kept.sessions)
        for row in good:
            if row.values["number"]:
                self._check_number(row, sessions)

    def _refuse_locked_months(self, rows: Iterable[Row]) -> None:
        """Nothing is added or changed in a month that was handed in; what is there already may stand."""
        said: dict[tuple[int, date], str] = {}
        for row in rows:
            month = row.values["project"], row.values["date"].replace(day=1)
            if month not in said:
                said[month] = month_error(month[0], [month[1]])
            there = self.kept.imported.get(self.key_of(row), (0, "")) if said[month] else (0, "")
            if said[month] and there[1] != row.digest:
                row.wrong("date", said[month])

    def _check_number(self, row: Row, sessions: dict[tuple[int, int], int]) -> None:
        """A number names one service of the project; it is no way to log a session twice."""
        values, number = row.values, keys.own_number(row.values)
        record, project = self.kept.numbers.get(number, (0, 0))
        if number and project != values["project"]:
            row.wrong("number", _("No service of this project has this number."))
        elif values["group"]:
            imported = self.kept.imported.get(keys.hashed(values["base"]), (0, ""))[0]
            mine = record or imported or -row.number
            if sessions.setdefault((values["group"], values["session"]), mine) != mine:
                row.wrong("session", _("This session of the group is already logged."))

    def _lock(self, ids: set[int], rows: Iterable[Row]) -> None:
        """No project closes while its services are written; what has changed since is judged again."""
        own = Project.objects.visible_to(self.user).filter(pk__in=ids).order_by("pk")
        list(own.select_for_update(of=("self",), no_key=True))
        now = {facts.project.pk: facts for facts in self.projects.load()}
        changed = {
            pk for pk in ids if pk not in now or now[pk].state() != self.projects.by_id[pk].state()
        }
        for row in rows:
            pk = row.values["project"]
            if pk in changed:
                checks.judge_again(row, now.get(pk))

    def key(self, values: Mapping[str, Any]) -> Key:
        return keys.full(values)

    def key_of(self, row: Row) -> str:
        return keys.hashed(keys.full(row.values))

    def digest_of(self, row: Row) -> str:
        return row.digest

    def remembered(self, rows: Mapping[str, Row]) -> dict[str, tuple[int, str]]:
        return {key: found for key, found in self.kept.imported.items() if key in rows}

    def known(self, rows: Iterable[Row]) -> dict[Key, int]:
        """By the number of the record; or logged by hand, with the same natural key."""
        numbers = {("number", number): pk for number, (pk, _project) in self.kept.numbers.items()}
        return {**keys.logged_by_hand(self.user, list(rows), self.kept), **numbers}

    def records(self, ids: Iterable[int], *, lock: bool) -> dict[int, ServiceRecord]:
        own = ServiceRecord.objects.visible_to(self.user).order_by("pk")
        if lock:
            own = own.select_for_update(no_key=True, of=("self",))
        return {
            record.pk: record
            for chunk in chunks(sorted(ids))
            for record in own.filter(pk__in=chunk).prefetch_related("assistants")
        }

    def differs(self, record: ServiceRecord, values: Mapping[str, Any]) -> bool:
        return any(
            writing.said(record, name) != values[name]
            for name in keys.told(values, values["places"])
        )

    def create(self, rows: Sequence[Row]) -> list[int]:
        return writing.create(rows, self)

    def update(self, pairs: Sequence[tuple[ServiceRecord, Row]]) -> None:
        writing.update(pairs, self)

    def remember(self, new: Sequence[tuple[int, Row]], known: Sequence[tuple[int, Row]]) -> None:
        """New records carry what they came from; others take it over, unless it is their number."""
        writing.remember([(pk, row) for pk, row in known if not keys.own_number(row.values)])

    def _show(self, what: str, value: Any) -> str:
        return self.projects.shown[what].get(value, "")
