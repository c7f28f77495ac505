"""Pages of social workers."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.workers.filters import WorkerFilter
from projects.workers.forms import WorkerForm
from projects.workers.models import SocialWorker

KEEPERS = frozenset({Role.COUNTY, Role.AGENCY})  # who enters and edits workers


class WorkerList(ScopedListView):
    model = SocialWorker
    filterset_class = WorkerFilter
    extra_context = {"default_sort": "place"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency").with_certificate()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = _may_change(self.request.user)
        return super().get_context_data(**kwargs, may_add=may_add, today=timezone.localdate())


class WorkerDetail(ScopedDetailView):
    model = SocialWorker

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            certificates=self.object.certificates.all(),
            edits=edits(self.object),
            may_change=_may_change(self.request.user),
            today=timezone.localdate(),
        )


class WorkerCreate(RecordCreateView):
    model = SocialWorker
    form_class = WorkerForm
    roles = KEEPERS
    saved_message = _("The social worker is registered.")


class WorkerUpdate(RecordUpdateView):
    model = SocialWorker
    form_class = WorkerForm
    roles = KEEPERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, certificates=self.object.certificates.all())


def _may_change(user: Any) -> bool:
    """Whether ``user`` enters and edits the workers that she sees."""
    return user.role in KEEPERS
