"""Services from a spreadsheet: how a row is judged, when two rows are one service, where they are kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.roles import Role
from projects.delivery.imports import keys, writing
from projects.delivery.imports.above import named_above
from projects.delivery.imports.columns import service_columns
from projects.delivery.imports.facts import Facts, Projects, named, why_not_open
from projects.delivery.imports.keys import Kept, Key
from projects.delivery.imports.moments import Moment, hours_between, later
from projects.delivery.models import ServiceRecord
from projects.delivery.rules.months import month_error
from projects.delivery.rules.numbers import number_errors
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
        """Finds what the row names within its project, and judges it as the form does."""
        values, wrong = row.values, {name for name, _message in row.errors}
        facts = values["project"] or self.above
        values["project"] = facts and facts.project.pk
        self._complete(values)
        if facts is None:
            if "project" not in wrong:
                row.wrong("project", _("Name the project, here or above the table: 项目编号：…"))
            return
        if facts.closed:
            row.wrong("project", facts.closed)
        self._find_place(row, facts)
        if values["date"] is not None:
            if why := facts.day_error(values["date"]):
                row.wrong("date", why)
            else:
                self._find_workers(row, facts)
                self._find_work(row, facts)
        self._judge_numbers(row, wrong)
        if not row.errors:
            self._tell_apart(row)

    def _complete(self, values: dict[str, Any]) -> None:
        """What one cell says for another: times and their hours, people who came."""
        moment: Moment | None = values["date"]
        values["date"] = moment and moment.day
        if moment and moment.starts and not values["starts_at"]:
            values["starts_at"], values["ends_at"] = moment.starts, values["ends_at"] or moment.ends
        starts, ends, hours = values["starts_at"], values["ends_at"], values["hours"]
        if starts and not ends and hours:
            values["ends_at"] = later(starts, hours)
            values["starts_at"] = starts if values["ends_at"] else None
        elif starts and not ends:
            values["starts_at"] = None  # the hours are wrong or missing, which is said there
        elif starts and ends and hours is None and starts < ends:
            values["hours"] = hours_between(starts, ends)
        if values["attendances"] is None:
            values["attendances"] = values["people"]

    def _find_place(self, row: Row, facts: Facts) -> None:
        written, values = row.values["place"], row.values
        values["place"] = None
        if written:
            place, error = facts.sites.named(written)
            values["place"] = place and place.pk
        else:
            error = _("Please fill in.") if len(facts.sites.own) != 1 else ""
            values["place"] = None if error else facts.sites.own[0].pk
        day = values["date"]
        if not error and day and not facts.sites.fits(values["place"], day):
            error = _("Choose one of the project's sites.")
        if error:
            row.wrong("place", error)

    def _find_workers(self, row: Row, facts: Facts) -> None:
        values, day = row.values, row.values["date"]
        team: tuple[int, ...] = ()
        for name in ("lead", "assistants"):
            written, values[name] = values[name], None
            if written:
                ids, error = facts.team(written, day)
                team += ids
                if error:
                    row.wrong(name, error)
            elif name == "lead" and (only := facts.alone(day)):
                team = (only,)
            elif name == "lead":
                row.wrong("lead", _("Please fill in."))
        if team:
            values["lead"] = team[0]
            values["assistants"] = tuple(sorted({*team[1:]} - {team[0]}))

    def _find_work(self, row: Row, facts: Facts) -> None:
        """The case of an interview, the group of a session."""
        values = row.values
        for name, known, words in (
            ("case", facts.cases, _("Choose a case of this project.")),
            ("group", facts.groups, _("Choose a group of this project.")),
        ):
            written, values[name] = values[name], None
            if not written:
                continue
            work = named(known, written)
            why = why_not_open(work, values["date"]) if work else words
            values[name] = work and work.pk
            if not why and values["method"] not in (name, None):
                why = (
                    _("A case is named by its interviews only.")
                    if name == "case"
                    else _("A group is named by its numbered sessions only.")
                )
            if why:
                row.wrong(name, why)
        if values["group"] and values["session"] is None:
            row.wrong("session", _("Which session was it? Enter its number, such as 3."))
        elif not values["group"]:
            values["session"] = None

    def _judge_numbers(self, row: Row, wrong: set[str]) -> None:
        for name in ("hours", "attendances"):
            if row.values[name] is None and name not in wrong:
                row.wrong(name, _("Please fill in."))
        for name, message in number_errors(row.values).items():
            if name not in wrong:
                row.wrong(name, message)

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
                self._judge_again(row, now.get(pk))

    @staticmethod
    def _judge_again(row: Row, facts: Facts | None) -> None:
        values = row.values
        if facts is None:
            row.wrong("project", _("Not a project of your agency; enter its number or name."))
            return
        team = {values["lead"], *values["assistants"]}
        there = [w for same in facts.workers.values() for w in same if w.on(values["date"])]
        if why := facts.closed or facts.day_error(values["date"]):
            row.wrong("date", why)
        elif not facts.sites.fits(values["place"], values["date"]):
            row.wrong("place", _("Choose one of the project's sites."))
        elif team - {worker.worker_id for worker in there}:
            row.wrong("lead", _("Choose social workers who are assigned to the project."))

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
