"""What belongs to the demo, table by table, in the order in which it can go."""

from typing import Any

from django.db.models import Q, QuerySet

from projects.agencies.models import Agency, AgencyField, FactChange, Inspection, Listing
from projects.attachments.models import Attachment
from projects.audit.models import Access
from projects.closing.models import ArchivePackage, Waiver
from projects.delivery.models import (
    Attendance,
    Beneficiary,
    CaseFile,
    Correction,
    GroupMember,
    MonthMove,
    MonthReport,
    Person,
    ServiceGroup,
    ServiceRecord,
    ServiceRule,
)
from projects.demo.triage import RECEIPT
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
from projects.filing.models import Filing, FilingStep, Round, RoundRule
from projects.funding.models import (
    Allocation,
    Amendment,
    BankLine,
    BankUnmatch,
    Budget,
    Commitment,
    Disbursement,
    Expenditure,
    Refund,
    Settlement,
    Source,
    SpendingRule,
    Tranche,
    TranchePlan,
    Transfer,
)
from projects.imports.models import HeaderMapping, ImportedRow, Upload
from projects.jobs.models import Job
from projects.needs.models import Decision, Need, ResidentReport
from projects.packages.models import Package, Part
from projects.partnerships.models import Dispatch, DispatchMember, Exchange, Pairing
from projects.pilots.models import (
    ActionPlan,
    Adoption,
    Assignment,
    BudgetLine,
    ChangeRequest,
    Contract,
    FieldComment,
    FormerSite,
    Indicator,
    IndicatorValue,
    Move,
    Objection,
    PartnerDepartment,
    Partnership,
    Project,
    PublicNotice,
    PurchaseRule,
    Quota,
    Site,
)
from projects.reports.models import ReportRun, ReportSchedule
from projects.workers.models import Certificate, Honour, Registration, SocialWorker, Statistic

OF_DEMO = Q(created_by__is_demo=True)
# Residents sign nothing: their reports are the demo's where it made them or its people decided.
NEEDS_OF_DEMO = (
    OF_DEMO
    | Q(report__receipt__startswith=RECEIPT)
    | Q(created_by=None, decisions__by__is_demo=True)
)


def jobs_of_demo() -> QuerySet[Job]:
    """The jobs that made reports and archives of the demo, or were started by its people."""
    about = Q(report_run__plan__is_demo=True) | Q(
        archive_package__project__created_by__is_demo=True
    )
    return Job.objects.filter(about | OF_DEMO)


def rows_of_demo() -> list[QuerySet[Any]]:
    """What goes, in an order in which nothing is left pointing at what went before."""
    runs = ReportRun.objects.filter(Q(plan__is_demo=True) | OF_DEMO)
    schedules = ReportSchedule.objects.filter(Q(plan__is_demo=True) | OF_DEMO)
    rounds = Round.objects.filter(Q(plan__is_demo=True) | OF_DEMO)
    # Read now: once the runs are gone, nothing says any more that a job was theirs.
    jobs = Job.objects.filter(pk__in=list(jobs_of_demo().values_list("pk", flat=True)))
    projects = Project.objects.filter(OF_DEMO)
    records = ServiceRecord.everything.filter(OF_DEMO)
    plans = ActionPlan.objects.filter(Q(is_demo=True) | OF_DEMO)
    needs = list(Need.objects.filter(NEEDS_OF_DEMO).values_list("pk", flat=True))
    kept = (
        *(Project, Assignment, Contract, PurchaseRule, Budget, SpendingRule),
        *(ServiceRecord, ServiceRule, CaseFile, ServiceGroup, Beneficiary),
        *(Need, SocialWorker, Honour, Agency),
    )
    return [
        Access.objects.filter(user__is_demo=True),
        Attachment.objects.filter(OF_DEMO),
        ArchivePackage.objects.filter(project__in=projects),
        Waiver.objects.filter(project__in=projects),
        Settlement.objects.filter(project__in=projects),
        Settlement.history.filter(project__in=projects),
        *(model.history.filter(OF_DEMO) for model in kept),
        Part.objects.filter(run__in=runs),
        Package.objects.filter(Q(plan__is_demo=True) | OF_DEMO),
        FilingStep.objects.filter(filing__round__in=rounds),
        Filing.objects.filter(round__in=rounds),
        rounds,
        RoundRule.objects.filter(Q(plan__is_demo=True) | OF_DEMO),
        RoundRule.history.filter(Q(plan__is_demo=True) | OF_DEMO),
        runs,
        ReportSchedule.readers.through.objects.filter(reportschedule__in=schedules),
        schedules,
        ReportSchedule.history.filter(Q(plan__is_demo=True) | OF_DEMO),
        Upload.objects.filter(OF_DEMO),
        HeaderMapping.objects.filter(OF_DEMO),
        ImportedRow.objects.filter(
            kind="needs", record_id__in=Need.objects.filter(OF_DEMO).values("pk")
        ),
        jobs,
        *_evaluation(projects),
        ServiceRecord.assistants.through.objects.filter(servicerecord__in=records),
        Attendance.objects.filter(record__in=records),
        # A month that was handed in keeps its services: it goes first.
        Correction.objects.filter(report__project__in=projects),
        MonthMove.objects.filter(report__project__in=projects),
        MonthReport.objects.filter(project__in=projects),
        records,
        ServiceRule.objects.filter(OF_DEMO),
        *_work(),
        *_partnerships(),
        *_ledger(projects),
        Assignment.objects.filter(OF_DEMO),
        FieldComment.objects.filter(move__project__in=projects),
        ChangeRequest.objects.filter(project__in=projects),
        BudgetLine.objects.filter(project__in=projects),
        *_planned(projects),
        Contract.communities.through.objects.filter(contract__project__in=projects),
        Contract.objects.filter(project__in=projects),
        Objection.objects.filter(notice__project__in=projects),
        PublicNotice.objects.filter(project__in=projects),
        PurchaseRule.objects.filter(OF_DEMO),
        Move.objects.filter(project__in=projects),
        FormerSite.objects.filter(project__in=projects),
        Site.objects.filter(project__in=projects),
        Adoption.objects.filter(project__in=projects),
        projects,
        Decision.objects.filter(need__in=needs),
        ResidentReport.objects.filter(need__in=needs),
        Need.history.filter(id__in=needs),
        Need.objects.filter(pk__in=needs),
        *(model.objects.filter(OF_DEMO) for model in (Honour, Statistic)),
        Certificate.objects.filter(worker__created_by__is_demo=True),
        Registration.objects.filter(worker__created_by__is_demo=True),
        SocialWorker.objects.filter(OF_DEMO),
        *(
            rows.objects.filter(agency__created_by__is_demo=True)
            for rows in (Listing, Inspection, FactChange, AgencyField, Agency.service_area.through)
        ),
        Agency.objects.filter(OF_DEMO),  # their staff go next, with the other users
        Quota.history.filter(plan__in=plans),
        Quota.objects.filter(plan__in=plans),
        ActionPlan.history.filter(Q(is_demo=True) | OF_DEMO),
        plans,
        PartnerDepartment.history.filter(OF_DEMO),
        PartnerDepartment.objects.filter(OF_DEMO),
    ]


def _ledger(projects: QuerySet[Project]) -> list[QuerySet[Any]]:
    """The money of the demo, entries from the last of the chain to the first."""
    tranches = Tranche.objects.filter(plan__contract__project__in=projects)
    last = (BankUnmatch, BankLine, Refund, Expenditure, Disbursement)
    return [
        *(model.objects.filter(OF_DEMO) for model in last),
        Tranche.history.filter(id__in=tranches.values("pk")),
        tranches,
        *(model.objects.filter(OF_DEMO) for model in (TranchePlan, Commitment, Allocation)),
        Source.objects.filter(project__in=projects),
        *(model.objects.filter(OF_DEMO) for model in (Transfer, Amendment, Budget, SpendingRule)),
    ]


def _work() -> list[QuerySet[Any]]:
    """Cases, groups and the register of the demo, and the people whom no other register knows."""
    entries = Beneficiary.objects.filter(OF_DEMO)
    people = Person.objects.filter(entries__in=entries)
    elsewhere = Person.objects.filter(entries__in=Beneficiary.objects.exclude(OF_DEMO))
    # Read now: once the entries are gone, nothing says any more whose they were.
    known = list(people.exclude(pk__in=elsewhere).values_list("pk", flat=True))
    return [
        GroupMember.objects.filter(group__created_by__is_demo=True),
        CaseFile.objects.filter(OF_DEMO),
        ServiceGroup.objects.filter(OF_DEMO),
        entries,
        Person.objects.filter(pk__in=known),
    ]


def _partnerships() -> list[QuerySet[Any]]:
    """Pairings with what was sent in them, exchanges, and the history of all."""
    of_demo = {"dispatch__pairing__created_by__is_demo": True}
    return [
        DispatchMember.history.filter(**of_demo),
        DispatchMember.objects.filter(**of_demo),
        *(model.history.filter(OF_DEMO) for model in (Dispatch, Pairing, Exchange)),
        Dispatch.objects.filter(pairing__created_by__is_demo=True),
        *(model.objects.filter(OF_DEMO) for model in (Pairing, Exchange)),
    ]


def _planned(projects: QuerySet[Project]) -> list[QuerySet[Any]]:
    """The indicators of demo projects with their values, the departments on them, and their history."""
    return [
        IndicatorValue.history.filter(indicator__project__in=projects),
        IndicatorValue.objects.filter(indicator__project__in=projects),
        Indicator.history.filter(project__in=projects),
        Indicator.objects.filter(project__in=projects),
        Partnership.history.filter(project__in=projects),
        Partnership.objects.filter(project__in=projects),
    ]


def _evaluation(projects: QuerySet[Project]) -> list[QuerySet[Any]]:
    """What was judged about the demo's projects, and the sheets of its officials."""
    sheets = ScoreSheet.objects.filter(OF_DEMO)
    evaluations = Evaluation.objects.filter(Q(project__in=projects) | Q(sheet__in=sheets))
    visits = Visit.objects.filter(project__in=projects)
    surveys = SatisfactionSurvey.objects.filter(project__in=projects)
    return [
        Visit.history.filter(project__in=projects),
        SatisfactionSurvey.history.filter(project__in=projects),
        surveys,
        FollowUp.objects.filter(finding__visit__in=visits),
        Finding.objects.filter(visit__in=visits),
        visits,
        Reply.objects.filter(rectification__evaluation__in=evaluations),
        Rectification.objects.filter(evaluation__in=evaluations),
        Score.objects.filter(filled__evaluation__in=evaluations),
        FilledSheet.objects.filter(evaluation__in=evaluations),
        Panelist.objects.filter(evaluation__in=evaluations),
        evaluations,
        Criterion.objects.filter(sheet__in=sheets),
        sheets.filter(replaces__isnull=False),
        sheets,
    ]
