"""Projects at their end: with everything that the closing asks for, and records of every kind."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from projects.evaluation.models import (
    Criterion,
    Evaluation,
    FilledSheet,
    Finding,
    FollowUp,
    Panelist,
    Rectification,
    SatisfactionSurvey,
    Score,
    ScoreSheet,
    Visit,
)
from projects.funding.actions import settle, spend
from projects.pilots.models import BudgetLine, Objection, Project
from tests.attachments.test_checks import PDF
from tests.factories import (
    end_project,
    make_allocation,
    make_attachment,
    make_budget,
    make_change,
    make_contract,
    make_indicator,
    make_move,
    make_notice,
    make_service,
    make_value,
)
from tests.funding.spending_world import PAID_ON, pay_out

DOCUMENTS = ("final_report", "settlement", "audit")


def attach_documents(project: Project, by) -> None:
    for number, kind in enumerate(DOCUMENTS):
        content = PDF.replace(b"<<>>", b"<<%d>>" % number)
        make_attachment(project, by, content=content, kind=kind, name=f"{kind}.pdf")


def evaluate(project: Project, by, points: str = "86.50", band: str = "good") -> Evaluation:
    """A concluded final evaluation with one panelist's sheet."""
    sheet = ScoreSheet.objects.create(name="评分表", kind="final", place=project.place)
    criterion = Criterion.objects.create(sheet=sheet, order=1, title="目标达成", weight=100)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=100, status="active")
    evaluation = Evaluation.objects.create(
        project=project,
        kind="final",
        sheet=sheet,
        status="concluded",
        opened_on=date(2019, 5, 21),
        due=date(2019, 6, 1),
        average=Decimal(points),
        spread=Decimal(0),
        lowest=Decimal(points),
        highest=Decimal(points),
        band=band,
        opinion="目标基本达成。",
        concluded_by=by,
        concluded_on=date(2019, 6, 10),
        created_by=by,
    )
    panelist = Panelist.objects.create(evaluation=evaluation, user=by, appointed_by=by)
    filled = FilledSheet.objects.create(
        evaluation=evaluation,
        panelist=panelist,
        total=Decimal(points),
        submitted_at=timezone.now(),
        submitted_by=by,
    )
    Score.objects.create(filled=filled, criterion=criterion, out_of=100, points=Decimal(points))
    return evaluation


def ready_to_close(project: Project, cast) -> Project:
    """``project`` in settlement with everything there."""
    make_contract(project)
    make_value(make_indicator(project), as_of=project.ends, actual=Decimal(200))
    end_project(project, "settlement")
    evaluate(project, cast.province)
    attach_documents(project, cast.agency)
    project.refresh_from_db()
    if project.allocated:
        spend_all(project, cast)
    return project


def spend_all(project: Project, cast) -> None:
    """All that was allocated to ``project`` is paid, spent and settled."""
    for source in project.sources.all():
        pay_out(source, cast)
    line, _made = BudgetLine.objects.get_or_create(
        project=project, category="staff", defaults={"amount": project.allocated}
    )
    spend(
        project_id=project.pk,
        line_id=line.pk,
        amount=project.allocated,
        day=PAID_ON,
        voucher="2018-0001",
        purpose="工资",
        by=cast.agency,
    )
    settle(project_id=project.pk, settled_on=date(2019, 7, 1), by=cast.county)


def told_in_full(project: Project, cast, worker) -> Project:
    """A closed project with a record of each kind, residents' words among them."""
    make_move(project, cast.county)
    notice = make_notice(project)
    Objection.objects.create(
        notice=notice,
        receipt="YY-1",
        submission_key="00000000-0000-4000-8000-000000000001",
        name="林秀英",
        phone="13800138000",
        text="邻居陈某不应受助。",
        outcome="not_upheld",
        answer="陈某符合条件。",
        handled_on=date(2018, 3, 28),
        handled_by=cast.province,
    )
    BudgetLine.objects.create(project=project, category="staff", amount=Decimal("80000.00"))
    make_allocation(make_budget(project.place, project.plan), project)
    for number in range(3):
        make_service(project, worker, note=f"王奶奶的病情{number}", attendances=10 + number)
    make_change(project, cast.agency, status="withdrawn", **DECIDED(cast))
    visit = Visit.objects.create(
        project=project, on=date(2018, 9, 1), visitors="县民政局", purpose="=1+1 中期走访"
    )
    finding = Finding.objects.create(visit=visit, kind="problem", severity="minor", text="档案不全")
    make_attachment(finding, cast.county, name="现场.png")
    FollowUp.objects.create(
        finding=finding,
        what="补齐档案",
        agency=project.agency,
        due=date(2018, 10, 1),
        done_on=date(2018, 9, 20),
        done_by=cast.agency,
        result="已补齐",
    )
    SatisfactionSurvey.objects.create(
        project=project, on=date(2019, 3, 1), method="paper", handed_out=60, valid=57, satisfied=55
    )
    ready_to_close(project, cast)
    Rectification.objects.create(
        evaluation=project.evaluations.get(),
        what="完善台账",
        due=date(2019, 7, 1),
        issued_on=date(2019, 6, 11),
        accepted_on=date(2019, 6, 30),
    )
    return end_project(project, "closed")


def DECIDED(cast) -> dict:
    return {"decided_by": cast.agency, "decided_at": timezone.now()}
