"""Pages of needs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.needs.filters import NeedFilter
from projects.needs.forms import NeedForm
from projects.needs.models import Need

WRITERS: frozenset[str] = frozenset({Role.CLERK, Role.COUNTY})


class NeedList(ScopedListView):
    model = Need
    filterset_class = NeedFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place__parent__parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rights = {"may_write": user.role in WRITERS, "may_generate": user.role == Role.COUNTY}
        return super().get_context_data(default_sort="-reported", **rights, **kwargs)


class NeedDetail(ScopedDetailView):
    model = Need

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place__parent__parent__parent", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            projects=self.object.projects.visible_to(user).order_by("pk"),
            edits=edits(self.object),
            may_edit=self.object.is_open and user.role in WRITERS,
            may_generate=user.role == Role.COUNTY,
            **kwargs,
        )


class NeedCreate(RecordCreateView):
    model = Need
    form_class = NeedForm
    roles = WRITERS
    saved_message = gettext_lazy("The need is registered.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("need_list"), **kwargs)


class NeedUpdate(RecordUpdateView):
    """Edits a need until a project has adopted it."""

    model = Need
    form_class = NeedForm
    roles = WRITERS

    def why_closed(self, record: Need) -> str:
        if record.is_open:
            return ""
        return _("A project has adopted this need; it can no longer be changed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.object.get_absolute_url(), **kwargs)
