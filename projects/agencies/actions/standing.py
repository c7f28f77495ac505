"""What changes how an agency stands: lists and yearly inspections."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.agencies.models import Agency, Inspection, Listing


@transaction.atomic
def put_on_list(*, agency_id: int, kind: str, listed_on: date) -> Listing:
    """Lists an agency from ``listed_on`` on; refused while it stands on the same list.

    The agency is locked, so that two officials do not list it twice in the same moment.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    same = agency.listings.filter(kind=kind)
    if same.filter(removed_on=None).exists() or same.filter(removed_on__gt=listed_on).exists():
        raise ValidationError(
            {"listed_on": _("On this day the agency already stands on this list.")}
        )
    return Listing.objects.create(agency=agency, kind=kind, listed_on=listed_on)


@transaction.atomic
def take_off_list(*, listing_id: int, removed_on: date) -> Listing:
    """Ends a listing: ``removed_on`` is the first day on which the agency stands on it no longer."""
    listing = Listing.objects.select_for_update(no_key=True).get(pk=listing_id)
    if listing.removed_on is not None:
        raise ValidationError({"removed_on": _("The agency was already removed from this list.")})
    if removed_on <= listing.listed_on:
        raise ValidationError({"removed_on": _("The end lies before the beginning.")})
    listing.removed_on = removed_on
    listing.save(update_fields=["removed_on"])
    return listing


@transaction.atomic
def record_inspection(*, inspection: Inspection, by: Any) -> Inspection:
    """Records the yearly inspection of an agency; refused where that year is on record already."""
    agency = Agency.objects.select_for_update(no_key=True).get(pk=inspection.agency_id)
    if agency.inspections.filter(year=inspection.year).exists():
        raise ValidationError({"year": _("The inspection of this year is already on record.")})
    inspection.created_by = by
    inspection.full_clean(exclude=["agency"])
    inspection.save()
    return inspection
