"""What must hold in the ledger, as queries whose rows are what does not.

Each query gives (id, stored, added): the record, what stands in it, and what its entries say. They add
whole tables by GROUP BY and join the sums: measured 1.5 to 5 times as fast as a sub-select for each
record (docs/funding.md). One statement sees one moment, so entries made meanwhile do no harm. Table names
are written out because the ORM joins no sums of sub-selects. The SQL is what PostgreSQL and SQLite share.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Check:
    """One rule: ``model`` of the records that its ``sql`` finds wrong; ``is_money``: the values are fen."""

    name: str
    words: Promise
    model: str
    sql: str
    is_money: bool = True


def _sums(of: str, name: str, key: str = "", amount: str = "amount", where: str = "") -> str:
    """A join of the sums of ``amount`` of the entries in table ``of``, as ``name.added``."""
    key = key or f"{name}_id"
    wanted = f"WHERE {where}" if where else ""
    sums = f"SELECT {key} AS id, SUM({amount}) AS added FROM {of} {wanted} GROUP BY {key}"
    return f" LEFT JOIN ({sums}) {name} ON {name}.id = r.id"


def _counter(words: Promise, model: str, column: str, join: str, added: str) -> Check:
    """That ``column`` of ``model`` is ``added``, a sum of what ``join`` brings."""
    table = model.replace(".", "_")
    sql = f"SELECT r.id, r.{column}, {added} FROM {table} r {join} WHERE r.{column} <> {added}"
    return Check(f"{model}.{column}", words, model, sql)


def _sum(words: Promise, model: str, column: str, of: str, key: str, where: str = "") -> Check:
    join = _sums(of, "e", key, where=where)
    return _counter(words, model, column, join, "COALESCE(e.added, 0)")


COUNTED = "status IN ('approved', 'reversed')"

COUNTERS = (
    _counter(
        _("Amount of a budget line: first amount, amendments and transfers in"),
        "funding.budget",
        "amount",
        _sums("funding_amendment", "a", "budget_id", "change")
        + _sums("funding_transfer", "t", "target_id"),
        "(r.first_amount + COALESCE(a.added, 0) + COALESCE(t.added, 0))",
    ),
    _sum(
        _("Transferred from a budget line"),
        "funding.budget",
        "transferred",
        "funding_transfer",
        "budget_id",
    ),
    _sum(
        _("Allocated from a budget line"),
        "funding.budget",
        "allocated",
        "funding_allocation",
        "budget_id",
    ),
    _sum(
        _("Allocated to a project"),
        "pilots.project",
        "allocated",
        "funding_allocation",
        "project_id",
    ),
    _counter(
        _("Allocated of a source"),
        "funding.source",
        "allocated",
        "LEFT JOIN (SELECT project_id, budget_id, SUM(amount) AS added FROM funding_allocation"
        " GROUP BY project_id, budget_id) e"
        " ON e.project_id = r.project_id AND e.budget_id = r.budget_id",
        "COALESCE(e.added, 0)",
    ),
    _sum(
        _("Contracted of a source"),
        "funding.source",
        "contracted",
        "funding_commitment",
        "source_id",
    ),
    _sum(
        _("Paid of a source"),
        "funding.source",
        "paid",
        "funding_disbursement",
        "source_id",
        COUNTED,
    ),
    _sum(_("Spent of a source"), "funding.source", "spent", "funding_expenditure", "source_id"),
    _sum(_("Returned of a source"), "funding.source", "returned", "funding_refund", "source_id"),
    _sum(
        _("Part of a contract that its sources bear"),
        "pilots.contract",
        "committed",
        "funding_commitment",
        "contract_id",
    ),
    _sum(
        _("Spent of a category of the planned cost"),
        "pilots.budgetline",
        "spent",
        "funding_expenditure",
        "line_id",
    ),
)

# Each stage from the entries alone, whatever the running totals say.
_STAGES = """
    SELECT project_id, budget_id, amount AS allocated, 0 AS contracted, 0 AS paid, 0 AS used
    FROM funding_allocation
    UNION ALL SELECT s.project_id, s.budget_id, 0, e.amount, 0, 0
    FROM funding_commitment e JOIN funding_source s ON s.id = e.source_id
    UNION ALL SELECT s.project_id, s.budget_id, 0, 0, e.amount, 0
    FROM funding_disbursement e JOIN funding_source s ON s.id = e.source_id
    WHERE e.status IN ('approved', 'reversed')
    UNION ALL SELECT s.project_id, s.budget_id, 0, 0, 0, e.amount
    FROM funding_expenditure e JOIN funding_source s ON s.id = e.source_id
    UNION ALL SELECT s.project_id, s.budget_id, 0, 0, 0, e.amount
    FROM funding_refund e JOIN funding_source s ON s.id = e.source_id"""


def _order(words: Promise, upper: str, lower: str) -> Check:
    """That no source has more of ``lower`` than of ``upper``, nor less than nothing."""
    sums = f"SUM({upper}) AS stored, SUM({lower}) AS added"
    by_source = f"SELECT project_id, budget_id, {sums} FROM ({_STAGES}) e GROUP BY 1, 2"
    sql = (
        f"SELECT s.id, e.stored, e.added FROM ({by_source}) e LEFT JOIN funding_source s"
        " ON s.project_id = e.project_id AND s.budget_id = e.budget_id"
        " WHERE e.added > e.stored OR e.added < 0"
    )
    return Check(f"funding.source.{lower}_within_{upper}", words, "funding.source", sql)


ORDER = (
    Check(
        "funding.budget.given_within_amount",
        _("No more allocated and transferred than the budget line has"),
        "funding.budget",
        "SELECT r.id, r.first_amount + COALESCE(a.added, 0) + COALESCE(i.added, 0),"
        " COALESCE(g.added, 0) + COALESCE(o.added, 0) FROM funding_budget r "
        + _sums("funding_amendment", "a", "budget_id", "change")
        + _sums("funding_transfer", "i", "target_id")
        + _sums("funding_allocation", "g", "budget_id")
        + _sums("funding_transfer", "o", "budget_id")
        + " WHERE r.first_amount + COALESCE(a.added, 0) + COALESCE(i.added, 0)"
        " < COALESCE(g.added, 0) + COALESCE(o.added, 0)",
    ),
    _order(_("No more contracted than allocated"), "allocated", "contracted"),
    _order(_("No more paid than contracted"), "contracted", "paid"),
    _order(_("No more spent and returned than paid"), "paid", "used"),
    Check(
        "funding.allocation.source",
        _("Each allocation has its source"),
        "funding.allocation",
        "SELECT r.id, r.amount, NULL FROM funding_allocation r LEFT JOIN funding_source s"
        " ON s.project_id = r.project_id AND s.budget_id = r.budget_id WHERE s.id IS NULL",
    ),
)


def _rule(
    words: Promise, model: str, name: str, joins: str, wrong: str, values: str = "NULL, NULL"
) -> Check:
    sql = f"SELECT r.id, {values} FROM {model.replace('.', '_')} r {joins} WHERE {wrong}"
    return Check(f"{model}.{name}", words, model, sql, is_money=False)


def _reversal(model: str, same: tuple[str, ...]) -> Check:
    """That a reversal is its entry with the sign turned, on the same records."""
    other = " OR ".join(f"r.{column} <> o.{column}" for column in same)
    return Check(
        f"{model}.reversal",
        _("A reversal takes back its entry whole, where it was made"),
        model,
        f"SELECT r.id, r.amount, -o.amount FROM {model.replace('.', '_')} r"
        f" JOIN {model.replace('.', '_')} o ON o.id = r.reverses_id"
        f" WHERE r.amount <> -o.amount OR o.reverses_id IS NOT NULL OR {other}",
    )


KEPT = ("plan_id", "place_id", "level", "nature", "year")
DIGITS = "CASE a.level WHEN 'province' THEN 2 WHEN 'city' THEN 4 WHEN 'county' THEN 6 ELSE 9 END"
OF_SOURCE = "JOIN funding_source s ON s.id = r.source_id"
# The code of the place whose spending rule applies to a line, as SpendingRule.objects.applying says.
RULED = (
    "SELECT b.id, MAX(q.code) AS code FROM funding_budget b JOIN places_place p ON p.id = b.place_id"
    " JOIN funding_spendingrule u ON u.year = b.year AND u.nature = b.nature"
    " JOIN places_place q ON q.id = u.place_id AND (q.code = p.code"
    " OR q.code = substr(p.code, 1, 2) || '0000000000'"
    " OR (p.reports_as = '' AND q.code = substr(p.code, 1, 4) || '00000000')) GROUP BY b.id"
)

RULES = (
    _rule(
        _("The tranches of a plan make up 100 per cent"),
        "funding.trancheplan",
        "percent",
        "LEFT JOIN (SELECT plan_id, SUM(percent) AS added FROM funding_tranche GROUP BY plan_id) t"
        " ON t.plan_id = r.id",
        "r.percent <> 100 OR COALESCE(t.added, 0) <> 100",
        "r.percent, COALESCE(t.added, 0)",
    ),
    _rule(
        _("A line of a lower place keeps payer, level, nature, year and plan of its parent"),
        "funding.budget",
        "kept",
        "JOIN funding_budget p ON p.id = r.parent_id",
        " OR ".join(f"r.{column} <> p.{column}" for column in KEPT),
    ),
    _rule(
        _("Money is transferred to a lower place"),
        "funding.budget",
        "below",
        "JOIN funding_budget p ON p.id = r.parent_id JOIN places_place h ON h.id = r.holder_id"
        " JOIN places_place a ON a.id = p.holder_id",
        f"h.code <= a.code OR substr(h.code, 1, {DIGITS}) <> substr(a.code, 1, {DIGITS})",
        "h.code, a.code",
    ),
    _rule(
        _("A transfer goes to a line of its own line"),
        "funding.transfer",
        "target",
        "JOIN funding_budget t ON t.id = r.target_id",
        "t.parent_id IS NULL OR t.parent_id <> r.budget_id",
        "r.budget_id, t.parent_id",
    ),
    _rule(
        _("Amendments are numbered without a gap"),
        "funding.budget",
        "amendments",
        "JOIN (SELECT budget_id, COUNT(*) AS counted, MAX(number) AS last FROM funding_amendment"
        " GROUP BY budget_id) a ON a.budget_id = r.id",
        "a.last <> a.counted",
        "a.last, a.counted",
    ),
    _rule(
        _("A part of a contract is borne by a source of its project"),
        "funding.commitment",
        "project",
        f"{OF_SOURCE} JOIN pilots_contract c ON c.id = r.contract_id",
        "c.project_id <> s.project_id",
        "c.project_id, s.project_id",
    ),
    _rule(
        _("A disbursement pays a tranche of its source's project"),
        "funding.disbursement",
        "project",
        f"{OF_SOURCE} JOIN funding_tranche t ON t.id = r.tranche_id"
        " JOIN funding_trancheplan p ON p.id = t.plan_id"
        " JOIN pilots_contract c ON c.id = p.contract_id",
        "c.project_id <> s.project_id",
        "c.project_id, s.project_id",
    ),
    _rule(
        _("An expenditure is of a category of its source's project"),
        "funding.expenditure",
        "project",
        f"{OF_SOURCE} JOIN pilots_budgetline l ON l.id = r.line_id",
        "l.project_id <> s.project_id",
        "l.project_id, s.project_id",
    ),
    # A rule says nothing of what was spent before it was last written.
    _rule(
        _("Money pays only costs that its use permits"),
        "funding.expenditure",
        "permitted",
        f"{OF_SOURCE} JOIN funding_budget b ON b.id = s.budget_id"
        " JOIN pilots_budgetline l ON l.id = r.line_id"
        f" LEFT JOIN ({RULED}) w ON w.id = b.id LEFT JOIN places_place h ON h.code = w.code"
        " LEFT JOIN funding_spendingrule u"
        " ON u.place_id = h.id AND u.year = b.year AND u.nature = b.nature",
        # Not a LEFT JOIN: of that PostgreSQL believes that nearly nothing comes out, and joins in loops.
        "r.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM funding_expenditure v"
        " WHERE v.reverses_id = r.id) AND ((u.id IS NULL AND b.nature = 'lottery'"
        " AND l.category IN ('management', 'tax')) OR (r.created_at >= u.updated_at"
        " AND u.categories NOT LIKE '%,' || l.category || ',%'))",
        "b.nature, l.category",
    ),
    _rule(
        _("Who proposed a disbursement has not approved it"),
        "funding.disbursement",
        "checker",
        "",
        "r.checked_by_id = r.created_by_id",
        "r.created_by_id, r.checked_by_id",
    ),
    _rule(
        _("A disbursement is reversed where its reversal was approved, and only there"),
        "funding.disbursement",
        "status",
        "LEFT JOIN funding_disbursement v ON v.reverses_id = r.id AND v.status = 'approved'",
        "(r.status = 'reversed') <> (v.id IS NOT NULL)",
        "r.status, v.status",
    ),
)

REVERSALS = (
    _reversal("funding.transfer", ("budget_id", "target_id")),
    _reversal("funding.allocation", ("budget_id", "project_id")),
    _reversal("funding.commitment", ("contract_id", "source_id")),
    _reversal("funding.disbursement", ("source_id", "tranche_id")),
    _reversal("funding.expenditure", ("source_id", "line_id")),
    _reversal("funding.refund", ("source_id",)),
)

CHECKS: dict[str, Check] = {check.name: check for check in (*COUNTERS, *ORDER, *RULES, *REVERSALS)}
