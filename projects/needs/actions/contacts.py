"""How to reach the resident who reported a need: opened with a reason, deleted when she asks for it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.audit.actions import record_access
from projects.audit.models import Access
from projects.needs.models import Need, ResidentReport


@transaction.atomic
def open_contact(*, need_id: int, reason: str, by: Any) -> ResidentReport:
    """The report with name and telephone, for ``by`` to call now; that she does is on record.

    It is read and the log is written in one transaction: neither is without the other.
    """
    reports = ResidentReport.objects.visible_to(by).with_contact()
    report = reports.filter(need=need_id).first()
    if report is None:
        raise ValidationError(_("There is nothing to open."))
    what = Access.What.CONTACT
    record_access(owner=report, what=what, reason=reason, by=by, about=report.receipt)
    return report


def forget_contact(*, need: Need, by: Any) -> None:
    """Deletes the resident's name and telephone; what she reported and her receipt stay."""
    rows = ResidentReport.objects.visible_to(by).filter(need=need)
    rows.update(contact_name="", contact_phone="")
