"""Verbs about how an agency stands: lists and yearly inspections."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects.agencies.actions.standing import put_on_list, record_inspection, take_off_list
from projects.agencies.forms.standing import InspectionForm, ListingForm, RemovalForm
from projects.agencies.models import Inspection
from projects.agencies.views.agencies import agency_to_change, page_with
from projects.common.views import with_refusal


@require_POST
def listing_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the agency on a list."""
    agency = agency_to_change(request, pk)
    form = ListingForm(request.POST)
    if form.is_valid():
        try:
            put_on_list(agency_id=agency.pk, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The agency stands on the list."))
            return redirect(agency)
    return page_with(request, agency, listing_form=form)


@require_POST
def listing_remove(request: HttpRequest, pk: int, listing: int) -> HttpResponse:
    """Takes the agency off a list."""
    agency = agency_to_change(request, pk)
    found = get_object_or_404(agency.listings, pk=listing)
    form = RemovalForm(request.POST, auto_id=f"id_{found.pk}_%s")
    if form.is_valid():
        try:
            take_off_list(listing_id=found.pk, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The agency was removed from the list."))
            return redirect(agency)
    return page_with(request, agency, removal=found.pk, removal_form=form)


@require_POST
def inspection_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Records what the yearly inspection of the agency found."""
    agency = agency_to_change(request, pk)
    form = InspectionForm(request.POST, instance=Inspection(agency=agency))
    if form.is_valid():
        try:
            record_inspection(inspection=form.instance, by=request.user)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The inspection is on record."))
            return redirect(agency)
    return page_with(request, agency, inspection_form=form)
