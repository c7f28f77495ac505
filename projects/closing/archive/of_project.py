"""What an archive tells of the project itself: registration, decisions, notice, contract, plan, changes."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from projects.closing.archive.tables import Table, facts, person, table
from projects.closing.models import Waiver
from projects.common.texts import in_words
from projects.needs.models import Need
from projects.pilots.changes import side_by_side
from projects.pilots.lifecycle import move_label
from projects.pilots.models import (
    BudgetLine,
    ChangeRequest,
    Contract,
    FieldComment,
    Indicator,
    IndicatorValue,
    Move,
    Objection,
    Partnership,
    Project,
    PublicNotice,
    Site,
)


def tables_of(project: Project, user: Any) -> Iterator[Table]:
    """The tables of ``project`` that ``user`` may read, in the order of the chain."""
    of = {"project": project}
    yield _project(project)
    sites = Site.objects.visible_to(user).filter(**of).select_related("place")
    yield table(
        "sites",
        _("Sites"),
        sites,
        (_("Code"), lambda site: site.place.code),
        "place",
    )
    partners = Partnership.objects.visible_to(user).filter(**of).select_related("department")
    yield table(
        "partners",
        _("Partner departments"),
        partners,
        *("department", "contribution", "contact_unit", "since", "ended_on"),
    )
    yield _needs(project, user)
    moves = Move.objects.visible_to(user).filter(**of).select_related("by")
    yield table(
        "moves",
        _("Moves"),
        moves,
        "at",
        (_("move"), lambda move: str(move_label(move.name))),
        *("from_status", "to_status"),
        (_("by"), lambda move: person(move.by)),
        "reason",
    )
    comments = FieldComment.objects.visible_to(user).filter(move__project=project)
    yield table(
        "comments", _("Comments at fields"), comments, "field", "text", "answer", "resolved_on"
    )
    yield from _notices(project, user)
    yield _contract(project, user)
    lines = BudgetLine.objects.visible_to(user).filter(**of)
    yield table("planned-cost", _("Planned cost"), lines, "category", "amount", "note")
    yield _changes(project, user)
    yield from _indicators(project, user)
    waivers = Waiver.objects.visible_to(user).filter(**of).select_related("by")
    yield table(
        "waivers",
        _("Waived items of the closing"),
        waivers,
        *("item", "reason"),
        (_("by"), lambda waiver: person(waiver.by)),
        "at",
    )


def _project(project: Project) -> Table:
    days = [
        field.name
        for field in Project._meta.concrete_fields
        if field.name.endswith("_on") and getattr(project, field.name)
    ]
    return facts(
        "project",
        _("Project"),
        project,
        *("number", "name", "plan", "level", "field", "setting", "place", "agency"),
        *("starts", "ends", "target_people", "target_services", "goals", "allocated"),
        *days,
        heads=[_("Item"), _("Value")],
    )


def _needs(project: Project, user: Any) -> Table:
    parts = {adoption.need_id: adoption.part for adoption in project.adoptions.all()}
    needs = Need.objects.visible_to(user).filter(projects=project).order_by("pk")
    return table(
        "needs",
        _("Needs"),
        needs.select_related("place"),
        *("place", "title", "field"),
        (_("target groups"), lambda need: need.get_target_groups_display()),
        *("source", "urgency", "people_affected", "households_affected", "reported_on"),
        "description",
        (_("part of the need"), lambda need: parts.get(need.pk, "")),
    )


def _notices(project: Project, user: Any) -> Iterator[Table]:
    notices = PublicNotice.objects.visible_to(user).filter(project=project)
    yield table(
        "notices",
        _("Public notices"),
        notices,
        *("starts", "ends", "authority", "text", "withdrawn_on", "withdrawn_reason"),
    )
    # Everybody who reads the package may know that there were objections and how they ended.
    objections = Objection.objects.filter(notice__in=notices)
    yield table(
        "objections",
        _("Objections"),
        objections,
        *("receipt", "received_at", "outcome", "handled_on"),
        note=_(
            "Who objected, what was written and what was answered stays with the approving level."
        ),
    )


def _contract(project: Project, user: Any) -> Table:
    contracts = Contract.objects.visible_to(user).filter(project=project)
    return table(
        "contract",
        _("Contract"),
        contracts.select_related("agency").prefetch_related("communities"),
        *("number", "purchaser", "agency"),
        (_("community parties"), lambda contract: list(contract.communities.all())),
        *("method", "method_reason", "amount", "signed_on", "starts", "ends"),
    )


def _changes(project: Project, user: Any) -> Table:
    requests = ChangeRequest.objects.visible_to(user).filter(project=project).order_by("pk")
    return table(
        "changes",
        _("Changes"),
        requests.select_related("created_by", "decided_by"),
        *("number", "kind"),
        (_("before → after"), _sides),
        "reason",
        (_("asked by"), lambda change: person(change.created_by)),
        "status",
        (_("decided by"), lambda change: person(change.decided_by)),
        *("decided_at", "decision_reason"),
    )


def _sides(change: ChangeRequest) -> str:
    return "\n".join(
        f"{side.label} {side.before} → {side.after}".strip() for side in side_by_side(change)
    )


def _indicators(project: Project, user: Any) -> Iterator[Table]:
    indicators = Indicator.objects.visible_to(user).filter(project=project)
    yield table(
        "indicators",
        _("Indicators"),
        indicators,
        *("name", "unit", "direction", "baseline", "target", "dimension"),
    )
    values = IndicatorValue.objects.visible_to(user).filter(indicator__project=project)
    yield table(
        "indicator-values",
        _("Values of the indicators"),
        values.select_related("indicator", "created_by").order_by("indicator", "as_of"),
        *("indicator", "as_of", "actual"),
        (_("parts"), lambda value: [f"{k} {in_words(v)}" for k, v in value.shown_parts]),
        "source",
        (_("by"), lambda value: person(value.created_by)),
    )
