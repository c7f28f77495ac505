"""A trace as plain values for JSON: days as ISO texts, money as texts of yuan with two decimals."""

from typing import Any

from projects.dashboard.trace.breaks import Found
from projects.dashboard.trace.chain import Line, Trace


def as_plain(trace: Trace) -> dict[str, Any]:
    """The whole trace; a part that is not open to the reader is null."""
    return {
        "kind": trace.kind,
        "id": trace.record.pk,
        "title": str(trace.record),
        "as_of": trace.day.isoformat(),
        "projects": [_line(line) for line in trace.lines],
        "breaks": [_break(one) for one in trace.breaks],
    }


def _line(line: Line) -> dict[str, Any]:
    project, served = line.project, line.services
    return {
        "id": project.pk,
        "number": project.number,
        "name": project.name,
        "status": project.status,
        "county": project.place.name,
        "agency": {"id": project.agency_id, "name": project.agency.name},
        "sites": [{"code": site.place.code, "name": site.place.name} for site in line.sites],
        "needs": _each(
            line.needs,
            lambda one: {"id": one.need_id, "title": one.need.title, "part": one.part},
        ),
        "workers": _each(
            line.team,
            lambda one: {
                "id": one.worker_id,
                "name": one.worker.name,
                "role": one.role,
                "from": one.starts.isoformat(),
                "until": one.ends.isoformat() if one.ends else None,
                "certified": one.is_certified,
            },
        ),
        "money": _each(
            line.money,
            lambda one: {
                "budget": one.budget,
                "payer": one.payer,
                "level": str(one.level),
                "nature": str(one.nature),
                "amount": f"{one.amount:.2f}",
                "paid": f"{one.paid:.2f}",
                "spent": f"{one.spent:.2f}",
            },
        ),
        "services": served
        and {
            "count": served.count,
            "attendances": served.attendances,
            "first": served.first.isoformat() if served.first else None,
            "last": served.last.isoformat() if served.last else None,
            "own": served.own,
        },
        "breaks": [one.broken for one in line.breaks],
    }


def _each(rows: list | None, plain: Any) -> list | None:
    return None if rows is None else [plain(row) for row in rows]


def _break(one: Found) -> dict[str, Any]:
    return {
        "break": one.broken,
        "label": str(one.kind.label),
        "opens": one.kind.opens,
        "id": one.record,
        "title": one.headline,
        "number": one.code,
        "place": one.spot,
        "since": one.since.isoformat(),
    }
