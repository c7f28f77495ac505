"""A small piece of Fujian with people and records in it.

The codes and names are real (2018), the people and what they did are not. "Own" is 闽侯, which has
villages and communities; "sibling" is 鼓楼, another county of the same city; "other" is 梅列 in
another city; 平潭 has a Fuzhou code and is a line of its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone
from PIL import Image

from projects.accounts.models import User
from projects.agencies.models import Agency, Listing
from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.closing.models import ArchivePackage
from projects.common.encryption import keyed_hash
from projects.common.roles import Role
from projects.common.service_fields import ServiceField
from projects.delivery.actions import recount
from projects.delivery.models import (
    Beneficiary,
    CaseFile,
    GroupMember,
    Person,
    ServiceGroup,
    ServiceRecord,
    ServiceRule,
)
from projects.delivery.totals import cell_of
from projects.exports.actions import start_export
from projects.exports.models import Export
from projects.filing.actions import submit_filing
from projects.filing.calling import set_rule
from projects.filing.models import Filing, Round, RoundRule
from projects.funding.models import Allocation, Budget, Source, Transfer
from projects.imports.actions import start_upload
from projects.imports.models import Upload
from projects.jobs import files
from projects.jobs.models import Job
from projects.needs.actions.reports import new_receipt
from projects.needs.models import Need, ResidentReport
from projects.packages.actions import start_package
from projects.packages.models import Package
from projects.pilots.models import (
    ActionPlan,
    Assignment,
    ChangeRequest,
    Contract,
    Indicator,
    IndicatorValue,
    Move,
    Objection,
    PartnerDepartment,
    Partnership,
    Project,
    PublicNotice,
    PurchaseMethod,
    PurchaseRule,
    Site,
)
from projects.places.models import Place
from projects.reports.models import ReportRun, ReportSchedule
from projects.reports.scheduling import make_schedule
from projects.workers.models import Honour, SocialWorker, Statistic
from tests.records import (
    AgencyFactory,
    BudgetFactory,
    NeedFactory,
    PlanFactory,
    ProjectFactory,
    UserFactory,
    WorkerFactory,
    id_number,
)

PASSWORD = "a-long-word-of-passage"

# name in Python, code, name, level, kind
TREE = (
    ("fujian", "350000000000", "福建省", "province", "province"),
    ("fuzhou", "350100000000", "福州市", "city", "prefecture"),
    ("gulou", "350102000000", "鼓楼区", "county", "district"),
    ("gudong", "350102001000", "鼓东街道", "township", "subdistrict"),
    ("zhongshan", "350102001001", "中山社区", "village", "community"),
    ("qingcheng", "350102001002", "庆城社区", "village", "community"),
    ("minhou", "350121000000", "闽侯县", "county", "county"),
    ("ganzhe", "350121001000", "甘蔗街道", "township", "subdistrict"),
    ("fulong", "350121001001", "福龙社区", "village", "community"),
    ("qingqi", "350121001201", "青岐村委会", "village", "village"),
    ("baisha", "350121101000", "白沙镇", "township", "town"),
    ("yuntouling", "350121101003", "云头岭社区", "village", "community"),
    ("baishacun", "350121101201", "白沙村委会", "village", "village"),
    ("pingtan", "350128000000", "平潭县", "county", "county"),
    ("liushui", "350128102000", "流水镇", "township", "town"),
    ("liushuicun", "350128102201", "流水村委会", "village", "village"),
    ("sanming", "350400000000", "三明市", "city", "prefecture"),
    ("meilie", "350402000000", "梅列区", "county", "district"),
    ("liedong", "350402001000", "列东街道", "township", "subdistrict"),
    ("jiangbin", "350402001001", "江滨社区居民委员会", "village", "community"),
    ("yilu", "350402001002", "一路社区居民委员会", "village", "community"),
)
ALONE = "平潭综合实验区"
# Where the people of "own", "sibling" and "other" sit: city, county, community.
CORNERS = {
    "own": ("fuzhou", "minhou", "fulong"),
    "sibling": ("fuzhou", "gulou", "zhongshan"),
    "other": ("sanming", "meilie", "jiangbin"),
}


def make_places() -> SimpleNamespace:
    """The tree as ``places.minhou`` and so on; ``places.own/sibling/other`` are the three counties."""
    made: dict[str, Place] = {}
    by_code: dict[str, Place] = {}
    for key, code, name, level, kind in TREE:
        digits = {"city": 2, "county": 4, "township": 6, "village": 9}.get(level)
        parent = by_code[code[:digits].ljust(12, "0")] if digits else None
        reports_as = ALONE if key == "pingtan" else ""
        made[key] = by_code[code] = Place.objects.create(
            code=code, name=name, level=level, kind=kind, parent=parent, reports_as=reports_as
        )
    corners = {corner: made[county] for corner, (_, county, _) in CORNERS.items()}
    return SimpleNamespace(**made, **corners)


def merge_meilie(places: SimpleNamespace) -> Place:
    """三元区 350404, which took over 梅列区 in 2021."""
    sanyuan = Place.objects.create(
        code="350404000000",
        name="三元区",
        level="county",
        kind="district",
        parent=places.sanming,
        valid_from=date(2021, 2, 1),
    )
    places.meilie.valid_to = sanyuan.valid_from
    places.meilie.successor = sanyuan
    places.meilie.save()
    return sanyuan


def make_user(role: str, **fields: Any) -> User:
    """A user; pass ``password=PASSWORD`` for one who signs in by the form."""
    return UserFactory(role=role, **fields)


def make_agency(place: Place, **fields: Any) -> Agency:
    """An agency registered at ``place``."""
    return AgencyFactory(place=place, **fields)


def list_agency(agency: Agency, since: date, until: date | None = None) -> Listing:
    """Puts ``agency`` on the list of abnormal activity."""
    return Listing.objects.create(
        agency=agency, kind=Listing.Kind.ABNORMAL, listed_on=since, removed_on=until
    )


def make_worker(place: Place, agency: Agency | None = None, **fields: Any) -> SocialWorker:
    """A certified social worker of a county; ``certified__never=True`` for one who is not."""
    return WorkerFactory(place=place, agency=agency, **fields)


def make_statistic(place: Place, value: int | None, **fields: Any) -> Statistic:
    """A published figure: the residents of ``place`` at the end of 2018, unless ``fields`` say so."""
    usual = {
        "measure": Statistic.Measure.POPULATION,
        "as_of": date(2018, 12, 31),
        "source": "福建统计年鉴2019",
        "published_on": date(2019, 9, 1),
    }
    if "as_of" in fields:
        usual["published_on"] = max(fields["as_of"], date(2019, 9, 1))
    return Statistic.objects.create(place=place, value=value, **{**usual, **fields})


def make_honour(place: Place, worker: SocialWorker | None = None, **fields: Any) -> Honour:
    """An honour of the second batch, of ``worker`` or of somebody outside the register."""
    usual = {
        "batch": 2,
        "year": 2018,
        "amount": Decimal(100_000),
        "document_number": "闽民〔2018〕1号",
    }
    name = "" if worker else "王外人"
    return Honour.objects.create(place=place, worker=worker, **{**usual, "name": name, **fields})


def make_plan(place: Place, **fields: Any) -> ActionPlan:
    """The plan of the province ``place``."""
    return PlanFactory(place=place, **fields)


def make_need(place: Place, **fields: Any) -> Need:
    """A need of the village or community ``place``."""
    return NeedFactory(place=place, **fields)


DAY_OF = {
    "approved": date(2018, 3, 20),
    "started": date(2018, 4, 1),
    "suspended": date(2018, 4, 20),
    "terminated": date(2018, 5, 1),
    "finished": date(2019, 5, 20),
    "closed": date(2019, 8, 1),
    "archived": date(2019, 9, 1),
}
FINISHED = ("approved", "started", "finished")
# The days that a project of each status has.
DAYS: dict[str, tuple[str, ...]] = {
    "approved": ("approved",),
    "notice": ("approved",),
    "contracting": ("approved",),
    "running": ("approved", "started"),
    "suspended": ("approved", "started", "suspended"),
    "final_evaluation": FINISHED,
    "settlement": FINISHED,
    "closed": (*FINISHED, "closed"),
    "archived": (*FINISHED, "closed", "archived"),
    "terminated": ("approved", "terminated"),
}


def make_report(place: Place, **fields: Any) -> ResidentReport:
    """A need of ``place`` that a resident has reported, with her contact."""
    need = make_need(place, status=Need.Status.REPORTED, source=Need.Source.RESIDENT, **fields)
    return ResidentReport.objects.create(
        need=need, receipt=new_receipt(), contact_name="张小红", contact_phone="13850001234"
    )


def make_project(
    county: Place,
    *,
    agency: Agency,
    plan: ActionPlan,
    sites: tuple[Place, ...] = (),
    needs: tuple[Need, ...] = (),
    status: str = "draft",
    lead: SocialWorker | None = None,
    **fields: Any,
) -> Project:
    """A project of ``county`` in any status, with the dates that the status asks for.

    Without ``sites`` it works in the county's first village; without ``needs`` it adopts one there.
    """
    for day in DAYS.get(status, ()):
        fields.setdefault(f"{day}_on", DAY_OF[day])
    project = ProjectFactory(place=county, agency=agency, plan=plan, status=status, **fields)
    sites = sites or (Place.objects.below(county).villages().first(),)
    Site.objects.bulk_create(Site(project=project, place=site) for site in sites)
    project.needs.set(needs or (make_need(sites[0], status=Need.Status.ADOPTED),))
    if lead:
        make_assignment(project, lead)
    return project


def end_project(project: Project, status: str) -> Project:
    """Puts ``project`` into a later status, with the days that the status asks for."""
    for day in DAYS[status]:
        if getattr(project, f"{day}_on") is None:
            setattr(project, f"{day}_on", DAY_OF[day])
    project.status = status
    project.save()
    return project


def make_assignment(project: Project, worker: SocialWorker, **fields: Any) -> Assignment:
    """``worker`` leads ``project`` from its planned start, unless ``fields`` say otherwise."""
    fields = {"role": Assignment.Role.LEAD, "starts": project.starts, **fields}
    return Assignment.objects.create(project=project, worker=worker, **fields)


def make_indicator(project: Project, **fields: Any) -> Indicator:
    """From 0 to 200 people, by sex, unless ``fields`` say otherwise."""
    fields = {
        "name": f"结对帮扶的留守儿童{Indicator.objects.count() + 1}",
        "unit": Indicator.Unit.PEOPLE,
        "baseline": Decimal(0),
        "target": Decimal(200),
        "dimension": Indicator.Dimension.SEX,
        **fields,
    }
    return Indicator.objects.create(project=project, **fields)


def make_partnership(project: Project, department: PartnerDepartment, **fields: Any) -> Partnership:
    """``department`` takes part in ``project`` from its planned start."""
    fields = {"contribution": "选派青年志愿者", "since": project.starts, **fields}
    return Partnership.objects.create(project=project, department=department, **fields)


def make_value(indicator: Indicator, by: User | None = None, **fields: Any) -> IndicatorValue:
    """50 people on 2018-06-30, unless ``fields`` say otherwise."""
    fields = {
        "as_of": date(2018, 6, 30),
        "actual": Decimal(50),
        "parts": {"female": "30", "male": "20"},
        "source": "服务记录",
        **fields,
    }
    return IndicatorValue.objects.create(indicator=indicator, created_by=by, **fields)


def make_change(project: Project, by: User, **fields: Any) -> ChangeRequest:
    """``by`` asks for three more weeks, which the county decides, unless ``fields`` say otherwise."""
    later = project.ends + timedelta(days=21)
    return ChangeRequest.objects.create(
        **{
            "number": f"{project.number}-B{ChangeRequest.objects.count() + 1:02d}",
            "project": project,
            "kind": "dates",
            "before": {"ends": project.ends.isoformat()},
            "after": {"ends": later.isoformat()},
            "reason": "春节期间服务顺延",
            "decider": Role.COUNTY,
            "created_by": by,
            **fields,
        }
    )


def make_move(project: Project, by: User, **fields: Any) -> Move:
    """A move of ``project`` by ``by``: submitted from draft, unless ``fields`` say otherwise."""
    fields = {"name": "submit", "from_status": "draft", "to_status": "county_check", **fields}
    return Move.objects.create(project=project, by=by, at=timezone.now(), **fields)


def make_notice(project: Project, by: User | None = None, **fields: Any) -> PublicNotice:
    """A public notice of ``project`` that has been over since March 2018."""
    fields = {
        "starts": date(2018, 3, 21),
        "ends": date(2018, 3, 27),
        "text": f"拟立项：{project.name}",
        "authority": "福建省民政厅",
        "phone": "0591-87654321",
        **fields,
    }
    return PublicNotice.objects.create(project=project, created_by=by, **fields)


def make_objection(notice: PublicNotice, **fields: Any) -> Objection:
    """An objection that nobody has answered yet."""
    fields = {"name": "陈示例", "phone": "13800000000", "text": "服务地点不清楚。", **fields}
    key = uuid4()
    return Objection.objects.create(
        notice=notice, submission_key=key, receipt=f"YY-{key.hex[:12]}", **fields
    )


def make_rule(place: Place, **fields: Any) -> PurchaseRule:
    """A purchase rule of 2018: direct commission below 100,000, open tender from 1,000,000 yuan."""
    fields = {
        "year": 2018,
        "direct_below": Decimal("100000.00"),
        "tender_from": Decimal("1000000.00"),
        "document": "闽财购〔2018〕5号",
        **fields,
    }
    return PurchaseRule.objects.create(place=place, **fields)


def make_contract(project: Project, **fields: Any) -> Contract:
    """The contract of ``project`` with its agency; the county buys, its sites are parties."""
    fields = {
        "number": f"HT-{project.pk}",
        "purchaser": f"{project.place}民政局",
        "place": project.place,
        "agency": project.agency,
        "method": PurchaseMethod.CONSULTATION,
        "amount": Decimal("120000.00"),
        "signed_on": date(2018, 3, 29),
        "starts": date(2018, 4, 1),
        "ends": date(2019, 3, 31),
        **fields,
    }
    contract = Contract.objects.create(project=project, **fields)
    contract.communities.set([site.place_id for site in project.sites.all()])
    return contract


def make_budget(place: Place, plan: ActionPlan, **fields: Any) -> Budget:
    """A budget line that ``place`` pays at its own level for ``plan``."""
    return BudgetFactory(
        plan=plan, **{"place": place, "holder": place, "level": place.level, **fields}
    )


def make_transfer(line: Budget, place: Place, amount: str = "5000.00") -> Transfer:
    """Money of ``line`` handed down to ``place``, with the amounts of both lines moved."""
    money = Decimal(amount)
    kept = {name: getattr(line, name) for name in ("plan", "level", "nature", "year")}
    target = make_budget(line.place, amount=money, holder=place, parent=line, **kept)
    Budget.objects.filter(pk=line.pk).update(transferred=F("transferred") + int(money * 100))
    line.refresh_from_db()
    return Transfer.objects.create(
        number=f"T2018-{Transfer.objects.count() + 1:05d}",
        budget=line,
        target=target,
        amount=money,
        day=date(2018, 4, 10),
    )


def make_allocation(budget: Budget, project: Project, amount: str = "10000.00") -> Allocation:
    """An allocation with the running totals moved, as the action does it."""
    money = Decimal(amount)
    source, _made = Source.objects.get_or_create(project=project, budget=budget)
    for record in (budget, project, source):
        rows = type(record).objects.filter(pk=record.pk)
        rows.update(allocated=F("allocated") + int(money * 100))
        record.refresh_from_db()
    return Allocation.objects.create(
        number=f"A2018-{Allocation.objects.count() + 1:05d}",
        budget=budget,
        project=project,
        amount=money,
        day=date(2018, 4, 15),
    )


def make_service(project: Project, *workers: SocialWorker, **fields: Any) -> ServiceRecord:
    """A group session at the project's first site; the first worker is in charge.

    ``came`` are people of the register. The totals of the month count it.
    """
    came = fields.pop("came", ())
    lead, *others = workers or (make_worker(project.place, project.agency),)
    place = fields.pop("place", None) or project.sites.select_related("place").first().place
    record = ServiceRecord.objects.create(
        **{
            "number": f"S2018-{ServiceRecord.objects.count() + 1:05d}",
            "project": project,
            "method": ServiceRecord.Method.GROUP,
            "date": date(2018, 5, 10),
            "hours": Decimal("2.0"),
            "place": place,
            "lead": lead,
            "county_code": place.code[:6].ljust(12, "0"),
            "attendances": 25,
            **fields,
        }
    )
    record.assistants.set(others)
    record.beneficiaries.set(came)
    recount([cell_of(record)])
    return record


def make_service_rule(place: Place, **fields: Any) -> ServiceRule:
    """A rule of ``place`` that refuses nothing and warns of everything, unless ``fields`` say so."""
    names = ("overlap", "off_site", "off_dates", "long_hours")
    return ServiceRule.objects.create(place=place, **{**dict.fromkeys(names, "warn"), **fields})


def make_beneficiary(agency: Agency, place: Place, **fields: Any) -> Beneficiary:
    """An elder of the register of ``agency``; ``person`` for somebody whom another one knows too."""
    number = Beneficiary.objects.count() + 1
    fields = {
        "number": f"DX-{number:07d}",
        "name": "林秀英",
        "id_number": id_number(number),
        "sex": Beneficiary.Sex.FEMALE,
        "born_on": date(1950, 3, 7),
        "groups": [Need.TargetGroup.LEFT_ELDERS],
        "consent_on": date(2018, 4, 1),
        **fields,
    }
    if "person" not in fields:
        hashed = keyed_hash(fields["id_number"]) if fields["id_number"] else None
        fields["person"] = (
            Person.objects.get_or_create(id_hash=hashed)[0] if hashed else (Person.objects.create())
        )
    return Beneficiary.objects.create(agency=agency, place=place, **fields)


def make_case(project: Project, worker: SocialWorker, **fields: Any) -> CaseFile:
    """An open case of ``project`` since May 2018, of somebody new unless ``fields`` name her."""
    if "beneficiary" not in fields:
        village = project.sites.select_related("place").first().place
        fields["beneficiary"] = make_beneficiary(project.agency, village)
    day = fields.get("opened_on", date(2018, 5, 2))
    return CaseFile.objects.create(
        **{
            "number": f"GA-2018-{CaseFile.objects.count() + 1:07d}",
            "project": project,
            "worker": worker,
            "field": ServiceField.ELDERS,
            "opened_on": day,
            "consent_on": day,
            "intake": "独居，子女在外务工",
            **fields,
        }
    )


def make_group(
    project: Project, worker: SocialWorker, *members: Beneficiary, **fields: Any
) -> ServiceGroup:
    """A group of eight sessions since May 2018, with ``members`` from its first day."""
    number = ServiceGroup.objects.count() + 1
    group = ServiceGroup.objects.create(
        **{
            "number": f"XZ-2018-{number:07d}",
            "project": project,
            "worker": worker,
            "name": f"互助小组{number}",
            "kind": ServiceGroup.Kind.SUPPORT,
            "field": ServiceField.ELDERS,
            "planned_sessions": 8,
            "opened_on": date(2018, 5, 2),
            **fields,
        }
    )
    for member in members:
        GroupMember.objects.create(group=group, beneficiary=member, joined_on=group.opened_on)
    return group


def make_attachment(owner: Any, by: User, **fields: Any) -> Attachment:
    """A small photograph of ``owner`` that ``by`` attached."""
    fields = {"content": picture_bytes(), "name": "现场.png", "kind": "photo", **fields}
    upload = SimpleUploadedFile(fields["name"], fields["content"])
    return attach(owner=owner, upload=upload, kind=fields["kind"], by=by)


def make_archive_package(project: Project, by: User) -> ArchivePackage:
    """A package with nothing in it, as if a worker had made it."""
    path = f"archives/{project.number}.zip"
    with files.written(path) as file:
        file.write(b"PK")
    job = Job.objects.create(
        task="closing.archive", created_by=by, status=Job.Status.DONE, file=path
    )
    return ArchivePackage.objects.create(
        project=project, job=job, created_by=by, sha256="0" * 64, size=2, files=1
    )


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (32, 24), **how: Any) -> bytes:
    """A plain picture."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def make_report_run(plan: ActionPlan, place: Place, by: User, **fields: Any) -> ReportRun:
    """A run of the coverage report that still waits for its worker."""
    job = Job.objects.create(task="reports.run", created_by=by)
    return ReportRun.objects.create(
        **{"plan": plan, "place": place, "as_of": date(2018, 12, 31), "job": job, **fields},
        created_by=by,
    )


def make_report_schedule(plan: ActionPlan, place: Place, by: User, **fields: Any) -> ReportSchedule:
    """The coverage report of ``place`` after each month, on the fifth at seven."""
    readers = fields.pop("readers", ())
    return make_schedule(
        by=by, plan=plan, place=place, readers=readers, **{"report": "coverage", **fields}
    )


def make_filing(place: Place, plan: ActionPlan, by: User, **fields: Any) -> Filing:
    """What ``place`` files of the year 2018: a draft, or with ``status`` and what goes with it."""
    year = {"report": "coverage", "plan": plan, "period": "year", "since": date(2018, 1, 1)}
    days = {"county_due": date(2019, 1, 10), "city_due": date(2019, 1, 20)}
    asked, _made = Round.objects.get_or_create(
        **year, defaults={"until": date(2018, 12, 31), "created_by": by, **days}
    )
    city = None if place.level == "city" or place.reports_as else place.parent
    due = asked.county_due if city else asked.city_due
    return Filing.objects.create(
        **{"round": asked, "place": place, "city": city, "due": due, **fields}
    )


def make_round_rule(plan: ActionPlan, by: User, **fields: Any) -> RoundRule:
    """The coverage report of ``plan`` after each quarter: 10 days for counties, 20 for cities."""
    asked = {"report": "coverage", "plan": plan, "period": "quarter", **fields}
    return RoundRule.objects.filter(**asked).first() or set_rule(by=by, **asked)


def make_handed_up(filing: Filing, run: ReportRun, by: User) -> Filing:
    """The filing, handed up with the run that was made for it."""
    Filing.objects.filter(pk=filing.pk).update(run=run)
    return submit_filing(
        filing_id=filing.pk, by=by, head="陈局长", reviewer="林科长", maker="黄干事", reason="另报"
    )


def make_export_of(by: User, name: str = "need_list", query: str = "") -> Export:
    """A list that ``by`` has asked for as a workbook, and that still waits for its worker."""
    return start_export(by=by, name=name, query=query, file_format="xlsx")


def make_bundle(plan: ActionPlan, place: Place, by: User) -> Package:
    """A package of the coverage table that still waits for its workers."""
    asked = {"plan": plan, "place": place, "as_of": date(2018, 12, 31), "reports": ["coverage"]}
    return start_package(by=by, **asked)


def make_upload(by: User, content: bytes = b"a,b\n", **fields: Any) -> Upload:
    """A spreadsheet of needs that ``by`` has sent in and that still waits to be checked."""
    fields = {"kind": "needs", "name": "needs.csv", "good_rows_only": False, **fields}
    return start_upload(by=by, content=content, **fields)


@dataclass
class Cast:
    """Users of every role in three places, by name: ``cast.county``, ``cast.sibling_clerk``, …

    Each of the corners own, sibling and other has a city, county, clerk, evaluator, auditor and
    agency user (the own ones also without the prefix); province and sysadmin are there once.
    """

    own_city: User
    own_county: User
    own_clerk: User
    own_agency: User
    own_evaluator: User
    own_auditor: User
    sibling_city: User
    sibling_county: User
    sibling_clerk: User
    sibling_agency: User
    sibling_evaluator: User
    sibling_auditor: User
    other_city: User
    other_county: User
    other_clerk: User
    other_agency: User
    other_evaluator: User
    other_auditor: User
    province: User
    sysadmin: User
    pingtan_city: User

    def __getattr__(self, name: str) -> User:
        if name in ("city", "county", "clerk", "agency", "evaluator", "auditor"):
            return getattr(self, f"own_{name}")
        raise AttributeError(name)


def make_cast(places: SimpleNamespace, password: str | None = None) -> Cast:
    """Everybody, with readable user names such as ``own_clerk``.

    The sibling's and the own city official are two people of the same city; evaluators and auditors are
    bound to their county.
    """

    def person(username: str, role: str, **fields: Any) -> User:
        return make_user(role, username=username, name=username, password=password, **fields)

    people = {
        "province": person("province", Role.PROVINCE, place=places.fujian),
        "sysadmin": person("sysadmin", Role.SYSADMIN),
        "pingtan_city": person("pingtan_city", Role.CITY, place=places.pingtan),
    }
    for corner, keys in CORNERS.items():
        city, county, village = (getattr(places, key) for key in keys)
        sits = {"city": city, "clerk": village, "county": county}
        sits |= {"evaluator": county, "auditor": county}
        for role, place in sits.items():
            people[f"{corner}_{role}"] = person(f"{corner}_{role}", role, place=place)
        agency = make_agency(county)
        people[f"{corner}_agency"] = person(f"{corner}_agency", Role.AGENCY, agency=agency)
    return Cast(**people)
