"""The page of the access log."""

from typing import Any

from projects.audit.filters import AccessFilter
from projects.audit.models import Access
from projects.common.roles import Role
from projects.common.views import ScopedListView


class AccessList(ScopedListView):
    """What was opened, by whom and why; never what it said."""

    model = Access
    filterset_class = AccessFilter
    extra_context = {"default_sort": "-at"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everybody = self.request.user.role == Role.SYSADMIN
        return super().get_context_data(**kwargs, everybody=everybody)
