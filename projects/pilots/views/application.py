"""The registration to read, and to return with comments at its fields."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.common.views import ScopedDetailView
from projects.pilots.application import Entry, application_of
from projects.pilots.forms.comments import COMMENT, ReturnForm
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import Project


class ProjectApplication(ScopedDetailView):
    """What was applied for; whoever may return it now finds a box for a comment beside each field."""

    model = Project
    template_name = "pilots/project_application.html"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("plan", "agency")
        return rows.prefetch_related("sites__place__parent", "budget_lines")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, user = self.object, self.request.user
        may_return = MOVES["return"].role_at(project.status, project.level) == user.role
        form = ReturnForm() if may_return else None
        return super().get_context_data(form=form, **_entries(project, user, form), **kwargs)


def ask_again_with_comments(
    request: HttpRequest, project: Project, form: ReturnForm
) -> HttpResponse:
    """The application with the comments and the reason as they were typed, and what is wrong."""
    context = {"project": project, "form": form, **_entries(project, request.user, form)}
    return render(request, "pilots/project_application.html", context)


def _entries(project: Project, user: Any, form: ReturnForm | None) -> dict[str, Any]:
    def box(entry: Entry) -> Any:
        return form[f"{COMMENT}{entry.name}"] if form else None

    return {"entries": [(entry, box(entry)) for entry in application_of(project, user)]}
