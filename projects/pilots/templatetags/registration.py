"""A field of the registration with the comment that a return left at it."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("pilots/_commented.html")
def commented(form: Any, name: str) -> dict[str, Any]:
    """The field ``name`` of the registration's form (if it has one), and below it the open comment."""
    return {
        "field": form[name] if name in form.fields else None,
        "comment": form.comment_boxes().get(name),
    }
