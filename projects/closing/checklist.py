"""The closing checklist: what a project must have before it is closed, read from the rooms below.

Nothing of it is stored but the waivers: each item is worked out when the page is opened, and once
more under the project's lock when it is closed.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.attachments.models import Attachment
from projects.closing.models import Waiver
from projects.delivery.models import Correction, MonthReport, ServiceRecord
from projects.evaluation.models import Evaluation, FollowUp, Rectification
from projects.funding.models import Settlement, Source
from projects.pilots.models import ChangeRequest, Contract, IndicatorValue, Project

# The documents that close a project, by kind of attachment.
DOCUMENTS = (
    Attachment.Kind.FINAL_REPORT,
    Attachment.Kind.SETTLEMENT,
    Attachment.Kind.AUDIT,
)
DONE, MISSING, WAIVED, NOTE = "done", "missing", "waived", "note"


class Item(NamedTuple):
    """One item: ``state`` is done, missing, waived or note (to be known, no hindrance).

    ``found`` says what there is, ``todo`` what to do about it, ``url`` where.
    """

    key: str
    label: str
    state: str
    found: str
    todo: str = ""
    url: str = ""
    waiver: Waiver | None = None

    @property
    def may_be_waived(self) -> bool:
        """Whether the approver may do without it."""
        return self.state == MISSING and self.key in Waiver.Item.values


def checklist(project: Project) -> list[Item]:
    """The items of ``project`` in the order in which they are seen to; a fixed number of queries."""
    waivers = {waiver.item: waiver for waiver in project.waivers.select_related("by")}
    return [
        item._replace(state=WAIVED, waiver=waivers[item.key])
        if item.state == MISSING and item.key in waivers
        else item
        for item in _items(project)
    ]


def blocking(items: list[Item]) -> list[Item]:
    """The items that hold the closing back."""
    return [item for item in items if item.state == MISSING]


def _items(project: Project) -> Iterator[Item]:
    yield _evaluation(project)
    yield _follow_ups(project)
    yield _changes(project)
    yield _corrections(project)
    yield _indicators(project)
    yield _assignments(project)
    yield _contract(project)
    yield from _documents(project)
    yield _balance(project)
    yield _sheets(project)
    yield _months(project)


def _state(is_done: bool) -> str:
    return DONE if is_done else MISSING


def _page(name: str, project: Project) -> str:
    return reverse(name, args=[project.pk])


def _evaluation(project: Project) -> Item:
    """Passed, and none left open, of either kind: nobody scores a project that is closed."""
    made = project.evaluations.exclude(status=Evaluation.Status.WITHDRAWN)
    evaluations = list(made.order_by("concluded_on", "pk"))
    left_open = any(one.is_open for one in evaluations)
    finals = [one for one in evaluations if one.kind == Evaluation.Kind.FINAL and not one.is_open]
    last = finals[-1] if finals else None
    found = _("not concluded yet")
    if last and not left_open:
        found = _("%(band)s, %(points)s points") % {
            "band": last.get_band_display(),
            "points": last.average,
        }
    return Item(
        "evaluation",
        _("Final evaluation"),
        _state(bool(last and last.is_passed and not left_open)),
        found,
        _("Conclude every evaluation, the final one with “passed” or better."),
        _page("project_evaluation", project),
    )


def _follow_ups(project: Project) -> Item:
    actions = FollowUp.objects.waiting().filter(finding__visit__project=project).count()
    orders = Rectification.objects.waiting().filter(evaluation__project=project).count()
    found = [
        ngettext("%(n)s follow-up open", "%(n)s follow-ups open", actions) % {"n": actions},
        ngettext("%(n)s rectification open", "%(n)s rectifications open", orders) % {"n": orders},
    ]
    return Item(
        Waiver.Item.FOLLOW_UPS,
        str(Waiver.Item.FOLLOW_UPS.label),
        _state(not actions and not orders),
        _("none open") if not actions and not orders else "，".join(found),
        _("See to what visits and evaluations asked for."),
        _page("project_evaluation", project),
    )


def _changes(project: Project) -> Item:
    waiting = ChangeRequest.objects.filter(project=project, status=ChangeRequest.Status.ASKED)
    return Item(
        "changes",
        _("Change requests"),
        *_undecided(waiting.count()),
        _("Have the change decided, or take it back."),
        _page("project_changes", project),
    )


def _corrections(project: Project) -> Item:
    """No service of a closed project is corrected, so what waits is decided before."""
    waiting = Correction.objects.filter(report__project=project, status=Correction.Status.ASKED)
    return Item(
        "corrections",
        _("Corrections of confirmed months"),
        *_undecided(waiting.count()),
        _("Have the county accept or refuse them: after the closing they can only be refused."),
        f"{reverse('correction_list')}?q={project.number}&status={Correction.Status.ASKED}",
    )


def _undecided(count: int) -> tuple[str, str]:
    words = ngettext("%(n)s awaits its decision", "%(n)s await their decision", count)
    return _state(not count), words % {"n": count} if count else _("none open")


def _indicators(project: Project) -> Item:
    """A value counts as final from the planned or the real end on, whichever came first."""
    end = min(project.ends, project.finished_on or project.ends)
    finals = IndicatorValue.objects.filter(indicator=OuterRef("pk"), as_of__gte=end)
    has_final = [i.has_final for i in project.indicators.annotate(has_final=Exists(finals))]
    return Item(
        Waiver.Item.INDICATORS,
        str(Waiver.Item.INDICATORS.label),
        _state(all(has_final)),
        _("%(done)s of %(all)s have a value of the end")
        % {"done": sum(has_final), "all": len(has_final)}
        if has_final
        else _("the project has no indicators"),
        _("Record a value as of %(day)s or later.") % {"day": end.isoformat()},
        _page("project_indicators", project),
    )


def _assignments(project: Project) -> Item:
    """An assignment without an end ends with the project; one that says a later day does not."""
    latest = max(project.ends, _today())
    late = project.assignments.filter(ends__gt=latest).select_related("worker")
    names = "、".join(assignment.worker.name for assignment in late)
    return Item(
        Waiver.Item.ASSIGNMENTS,
        str(Waiver.Item.ASSIGNMENTS.label),
        _state(not names),
        _("assigned beyond the project: %(names)s") % {"names": names}
        if names
        else _("all end with the project"),
        _("Let the assignments end with the project."),
        f"{reverse('assignment_list')}?project={project.pk}",
    )


def _contract(project: Project) -> Item:
    contract = Contract.objects.filter(project=project).first()
    return Item(
        Waiver.Item.CONTRACT,
        str(Waiver.Item.CONTRACT.label),
        _state(contract is not None),
        contract.number if contract else _("not recorded"),
        _("Record the contract."),
        _page("project_contract", project),
    )


def _documents(project: Project) -> Iterator[Item]:
    rows = Attachment.objects.of(project).in_force().filter(kind__in=DOCUMENTS).order_by("pk")
    names = {attachment.kind: attachment.name for attachment in rows}
    for kind in DOCUMENTS:
        item = Waiver.Item(kind.value)
        paper = Item(
            item,
            str(item.label),
            _state(kind in names),
            names.get(kind, _("not attached")),
            _("Attach it below."),
            "#documents",
        )
        unstated = kind == Attachment.Kind.SETTLEMENT and _unstated(project)
        yield unstated or paper


def _unstated(project: Project) -> Item | None:
    """What is still to be stated: a project with money states its settlement, after its last entry."""
    sums = Source.objects.filter(project=project).sums()
    settlement = Settlement.objects.filter(project=project).first()
    if not any(sums.values()) or (settlement and settlement.agrees_with(sums)):
        return None
    return Item(
        Waiver.Item.SETTLEMENT,
        str(Waiver.Item.SETTLEMENT.label),
        MISSING,
        _("money has moved since it was stated") if settlement else _("not stated"),
        _("State the settlement."),
        _page("project_settlement", project),
    )


def _balance(project: Project) -> Item:
    """What was paid was spent or went back; what was allocated was paid or released."""
    sums = Source.objects.filter(project=project).sums()
    held = sums["paid"] - sums["spent"] - sums["returned"]
    unpaid = sums["allocated"] - sums["paid"]
    found, todo = _("nothing is left"), ""
    if held:
        found = _("the agency still holds money")
        todo = _("Enter what was spent; what is left goes back to who paid it.")
    elif unpaid:
        found = _("money was allocated and not paid")
        todo = _("Pay it, or have whoever allocated it release it.")
    elif not sums["paid"]:
        found = _("no money was allocated")
    return Item(
        Waiver.Item.BALANCE,
        str(Waiver.Item.BALANCE.label),
        _state(not held and not unpaid),
        found,
        todo,
        _page("project_settlement", project),
    )


def _sheets(project: Project) -> Item:
    counts = ServiceRecord.objects.filter(project=project).aggregate(
        every=Count("pk"), without=Count("pk", filter=Q(sign_in_sheet=""))
    )
    every, without = counts["every"], counts["without"]
    return Item(
        "sheets",
        _("Sign-in sheets"),
        NOTE if without else DONE,
        _("%(without)s of %(every)s services have no sheet") % {"without": without, "every": every}
        if without
        else _("every service has its sheet"),
        _("The agency adds them to its services; the project may be closed without."),
        f"{reverse('service_list')}?project={project.pk}",
    )


def _months(project: Project) -> Item:
    status = MonthReport.Status.CONFIRMED
    months = project.months.aggregate(every=Count("pk"), done=Count("pk", filter=Q(status=status)))
    left = months["every"] - months["done"]
    return Item(
        "months",
        _("Months of services"),
        NOTE if left else DONE,
        _("%(left)s of %(every)s months are not confirmed") % {"left": left, **months}
        if left
        else _("every month is confirmed"),
        _("The agency submits them, the county confirms; the project may be closed without."),
        f"{reverse('month_list')}?project={project.pk}",
    )


def _today() -> date:
    return timezone.localdate()
