"""The applications that an official has begun and not handed in."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import ListView

from projects.common.models import FormDraft
from projects.common.roles import Role
from projects.common.views import ScopedMixin

PROJECT_DRAFT = "project"
REGISTRARS: frozenset[str] = frozenset({Role.COUNTY})


def unfinished(user: Any) -> QuerySet[FormDraft]:
    """The applications that ``user`` has begun and not handed in, the newest first."""
    return FormDraft.objects.visible_to(user).filter(form=PROJECT_DRAFT)


class ProjectDrafts(ScopedMixin, ListView):
    """What to go on with; the list of projects fetches its head from here."""

    model = FormDraft
    roles = REGISTRARS
    template_name = "pilots/project_drafts.html"

    def get_queryset(self) -> Any:
        return unfinished(self.request.user)
