"""Pages of partner departments and of their part in a project."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from projects.common.roles import Role
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.pilots.actions.partners import save_department, save_partnership
from projects.pilots.filters import PartnerDepartmentFilter
from projects.pilots.forms.partners import PartnerDepartmentForm, PartnershipForm
from projects.pilots.models import PartnerDepartment, Partnership, Project

KEEPERS: frozenset[str] = frozenset({Role.PROVINCE})
_OVER = gettext_lazy("The project is over; its partners no longer change.")


class DepartmentList(ScopedListView):
    """The departments that projects are carried out with."""

    model = PartnerDepartment
    filterset_class = PartnerDepartmentFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            default_sort="position", may_keep=self.request.user.role in KEEPERS, **kwargs
        )


class _DepartmentForm:
    """What adding and changing a department share."""

    model = PartnerDepartment
    form_class = PartnerDepartmentForm
    roles = KEEPERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("department_list"), **kwargs)

    def save(self, form: Any) -> PartnerDepartment:
        return save_department(department=form.instance)


class DepartmentCreate(_DepartmentForm, RecordCreateView):
    """Adds a department to the list."""


class DepartmentUpdate(_DepartmentForm, RecordUpdateView):
    """Renames a department, moves it, or switches it off."""


class PartnershipCreate(RecordCreateView):
    """Puts a department on the project in the address."""

    model = Partnership
    form_class = PartnershipForm
    saved_message = gettext_lazy("The department is on the project.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if request.user.role != Role.COUNTY:
            raise PermissionDenied
        if project.is_over:
            messages.warning(request, str(_OVER))
            return redirect(project)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        return get_object_or_404(
            Project.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Partnership(project=self.project)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.project, cancel_url=self.project.get_absolute_url(), **kwargs
        )

    def save(self, form: Any) -> Partnership:
        return save_partnership(partnership=form.instance)


class PartnershipUpdate(RecordUpdateView):
    """Changes what a department contributes, or ends its part."""

    model = Partnership
    form_class = PartnershipForm
    roles = frozenset({Role.COUNTY})

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project")

    def why_closed(self, record: Partnership) -> str:
        return str(_OVER) if record.project.is_over else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object.project
        return super().get_context_data(
            project=project, cancel_url=project.get_absolute_url(), **kwargs
        )

    def save(self, form: Any) -> Partnership:
        return save_partnership(partnership=form.instance)
