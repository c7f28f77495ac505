"""Pages of agencies."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects.agencies.actions import put_on_list, take_off_list
from projects.agencies.filters import AgencyFilter
from projects.agencies.forms import AgencyForm, ListingForm, RemovalForm
from projects.agencies.models import Agency, Listing
from projects.common.history import edits
from projects.common.roles import OFFICIALS
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
    with_refusal,
)


class AgencyList(ScopedListView):
    model = Agency
    filterset_class = AgencyFilter
    extra_context = {"default_sort": "place"}

    def get_queryset(self) -> Any:
        today = timezone.localdate()
        listed = Listing.objects.on(today).filter(agency=OuterRef("pk"))
        return super().get_queryset().select_related("place").annotate(listed_today=Exists(listed))


class AgencyDetail(ScopedDetailView):
    model = Agency

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        may_change = _may_change(self.request.user, self.object)
        listings = list(self.object.listings.all())
        context = {
            "today": today,
            "grade_is_valid": self.object.grade_valid_on(today),
            "listings": listings,
            "listed": any(listing.in_force_on(today) for listing in listings),
            "edits": edits(self.object),
            "may_change": may_change,
        }
        if may_change:
            context["listing_form"] = ListingForm(initial={"listed_on": today})
            for listing in listings:
                listing.form = RemovalForm(
                    initial={"removed_on": today}, auto_id=f"id_{listing.pk}_%s"
                )
        return super().get_context_data(**{**context, **kwargs})


class AgencyCreate(RecordCreateView):
    model = Agency
    form_class = AgencyForm
    roles = OFFICIALS
    saved_message = _("The agency is registered.")


class AgencyUpdate(RecordUpdateView):
    model = Agency
    form_class = AgencyForm
    roles = OFFICIALS

    def get_object(self, queryset: Any = None) -> Agency:
        agency = super().get_object(queryset)
        if not _may_change(self.request.user, agency):
            raise PermissionDenied
        return agency


@require_POST
def listing_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts the agency on a list."""
    agency = _agency_to_change(request, pk)
    form = ListingForm(request.POST)
    if form.is_valid():
        try:
            put_on_list(agency_id=agency.pk, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The agency stands on the list."))
            return redirect(agency)
    return _page_with(request, agency, listing_form=form)


@require_POST
def listing_remove(request: HttpRequest, pk: int, listing: int) -> HttpResponse:
    """Takes the agency off a list."""
    agency = _agency_to_change(request, pk)
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
    return _page_with(request, agency, removal=found.pk, removal_form=form)


def _agency_to_change(request: HttpRequest, pk: int) -> Agency:
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    if not _may_change(request.user, agency):
        raise PermissionDenied
    return agency


def _page_with(request: HttpRequest, agency: Agency, **context: Any) -> HttpResponse:
    """The agency's page again, with a form that was refused and what was typed into it."""
    page = AgencyDetail()
    page.setup(request, pk=agency.pk)
    page.object = page.get_object()
    return page.render_to_response(page.get_context_data(**context))


def _may_change(user: Any, agency: Agency) -> bool:
    """Whether ``user`` is an official of the place of registration, or of a place above it."""
    return (
        user.role in OFFICIALS and Agency.objects.registered_by(user).filter(pk=agency.pk).exists()
    )
