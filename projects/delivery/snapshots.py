"""What a phone keeps so that the form opens without a connection: the user's running projects."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from projects.delivery.forms import ServiceForm
from projects.delivery.models import ServiceRecord
from projects.pilots.models import Project

MOST_PROJECTS = 20  # an agency runs a few; each is a page of choices
# What is mostly the same as last time; the day, the numbers and what was written are not.
SAME_AGAIN = ("method", "field", "hours", "place", "workers", "groups")
FORM = "delivery/servicerecord_form.html"


def snapshot(request: HttpRequest) -> dict[str, Any]:
    """The running projects of the user, each with the fields of its form as the page shows them.

    The fields are the ones of the online form, drawn by its own template, so that the form without
    a connection has the same sites, workers and words, and never a field less.
    """
    user: Any = request.user
    running = Project.objects.visible_to(user).filter(status=Project.Status.RUNNING)
    return {
        "name": user.name,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "projects": [
            _of(project, request)
            for project in running.select_related("place").order_by("ends", "pk")[:MOST_PROJECTS]
        ],
    }


def _of(project: Project, request: HttpRequest) -> dict[str, Any]:
    form = ServiceForm(user=request.user, project=project)
    context = {"form": form, "project": project, "shell": "delivery/_fields_alone.html"}
    return {
        "id": str(project.pk),
        "number": project.number,
        "name": project.name,
        "ends": project.ends.isoformat(),
        "html": render_to_string(FORM, context, request),
        "last": _last_values(project, request.user),
    }


def _last_values(project: Project, user: Any) -> dict[str, list[str]]:
    """What the user's latest record of the project says, as the form would send it."""
    mine = ServiceRecord.objects.visible_to(user).filter(project=project, created_by=user)
    record = mine.prefetch_related("assistants").select_related("lead").order_by("-pk").first()
    if record is None:
        return {}
    form = ServiceForm(instance=record, user=user, project=project)
    return {name: _texts(form[name].value()) for name in SAME_AGAIN if name in form.fields}


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [str(getattr(one, "pk", one)) for one in values if one not in (None, "")]
