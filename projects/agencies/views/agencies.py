"""The registry, and the page of one agency."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from projects.agencies.actions.agencies import save_agency, update_own_entry
from projects.agencies.filters import AgencyFilter
from projects.agencies.forms.agencies import AgencyForm, OwnEntryForm
from projects.agencies.forms.standing import InspectionForm, ListingForm, RemovalForm
from projects.agencies.models import Agency, FactChange, Listing
from projects.common.forms import ReasonForm
from projects.common.history import edits
from projects.common.roles import OFFICIALS, Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)


class AgencyList(ScopedListView):
    model = Agency
    filterset_class = AgencyFilter
    exported = True
    extra_context = {"default_sort": "place"}

    def get_queryset(self) -> Any:
        today = timezone.localdate()
        listed = Listing.objects.on(today).filter(agency=OuterRef("pk"))
        return super().get_queryset().select_related("place").annotate(listed_today=Exists(listed))


class AgencyDetail(ScopedDetailView):
    """An agency: its entry, how it stands, whether it is eligible on a day, what it asks for."""

    model = Agency

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("place", "created_by")
        return rows.prefetch_related("listings", "inspections", "fields", "service_area")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user, agency = timezone.localdate(), self.request.user, self.object
        registrar = is_registrar(user, agency)
        listings = list(agency.listings.all())
        changes = FactChange.objects.visible_to(user).filter(agency=agency)
        context = {
            "today": today,
            "grade_is_valid": agency.grade_valid_on(today),
            "eligibility": agency.eligibility_on(day_asked(self.request) or today),
            "listings": listings,
            "inspections": list(agency.inspections.all()),
            "listed": any(listing.in_force_on(today) for listing in listings),
            "changes": changes.select_related("created_by", "decided_by")[:10],
            "edits": edits(agency),
            "is_registrar": registrar,
            "is_own": is_own(user, agency),
        }
        if registrar:
            context |= {
                "listing_form": ListingForm(initial={"listed_on": today}),
                "inspection_form": InspectionForm(
                    initial={"year": today.year - 1, "decided_on": today}
                ),
                "decline_form": ReasonForm(),
            }
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

    def save(self, form: Any) -> Agency:
        return save_agency(agency=form.instance, **of_form(form))


class AgencyUpdate(RecordUpdateView):
    """The registrar edits the entry; the agency keeps its own up to date and asks for the rest."""

    model = Agency
    roles = OFFICIALS | {Role.AGENCY}

    def get_object(self, queryset: Any = None) -> Agency:
        agency = super().get_object(queryset)
        user = self.request.user
        if not (is_registrar(user, agency) or is_own(user, agency)):
            raise PermissionDenied
        return agency

    def get_form_class(self) -> type[AgencyForm]:
        return OwnEntryForm if self.request.user.role == Role.AGENCY else AgencyForm

    def save(self, form: Any) -> Agency:
        if not isinstance(form, OwnEntryForm):
            return save_agency(agency=form.instance, **of_form(form))
        asked = update_own_entry(agency=form.instance, by=self.request.user, **of_form(form))
        if asked:
            messages.info(self.request, _("The registering authority has to confirm the rest."))
        return form.instance


def of_form(form: Any) -> dict[str, Any]:
    """What the form says about the rows beside the agency's own."""
    return {
        "fields": form.cleaned_data["fields_of_work"],
        "area": form.cleaned_data["service_area"],
    }


def day_asked(request: HttpRequest) -> date | None:
    """The day in the address, where it is one."""
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


def is_registrar(user: Any, agency: Agency) -> bool:
    """Whether ``user`` is an official of the place of registration, or of a place above it."""
    return (
        user.role in OFFICIALS and Agency.objects.registered_by(user).filter(pk=agency.pk).exists()
    )


def is_own(user: Any, agency: Agency) -> bool:
    """Whether ``user`` works for the agency."""
    return user.role == Role.AGENCY and user.agency_id == agency.pk


def agency_to_change(request: HttpRequest, pk: int) -> Agency:
    """The agency for its registrar: 404 for who cannot see it, 403 for who may not change it."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    if not is_registrar(request.user, agency):
        raise PermissionDenied
    return agency


def page_with(request: HttpRequest, agency: Agency, **context: Any) -> HttpResponse:
    """The agency's page again, with a form that was refused and what was typed into it."""
    page = AgencyDetail()
    page.setup(request, pk=agency.pk)
    page.object = page.get_object()
    return page.render_to_response(page.get_context_data(**context))
