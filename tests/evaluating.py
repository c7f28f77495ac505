"""Records of evaluation for tests: sheets, panels, filled-in sheets, visits, surveys."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from projects.accounts.models import User
from projects.evaluation.models import (
    Criterion,
    Evaluation,
    FilledSheet,
    Finding,
    FollowUp,
    Panelist,
    Rectification,
    Reply,
    SatisfactionSurvey,
    Score,
    ScoreSheet,
    Visit,
)
from projects.pilots.models import Project
from projects.places.models import Place

WEIGHTS = (60, 40)


def make_sheet(place: Place, *weights: int, **fields: Any) -> ScoreSheet:
    """A sheet in force for both evaluations, with criteria of ``weights`` (60 and 40)."""
    weights = weights or WEIGHTS
    number = ScoreSheet.objects.count() + 1
    fields = {"name": f"评分表{number}", "kind": "both", "status": "active", **fields}
    sheet = ScoreSheet.objects.create(place=place, total=sum(weights), **fields)
    Criterion.objects.bulk_create(
        Criterion(sheet=sheet, order=order, title=f"指标{order}", weight=weight)
        for order, weight in enumerate(weights, start=1)
    )
    return sheet


def make_evaluation(
    project: Project, sheet: ScoreSheet, by: User, *panel: User, **fields: Any
) -> Evaluation:
    """An open mid-term evaluation of ``project`` with ``panel``."""
    today = timezone.localdate()
    fields = {"kind": "midterm", "opened_on": today, "due": today + timedelta(days=14), **fields}
    evaluation = Evaluation.objects.create(project=project, sheet=sheet, created_by=by, **fields)
    Panelist.objects.bulk_create(
        Panelist(evaluation=evaluation, user=user, appointed_by=by) for user in panel
    )
    return evaluation


def make_filled(evaluation: Evaluation, by: User, *points: str) -> FilledSheet:
    """The sheet of ``by``, a panelist or staff of the agency, handed in with ``points``."""
    given = [Decimal(text) for text in points]
    filled = FilledSheet.objects.create(
        evaluation=evaluation,
        panelist=evaluation.panel.filter(user=by).first(),
        total=sum(given),
        submitted_at=timezone.now(),
        submitted_by=by,
    )
    for line, score in zip(evaluation.sheet.criteria.all(), given, strict=True):
        Score.objects.create(filled=filled, criterion=line, out_of=line.weight, points=score)
    return filled


def make_concluded(project: Project, sheet: ScoreSheet, by: User, **fields: Any) -> Evaluation:
    """A failed evaluation (55.00) of ``project``, unless ``fields`` say otherwise."""
    result = {"average": Decimal(55), "spread": 0, "lowest": 55, "highest": 55, "band": "fail"}
    fields = {"status": "concluded", "concluded_on": timezone.localdate(), **result, **fields}
    return make_evaluation(project, sheet, by, concluded_by=by, **fields)


def make_rectification(evaluation: Evaluation, by: User, **fields: Any) -> Rectification:
    """A notice that is due in a month."""
    today = timezone.localdate()
    fields = {"issued_on": today, "due": today + timedelta(days=30), **fields}
    return Rectification.objects.create(
        evaluation=evaluation, created_by=by, **{"what": "补齐个案记录", **fields}
    )


def make_reply(notice: Rectification, by: User, **fields: Any) -> Reply:
    """A reply that waits for the decision."""
    fields = {"text": "已补齐", "replied_on": timezone.localdate(), **fields}
    return Reply.objects.create(rectification=notice, created_by=by, **fields)


def make_visit(project: Project, by: User, **fields: Any) -> Visit:
    """A visit that ``by`` made."""
    fields = {"on": date(2018, 6, 5), "visitors": by.name, "purpose": "查看服务记录", **fields}
    return Visit.objects.create(project=project, created_by=by, **fields)


def make_finding(visit: Visit, **fields: Any) -> Finding:
    """A serious problem that a visit found."""
    fields = {"kind": "problem", "severity": "serious", "text": "签到表不全", **fields}
    return Finding.objects.create(visit=visit, created_by=visit.created_by, **fields)


def make_follow_up(finding: Finding, **fields: Any) -> FollowUp:
    """What the agency has to do about it."""
    if "person" not in fields:
        fields.setdefault("agency", finding.visit.project.agency)
    fields = {"what": "补齐签到表", "due": date(2018, 7, 1), **fields}
    return FollowUp.objects.create(finding=finding, created_by=finding.created_by, **fields)


def make_survey(project: Project, by: User, **fields: Any) -> SatisfactionSurvey:
    """A survey in which 45 of 48 were satisfied."""
    numbers = {"handed_out": 50, "valid": 48, "satisfied": 45}
    fields = {"on": date(2018, 10, 10), "method": "paper", **numbers, **fields}
    return SatisfactionSurvey.objects.create(project=project, created_by=by, **fields)


def picture(name: str = "走访.jpg") -> SimpleUploadedFile:
    """A small JPEG as somebody uploads it."""
    made = BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")
