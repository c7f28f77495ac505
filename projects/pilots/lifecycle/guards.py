"""The conditions of the moves; each gives its reason in the user's words."""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.pilots.lifecycle.rules import Guard, Text
from projects.pilots.models import Assignment, FieldComment, Objection, Project, PublicNotice


def _eligible_agency(project: Project, day: date) -> Text:
    bars = project.agency.eligibility_on(day).bars
    if not bars:
        return ""
    return format_lazy(
        _("{agency} cannot be entrusted with a project today: {reasons}"),
        agency=project.agency.name,
        reasons=format_lazy("{}" * len(bars), *bars),
    )


def _announced(project: Project, day: date) -> Text:
    return "" if _notice_of(project) else _("Give public notice of the project first.")


def _notice_is_over(project: Project, day: date) -> Text:
    notice = _notice_of(project)
    if notice is None:
        return _("Give public notice of the project first.")
    if day <= notice.ends:
        return format_lazy(
            _("The public notice runs until {day}; confirm the project after that day."),
            day=notice.ends.isoformat(),
        )
    return ""


def _objections_are_handled(project: Project, day: date) -> Text:
    # Those to a notice that was withdrawn since are answered too: whoever sent them waits.
    waiting = project.notices.filter(objections__isnull=False, objections__handled_on=None)
    if waiting.exists():
        return _("Answer the objections to the public notice first.")
    return ""


def _no_objection_stands(project: Project, day: date) -> Text:
    if _upheld(project):
        return _(
            "An objection was upheld: return or terminate the project, or issue a corrected notice."
        )
    return ""


def _may_be_returned(project: Project, day: date) -> Text:
    if project.status == Project.Status.NOTICE and not _upheld(project):
        return _(
            "During the public notice a project is returned only when an objection was upheld."
        )
    return ""


def _upheld(project: Project) -> bool:
    notice = _notice_of(project)
    upheld = Objection.Outcome.UPHELD
    return notice is not None and notice.objections.filter(outcome=upheld).exists()


def _notice_of(project: Project) -> PublicNotice | None:
    """The public notice that was not withdrawn; there is one at a time."""
    return project.notices.open().first()


def _contracted(project: Project, day: date) -> Text:
    if hasattr(project, "contract"):
        return ""
    return _("Record the contract first; the project cannot start without one.")


def _certified_lead(project: Project, day: date) -> Text:
    lead = (
        project.assignments.filter(role=Assignment.Role.LEAD)
        .on(day)
        .select_related("worker")
        .first()
    )
    if lead is None:
        return _("Assign a certified lead worker first; the project cannot start without one.")
    if not lead.worker.certified_on(day):
        return format_lazy(
            _("The lead, {name}, holds no certificate today; assign a certified lead first."),
            name=lead.worker.name,
        )
    return ""


def _comments_are_settled(project: Project, day: date) -> Text:
    count = FieldComment.objects.filter(move__project=project).open().count()
    if not count:
        return ""
    return format_lazy(
        _(
            "{count} comments of the return are not dealt with yet; edit the registration and tick"
            " or answer each at its field."
        ),
        count=count,
    )


COMMENTS_ARE_SETTLED = Guard(
    _comments_are_settled, _("every comment of a return is dealt with or answered")
)
AGENCY_IS_ELIGIBLE = Guard(_eligible_agency, _("nothing bars the agency that day"))
HAS_NOTICE = Guard(_announced, _("a public notice is given"))
NOTICE_IS_OVER = Guard(_notice_is_over, _("the public notice is over"))
OBJECTIONS_ARE_HANDLED = Guard(_objections_are_handled, _("every objection is answered"))
NO_OBJECTION_STANDS = Guard(_no_objection_stands, _("no objection was upheld"))
MAY_BE_RETURNED = Guard(
    _may_be_returned, _("during the public notice only after an objection was upheld")
)
HAS_CONTRACT = Guard(_contracted, _("the contract is recorded"))
HAS_CERTIFIED_LEAD = Guard(_certified_lead, _("a certified lead worker is assigned that day"))
