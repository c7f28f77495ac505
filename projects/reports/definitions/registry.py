"""Every report that there is, by the word that asks for it."""

from typing import Any

from projects.reports.definitions import Definition, Table
from projects.reports.definitions.agencies import agencies
from projects.reports.definitions.beneficiaries import beneficiaries
from projects.reports.definitions.coverage import coverage
from projects.reports.definitions.drives import drives
from projects.reports.definitions.evaluations import evaluations
from projects.reports.definitions.funds import funds
from projects.reports.definitions.partnerships import partnerships
from projects.reports.definitions.projects import projects
from projects.reports.definitions.services import services
from projects.reports.definitions.settlement import settlement
from projects.reports.definitions.workers import workers
from projects.reports.definitions.workforce import workforce

DEFINITIONS: dict[str, Definition] = {
    one.key: one
    for one in (
        *(coverage, funds, settlement, services, beneficiaries),
        *(workers, agencies, projects, evaluations, workforce, partnerships, drives),
    )
}


def report_choices() -> list[tuple[str, Any]]:
    """The reports for a choice; a new one needs no migration."""
    return [(key, definition.name) for key, definition in DEFINITIONS.items()]


def thawed(frozen: Any, *, example: bool) -> Table:
    """The table that a run froze, whichever report it is of."""
    return DEFINITIONS[frozen["report"]].thawed(frozen, example=example)
