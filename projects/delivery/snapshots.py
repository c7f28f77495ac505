"""What a phone keeps so that the form opens without a connection: the user's running projects."""

from datetime import time
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from projects.delivery.forms import ServiceForm
from projects.delivery.forms.last_time import KEPT, SAME, kept_from
from projects.delivery.models import ServiceRecord
from projects.pilots.models import Project

MOST_PROJECTS = 20  # an agency runs a few; each is a page of choices
# What of an entry that this phone has saved counts as "last time"; a text never does.
KEEPS = (*KEPT, "place", "lead", "workers")
REPEATS = (*KEEPS, *SAME, "case", "group", "beneficiaries")
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
        "keeps": KEEPS,
        "repeats": REPEATS,
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
        **_last_time(project, request.user),
    }


def _last_time(project: Project, user: Any) -> dict[str, dict[str, list[str]]]:
    """What the user's latest record of the project says, as the form would send it: what is kept
    each time, and all of it for "same as last time"."""
    mine = ServiceRecord.objects.visible_to(user).filter(project=project, created_by=user)
    record = mine.prefetch_related("assistants").select_related("lead").order_by("-pk").first()
    if record is None:
        return {"last": {}, "same": {}}
    return {
        "last": _as_sent(kept_from(record, whole=False)),
        "same": _as_sent(kept_from(record, whole=True)),
    }


def _as_sent(values: dict[str, Any]) -> dict[str, list[str]]:
    return {name: texts for name, value in values.items() if (texts := _texts(value))}


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [
        one.strftime("%H:%M") if isinstance(one, time) else str(one)
        for one in values
        if one not in (None, "")
    ]
