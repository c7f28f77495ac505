"""What an archive tells of a project's money, stage by stage, as the ledger has it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from projects.closing.archive.tables import Table, person, table
from projects.funding.models import (
    Allocation,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Settlement,
)
from projects.funding.querysets import STAGES
from projects.pilots.models import Project

# What else is read with the rows of a kind.
MORE = {Commitment: ("contract",), Disbursement: ("tranche",), Expenditure: ("line",)}
ENTRY = ("amount", "day", "document_number", "reverses", "reason")


def money_tables_of(project: Project, user: Any) -> Iterator[Table]:
    """The tables of the money of ``project`` that ``user`` may read."""
    rows = Allocation.objects.visible_to(user).filter(project=project)
    yield table(
        "allocations",
        _("Allocations"),
        rows.select_related("budget__place", "reverses").order_by("pk"),
        "number",
        "kind",
        (_("level that pays"), lambda one: one.budget.get_level_display()),
        (_("nature"), lambda one: one.budget.get_nature_display()),
        (_("place that pays"), lambda one: one.budget.place),
        *ENTRY,
    )
    yield _of_sources(Commitment, "commitments", _("Commitments"), project, user, "contract")
    yield _of_sources(
        Disbursement,
        "disbursements",
        _("Disbursements"),
        project,
        user,
        *("tranche", "gross", "deduction", "deduction_reason", "status", "received_on"),
    )
    yield _of_sources(
        Expenditure,
        "expenditures",
        _("Expenditures"),
        project,
        user,
        (_("category"), lambda one: one.line.get_category_display()),
        *("voucher", "payee", "purpose"),
    )
    yield _of_sources(Refund, "refunds", _("Refunds"), project, user)
    settlements = Settlement.objects.visible_to(user).filter(project=project)
    yield table(
        "settlement",
        _("Settlement"),
        settlements.select_related("stated_by"),
        *STAGES,
        (_("Balance"), lambda one: one.balance),
        *("settled_on", "auditor", "opinion", "remarks"),
        (_("stated by"), lambda one: person(one.stated_by)),
        "updated_at",
    )


def _of_sources(
    model: Any, slug: str, title: str, project: Project, user: Any, *columns: Any
) -> Table:
    """The entries of one kind, each with the level and nature of its source."""
    more = MORE.get(model, ())
    rows = model.objects.visible_to(user).of(project)
    return table(
        slug,
        title,
        rows.select_related("source__budget", "reverses", *more).order_by("pk"),
        "number",
        (_("level that pays"), lambda one: one.source.budget.get_level_display()),
        (_("nature"), lambda one: one.source.budget.get_nature_display()),
        *columns,
        *ENTRY,
    )
