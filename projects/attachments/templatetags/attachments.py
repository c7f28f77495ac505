"""The list of a record's files."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from projects.attachments.actions import why_it_stays
from projects.attachments.models import Attachment

register = template.Library()


@register.inclusion_tag("attachments/_list.html", takes_context=True)
def attachments(context: dict, owner: Any, kind: str = "", files: Any = None) -> dict:
    """The files of ``owner`` that the user of the page reads, one query; ``kind`` narrows them.

    ``files``: those that a page with many owners has read already, by ``of_each_visible_to``.
    """
    request = context.get("request")
    user = getattr(request, "user", AnonymousUser())
    if files is None:
        rows = Attachment.objects.of_owner_visible_to(owner, user)
        rows = rows.select_related("created_by", "withdrawn_by")
        files = rows.filter(kind=kind) if kind else rows
    return {
        "attachments": files,
        "user": user,
        "stays": bool(why_it_stays(owner)),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
