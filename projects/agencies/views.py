"""Pages of agencies."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.agencies.filters import AgencyFilter
from projects.agencies.forms import AgencyForm
from projects.agencies.models import Agency, Listing
from projects.common.history import edits
from projects.common.roles import OFFICIALS
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
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
        return super().get_context_data(
            **kwargs,
            today=today,
            grade_is_valid=self.object.grade_valid_on(today),
            listings=self.object.listings.all(),
            listed=self.object.listed_on(today),
            edits=edits(self.object),
            may_change=_may_change(self.request.user, self.object),
        )


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


def _may_change(user: Any, agency: Agency) -> bool:
    """Whether ``user`` is an official of the place of registration, or of a place above it."""
    return (
        user.role in OFFICIALS and Agency.objects.registered_by(user).filter(pk=agency.pk).exists()
    )
