"""What an archive tells of the work: money, people, services, visits, evaluations, surveys."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from projects.closing.archive.of_money import money_tables_of
from projects.closing.archive.tables import Table, table
from projects.delivery.models import ServiceRecord
from projects.evaluation.comparison import numbered
from projects.evaluation.models import (
    Evaluation,
    FilledSheet,
    Finding,
    FollowUp,
    Rectification,
    Reply,
    SatisfactionSurvey,
    Score,
    Visit,
)
from projects.pilots.models import Assignment, Project


def tables_of(project: Project, user: Any) -> Iterator[Table]:
    """The tables of the work on ``project`` that ``user`` may read."""
    yield from money_tables_of(project, user)
    assignments = Assignment.objects.visible_to(user).filter(project=project)
    yield table(
        "assignments",
        _("Assignments"),
        assignments.select_related("worker").order_by("starts", "pk"),
        (_("social worker"), lambda one: one.worker.name),
        *("role", "share", "starts", "ends"),
    )
    yield _services(project, user)
    yield from _visits(project, user)
    yield from _evaluations(project, user)
    surveys = SatisfactionSurvey.objects.visible_to(user).filter(project=project)
    yield table(
        "surveys",
        _("Satisfaction surveys"),
        surveys.order_by("on", "pk"),
        *("on", "method", "handed_out", "valid", "satisfied"),
        (_("satisfied (%)"), lambda survey: survey.rate),
        "note",
    )


def _services(project: Project, user: Any) -> Table:
    rows = ServiceRecord.objects.visible_to(user).filter(project=project)
    return table(
        "services",
        _("Services"),
        rows.select_related("place", "lead").prefetch_related("assistants").order_by("date", "pk"),
        *("number", "date", "method", "place", "hours", "attendances"),
        (_("social workers"), lambda one: [worker.name for worker in one.workers]),
        (_("Sign-in sheet"), lambda one: bool(one.sign_in_sheet)),
        note=_("Notes and sign-in sheets tell of residents; they stay with the agency."),
    )


def _visits(project: Project, user: Any) -> Iterator[Table]:
    visits = Visit.objects.visible_to(user).filter(project=project).order_by("on", "pk")
    yield table(
        "visits",
        _("Monitoring visits"),
        visits.select_related("site"),
        *("on", "visitors", "site", "purpose"),
    )
    findings = Finding.objects.visible_to(user).filter(visit__project=project)
    yield table(
        "findings",
        _("Findings"),
        findings.select_related("visit").order_by("visit__on", "pk"),
        (_("day of the visit"), lambda finding: finding.visit.on),
        *("kind", "severity", "text"),
    )
    actions = FollowUp.objects.visible_to(user).filter(finding__visit__project=project)
    yield table(
        "follow-ups",
        _("Follow-ups"),
        actions.select_related("finding__visit", "agency", "person").order_by("pk"),
        (_("day of the visit"), lambda action: action.finding.visit.on),
        "what",
        (_("owner"), lambda action: action.owner),
        *("due", "done_on", "result"),
    )


def _evaluations(project: Project, user: Any) -> Iterator[Table]:
    evaluations = Evaluation.objects.visible_to(user).filter(project=project)
    yield table(
        "evaluations",
        _("Evaluations"),
        evaluations.select_related("sheet").order_by("opened_on", "pk"),
        *("kind", "sheet", "status", "opened_on", "average", "spread", "band", "opinion"),
        "concluded_on",
    )
    filled = FilledSheet.objects.visible_to(user).filter(
        evaluation__project=project, submitted_at__isnull=False
    )
    scorers = _scorers(filled)
    scores = Score.objects.visible_to(user).filter(filled__in=filled)
    yield table(
        "scores",
        _("Scores"),
        scores.select_related("criterion", "filled__evaluation").order_by(
            "filled__evaluation",
            "-filled__total",
            "filled",
            "criterion__order",
        ),
        (_("evaluation"), lambda score: score.filled.evaluation.get_kind_display()),
        (_("evaluator"), lambda score: scorers[score.filled_id]),
        (_("criterion"), lambda score: score.criterion),
        (_("full points"), lambda score: score.out_of),
        *("points", "comment"),
    )
    orders = Rectification.objects.visible_to(user).filter(evaluation__project=project)
    yield table(
        "rectifications",
        _("Rectification notices"),
        orders.order_by("pk"),
        *("issued_on", "what", "due", "accepted_on"),
    )
    replies = Reply.objects.visible_to(user).filter(rectification__evaluation__project=project)
    yield table(
        "replies",
        _("Replies to rectification notices"),
        replies.order_by("pk"),
        *("replied_on", "text", "decision", "decided_on", "reason"),
    )


def _scorers(filled: Any) -> dict[int, Any]:
    """Who scored, by sheet. The agency reads the package too, so evaluators are numbered, not named."""
    found: dict[int, Any] = {}
    for evaluation, sheets in groupby(
        filled.select_related("evaluation__project__agency").order_by("evaluation", "pk"),
        key=lambda sheet: sheet.evaluation,
    ):
        together = list(sheets)
        found |= {sheet.pk: str(evaluation.project.agency) for sheet in together}
        found |= {pk: str(name) for pk, name in numbered(together).items()}
    return found
