"""Bank statements and finance bureaus' lists: which rows count, and when two are one line."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.roles import OFFICIALS
from projects.funding.actions.bank import lock_holder, match_bank_lines
from projects.funding.bank_columns import WAYS, bank_columns
from projects.funding.models import BankLine
from projects.imports import cells
from projects.imports.imported import chunks
from projects.imports.importer import Importer, Row

CARRIED = ("承前页", "过次页", "期初余额", "上期余额", "上期结余", "上年结转", "期末余额", "余额")
EMPTY = {"", "-", "--", "—", "/", "无"}
Key = tuple[str, ...]


class BankImporter(Importer):
    """Payments out of the accounts of the user's place; money that came in is passed over.

    A line is its place, day and number of the transaction. Where the file has no number, one is made
    of what the row says, so that the same file twice adds nothing; rows that say the same are counted.
    """

    kind = "bank"
    title = gettext_lazy("Bank lines")
    verb = gettext_lazy("Import a bank statement")
    sheet_title = "银行流水"
    roles = OFFICIALS
    list_url = "bank_line_list"
    key_column = "bank_number"
    tables = (BankLine,)
    own_sheet_note = gettext_lazy(
        "The statement of the bank or the list of the finance bureau will do as it was exported: its "
        "columns are recognised by what they are usually called; titles above, total rows and money "
        "that came in are left out; 1,200.50, 1200.5元 and amounts in 万元 are understood."
    )

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.alike: Counter[str] = Counter()
        self.columns = bank_columns()

    def passes_over(self, row: Row) -> bool:
        way = WAYS.get(cells.plain(row.cell("way")).casefold())
        if way:
            return way == "in"
        paid, received = (_is_filled(row.cell(name)) for name in ("amount", "received"))
        if paid:
            return False
        return received or cells.plain(row.cell("remark")).startswith(CARRIED)

    def cell(self, row: Row, column: str) -> Any:
        raw = super().cell(row, column)
        # An empty cell is a dash to some banks, and the side of a ledger where nothing moved is 0.00.
        if column not in ("amount", "received"):
            return "" if cells.plain(raw) in EMPTY else raw
        return raw if _is_filled(raw) or (column == "amount" and not _is_dash(raw)) else ""

    def check(self, row: Row) -> None:
        values = row.values
        del values["way"], values["received"]
        if not values["bank_number"]:
            said = "|".join(str(values[name]) for name in ("day", "amount", "payee", "reference"))
            digest = hashlib.sha256(f"{said}|{values['remark']}".encode()).hexdigest()[:16]
            self.alike[digest] += 1
            values["bank_number"] = f"~{digest}-{self.alike[digest]}"

    def key(self, values: Mapping[str, Any]) -> Key:
        return self.user.place.code, values["day"].isoformat(), values["bank_number"]

    def known(self, rows: Iterable[Row]) -> dict[Key, int]:
        found: dict[Key, int] = {}
        own = BankLine.objects.visible_to(self.user).filter(holder=self.user.place_id)
        for chunk in chunks({row.values["bank_number"] for row in rows}):
            named = own.filter(bank_number__in=chunk).values_list("day", "bank_number", "pk")
            code = self.user.place.code
            found |= {(code, day.isoformat(), number): pk for day, number, pk in named}
        return found

    def records(self, ids: Iterable[int], *, lock: bool) -> dict[int, BankLine]:
        # Never locked: an import changes no line that is there.
        own = BankLine.objects.visible_to(self.user).filter(holder=self.user.place_id)
        return {line.pk: line for chunk in chunks(ids) for line in own.filter(pk__in=chunk)}

    def differs(self, record: BankLine, values: Mapping[str, Any]) -> bool:
        return record.amount != values["amount"] or record.payee != values["payee"]

    def why_closed(self, record: BankLine) -> str:
        return _(
            "A line of this day and number is here already with another amount or payee; "
            "a line of a statement is never changed."
        )

    def create(self, rows: Sequence[Row]) -> list[int]:
        lock_holder(self.user.place)
        lines = [
            BankLine(holder=self.user.place, created_by=self.user, **row.values) for row in rows
        ]
        return [line.pk for line in BankLine.objects.bulk_create(lines, batch_size=1000)]

    def update(self, pairs: Sequence[tuple[BankLine, Row]]) -> None:
        """Nothing: a line of a statement is never changed."""

    def follow_up(self) -> str:
        result = match_bank_lines(holder=self.user.place)
        return _(
            "%(matched)s lines are now matched to payments; %(left)s lines of your place are not."
        ) % {"matched": result.matched, "left": result.left}


def _is_dash(value: Any) -> bool:
    return cells.plain(value) in EMPTY


def _is_filled(value: Any) -> bool:
    """Whether a cell of an amount says that something moved."""
    return not _is_dash(value) and bool(cells.plain(value).strip("0.,¥元 "))
