"""Opening what is closed: who somebody of the register is, and what was written about services."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.audit.actions import record_access
from projects.audit.models import Access
from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import all_rows
from projects.delivery.models import Beneficiary, CaseFile, ServiceRecord

OPEN_IDENTITIES = OFFICIALS | {Role.AGENCY}  # who may open, with a reason, within what she sees
OPEN_NARRATIVES = OFFICIALS  # the agency reads its own without

KINDS: dict[str, Any] = {
    "service": (
        ServiceRecord,
        ("process", "outcome", "follow_up", "supervisor_opinion", "note"),
    ),
    "case": (CaseFile, ("intake", "assessment", "plan", "summary")),
}


class Narrative(NamedTuple):
    """One opened text and what it is called."""

    label: str
    text: str


@transaction.atomic
def open_identity(*, beneficiary_id: int, reason: str, by: Any) -> Beneficiary:
    """The entry with its name and numbers, for ``by`` to read now; that she does is on record.

    The entry is read and the log is written in one transaction: neither is without the other.
    """
    rows = Beneficiary.objects.visible_to(by).not_erased()
    entry = rows.filter(pk=beneficiary_id).first()
    if entry is None or by.role not in OPEN_IDENTITIES:
        raise ValidationError(_("There is nothing to open."))
    record_access(owner=entry, what=Access.What.IDENTITY, reason=reason, by=by)
    return entry


@transaction.atomic
def open_narrative(*, kind: str, record_id: int, reason: str, by: Any) -> list[Narrative]:
    """What was written about one service or in one case file, likewise."""
    model, names = KINDS[kind]
    record = all_rows(model).visible_to(by).filter(pk=record_id).first()
    if record is None or by.role not in OPEN_NARRATIVES:
        raise ValidationError(_("There is nothing to open."))
    record_access(
        owner=record, what=Access.What.NARRATIVE, reason=reason, by=by, about=record.number
    )
    fields = [(record._meta.get_field(name), getattr(record, name)) for name in names]
    return [Narrative(str(field.verbose_name), text) for field, text in fields if text]
