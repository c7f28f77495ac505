"""The list of a record's files."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from projects.attachments.actions import why_it_stays
from projects.attachments.models import Attachment

register = template.Library()


@register.inclusion_tag("attachments/_list.html", takes_context=True)
def attachments(context: dict, owner: Any, kind: str = "") -> dict:
    """The files of ``owner`` that the user of the page reads, one query; ``kind`` narrows them."""
    request = context.get("request")
    user = getattr(request, "user", AnonymousUser())
    rows = Attachment.objects.of_owner_visible_to(owner, user)
    rows = rows.select_related("created_by", "withdrawn_by")
    return {
        "attachments": rows.filter(kind=kind) if kind else rows,
        "user": user,
        "stays": bool(why_it_stays(owner)),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
