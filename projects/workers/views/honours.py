"""Pages of honours."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.common.history import edits
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.workers.filters import HonourFilter
from projects.workers.forms.honours import HonourForm
from projects.workers.models import Honour
from projects.workers.querysets import STATISTICIANS


class OfHonours:
    """The rows of all these pages, with the person and the place."""

    model = Honour
    request: Any

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("worker", "place")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.role in STATISTICIANS
        return super().get_context_data(**kwargs, may_change=may_change)


class HonourList(OfHonours, ScopedListView):
    filterset_class = HonourFilter
    extra_context = {"default_sort": "-year"}


class HonourDetail(OfHonours, ScopedDetailView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, edits=edits(self.object))


class HonourCreate(OfHonours, RecordCreateView):
    form_class = HonourForm
    roles = STATISTICIANS
    saved_message = _("The honour is on record.")


class HonourUpdate(OfHonours, RecordUpdateView):
    form_class = HonourForm
    roles = STATISTICIANS
