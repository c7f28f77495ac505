"""Saving agencies, and the changes of key facts that they ask for themselves."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.agencies.models import Agency, AgencyField, FactChange
from projects.agencies.models.change import key_fact
from projects.places.models import Place

# What an agency may only ask for: it stands on the certificates that the authorities issue.
KEY_FACTS = ("name", "authority", "legal_representative", "grade", "graded_on")


@transaction.atomic
def save_agency(*, agency: Agency, fields: Iterable[str], area: Iterable[Place]) -> Agency:
    """Saves an agency with the fields in which it works and the places that it serves."""
    agency.save()
    wanted = set(fields)
    agency.fields.exclude(field__in=wanted).delete()
    present = set(agency.fields.values_list("field", flat=True))
    AgencyField.objects.bulk_create(
        AgencyField(agency=agency, field=field) for field in sorted(wanted - present)
    )
    agency.service_area.set(area)
    return agency


@transaction.atomic
def update_own_entry(
    *, agency: Agency, fields: Iterable[str], area: Iterable[Place], by: Any
) -> FactChange | None:
    """Saves what an agency keeps up to date itself; key facts that differ become a change that waits.

    Returns that change, or None where no key fact differs.
    """
    stored = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    facts = {
        name: [_text(stored, name), _text(agency, name)]
        for name in KEY_FACTS
        if _text(stored, name) != _text(agency, name)
    }
    for name in KEY_FACTS:
        setattr(agency, name, getattr(stored, name))
    save_agency(agency=agency, fields=fields, area=area)
    if not facts:
        return None
    if stored.fact_changes.waiting().exists():
        raise ValidationError(_("A change already waits for confirmation; withdraw it first."))
    return FactChange.objects.create(agency=agency, facts=facts, created_by=by)


@transaction.atomic
def confirm_change(*, change_id: int, by: Any) -> FactChange:
    """Makes a waiting change true; refused where the registry has moved on meanwhile."""
    change, agency = _waiting(change_id)
    for name, (before, after) in change.facts.items():
        if _text(agency, name) != before:
            raise ValidationError(
                _("The registry was changed meanwhile; decline this, so that it is asked anew.")
            )
        setattr(agency, name, key_fact(name).to_python(after or None) or "")
    if not agency.grade:
        agency.graded_on = None
    agency.version += 1
    agency.full_clean()
    agency.save()
    return _decide(change, FactChange.Status.CONFIRMED, by)


@transaction.atomic
def decline_change(*, change_id: int, by: Any, reason: str) -> FactChange:
    """Leaves the registry as it is, and tells the agency why."""
    change, _agency = _waiting(change_id)
    return _decide(change, FactChange.Status.DECLINED, by, reason)


@transaction.atomic
def withdraw_change(*, change_id: int, by: Any) -> FactChange:
    """Takes back what the agency asked for."""
    change, _agency = _waiting(change_id)
    return _decide(change, FactChange.Status.WITHDRAWN, by)


def _waiting(change_id: int) -> tuple[FactChange, Agency]:
    """The change and its agency, locked in the order in which every action locks them."""
    agency_id = FactChange.objects.values_list("agency", flat=True).get(pk=change_id)
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    change = FactChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if not change.waits:
        raise ValidationError(_("Somebody has already decided about this change."))
    return change, agency


def _decide(change: FactChange, status: str, by: Any, reason: str = "") -> FactChange:
    change.status, change.decided_by, change.decided_at = status, by, timezone.now()
    change.reason = reason.strip()
    change.save(update_fields=["status", "decided_by", "decided_at", "reason"])
    return change


def _text(agency: Agency, name: str) -> str:
    value = getattr(agency, name)
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
