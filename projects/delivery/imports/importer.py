"""Services from a spreadsheet: how a row is judged, when two rows are one service, where they are kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.common.behind import behind
from projects.common.roles import Role
from projects.delivery.actions.summaries import count_many
from projects.delivery.imports import checks, keys, writing
from projects.delivery.imports.above import named_above
from projects.delivery.imports.columns import service_columns
from projects.delivery.imports.counting import Counted
from projects.delivery.imports.facts import Facts, Projects
from projects.delivery.imports.keys import Kept, Key
from projects.delivery.models import ServiceRecord, ServiceRule
from projects.delivery.models.month import first_of
from projects.delivery.rules.busy import Busy, refuses
from projects.delivery.rules.months import kept_months
from projects.delivery.totals import CountyMonth
from projects.imports.checking import Parsed
from projects.imports.imported import chunks
from projects.imports.importer import Importer, Row
from projects.imports.limits import MB, Limits
from projects.pilots.models import Project

# A year of a large agency, and what another system gives out.
LONG = Limits(
    rows=200_000,
    size=60 * MB,
    unpacked=300 * MB,
    cells=6_000_000,
    csv_rows=1_000_100,
    csv_size=500 * MB,
)


# Written services of which it is asked whether they are unusual. It is asked before the commit, when the
# planner does not know yet how many there are: of ten thousand that takes minutes.
MOST_ASKED = 2_000


class ServicesImporter(Importer):
    """Services of the projects that the user's agency executes, by the same rules as the form's."""

    kind = "services"
    title = gettext_lazy("Service records")
    verb = gettext_lazy("Import services from Excel")
    sheet_title = "服务记录"
    roles = frozenset({Role.AGENCY})
    list_url = "service_list"
    look_again = "unusual=true"
    key_column = "date"
    tables = (ServiceRecord,)
    limits = LONG
    batch = 5_000
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
        self.kept, self.signs = Kept(), keys.Signs()
        self.months: set[CountyMonth] = set()  # that were written into
        self.written: list[int] = []  # records, new and changed
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
        row.values["places"] = row.layout.places

    def check_all(self, rows: Sequence[Row]) -> None:
        super().check_all(rows)
        self.signs.put([row for row in rows if not row.errors])

    def begins(self, parsed: Parsed) -> None:
        """A file of which some rows were imported is gone through twice: how many it has of a day counts."""
        self.kept, self.months, self.written = Kept(), set(), []
        self.locked: dict[int, Facts | None] = {}
        # Project → its months in which nothing is written, and why.
        self.kept_months: dict[int, dict[date, str]] = {}
        facts = self.projects.by_id.values()
        self.busy = (
            Busy(
                {
                    w.worker_id: w.name
                    for one in facts
                    for same in one.workers.values()
                    for w in same
                }
            )
            if refuses(one.rule for one in facts)
            else None
        )
        self.any_imported = keys.any_imported(self.user)
        self.counted = Counted(self.user, any_imported=self.any_imported, is_rest=self.is_rest)
        if self.any_imported:
            for rows in parsed.batches():
                self.counted.note(rows)

    def settle(self, rows: Iterable[Row], *, lock: bool) -> None:
        good = [row for row in rows if not row.errors]
        if lock:
            self._lock({row.values["project"] for row in good}, good)
            good = [row for row in good if not row.errors]
        self.counted.count(good)
        for row in good:
            row.key = keys.hashed(keys.full(row.values))
        wanted = [row.key for row in good] if self.any_imported else []
        self.kept.imported = keys.imported(self.user, wanted)
        keys.ask(self.user, good, self.kept)
        for row in good:
            if row.values["number"]:
                self._check_number(row)

    def _locked_month(self, row: Row, record: ServiceRecord | None) -> str:
        """Why nothing may be added or changed in the month of a row, or in the one its record is in."""
        project = row.values["project"]
        if project not in self.kept_months:
            self.kept_months[project] = kept_months(project)
        months = self.kept_months[project]
        if not months:
            return ""
        days = [row.values["date"], *([record.date] if record else [])]
        return next((why for day in days if (why := months.get(first_of(day)))), "")

    def _check_number(self, row: Row) -> None:
        """A number names one service of the project; it is no way to log a session twice."""
        values, number = row.values, keys.own_number(row.values)
        record, project = self.kept.numbers.get(number, (0, 0))
        if number and project != values["project"]:
            row.wrong("number", _("No service of this project has this number."))
        elif values["group"]:
            imported = self.kept.imported.get(row.key, (0, ""))[0]
            mine = record or imported or -row.number
            session = values["group"], values["session"]
            if self.kept.sessions.setdefault(session, mine) != mine:
                row.wrong("session", _("This session of the group is already logged."))

    def _lock(self, ids: set[int], rows: Iterable[Row]) -> None:
        """No project closes while its services are written; what has changed since is judged again."""
        if fresh := ids.difference(self.locked):
            own = Project.objects.visible_to(self.user).filter(pk__in=fresh).order_by("pk")
            list(own.select_for_update(of=("self",), no_key=True))
            now = {facts.project.pk: facts for facts in self.projects.load()}
            self.locked |= {pk: now.get(pk) for pk in fresh}
        changed = {pk for pk in ids if self._has_changed(pk)}
        for row in rows:
            if row.values["project"] in changed:
                checks.judge_again(row, self.locked[row.values["project"]])

    def _has_changed(self, project_id: int) -> bool:
        now = self.locked[project_id]
        return now is None or now.state() != self.projects.by_id[project_id].state()

    def key(self, values: Mapping[str, Any]) -> Key:
        return keys.full(values)

    def key_of(self, row: Row) -> str:
        return row.key

    def digest_of(self, row: Row) -> str:
        return row.digest

    def remembered(self, rows: Mapping[str, Row]) -> dict[str, tuple[int, str]]:
        return {key: found for key, found in self.kept.imported.items() if key in rows}

    def known(self, rows: Iterable[Row]) -> dict[Key, int]:
        """By the number of the record; or logged by hand, with the same natural key."""
        numbers: dict[Key, int] = {
            ("number", number): pk for number, (pk, _project) in self.kept.numbers.items()
        }
        rows = list(rows)
        keys.ask_by_hand(self.user, rows, self.kept)
        return {**keys.logged_by_hand(rows, self.kept), **numbers}

    def records(self, ids: Iterable[int], *, lock: bool) -> dict[int, ServiceRecord]:
        own = ServiceRecord.everything.visible_to(self.user).order_by("pk")
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

    def why_not(self, row: Row, record: ServiceRecord | None) -> tuple[str, str] | None:
        """A month that was handed in; and what the other services of a worker tell, here and everywhere."""
        if why := self._locked_month(row, record):
            return "date", why
        if self.busy is None or (record and not keys.moves(row, partial(writing.said, record))):
            return None
        rule = self.projects.by_id[row.values["project"]].rule
        return self.busy.why_not(row.values, record, rule)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with behind() as self.server:
            yield

    def create(self, rows: Sequence[Row]) -> list[int]:
        made = writing.create(rows, self)
        self._note(made)
        return made

    def update(self, pairs: Sequence[tuple[ServiceRecord, Row]]) -> None:
        writing.update(pairs, self)
        self._note([record.pk for record, _row in pairs])

    def _note(self, ids: Sequence[int]) -> None:
        """Notes written records, of a long file no more than it takes to know that they are many."""
        self.written += ids[: MOST_ASKED + 1 - len(self.written)]

    def follow_up(self) -> str:
        """The months are counted once, at the end: they are locked last, and in their order.

        Says how many of the written services are doubtful, unless there are too many to be asked about.
        """
        count_many(self.months)
        if len(self.written) > MOST_ASKED:
            return ""
        records = ServiceRecord.objects.visible_to(self.user).filter(pk__in=self.written)
        doubtful = records.unusual(ServiceRule.objects.visible_to(self.user)).count()
        words = ngettext(
            "%(n)s of these services is unusual: its worker is at two services at that time, or at work "
            "for very long on that day. It is imported all the same; please look at it.",
            "%(n)s of these services are unusual: their worker is at two services at that time, or at "
            "work for very long on that day. They are imported all the same; please look at them.",
            doubtful,
        )
        return words % {"n": doubtful} if doubtful else ""

    def remember(self, new: Sequence[tuple[int, Row]], known: Sequence[tuple[int, Row]]) -> None:
        """New records carry what they came from; others take it over, unless it is their number."""
        writing.remember([(pk, row) for pk, row in known if not keys.own_number(row.values)])

    def _show(self, what: str, value: Any) -> str:
        return self.projects.shown[what].get(value, "")
