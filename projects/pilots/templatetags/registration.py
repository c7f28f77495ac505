"""A field of the registration with the comment that a return left at it."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("pilots/_commented.html")
def commented(form: Any, name: str) -> dict[str, Any]:
    """The field ``name`` of the registration's form (if it has one), and below it the open comment."""
    field = form[name] if name in form.fields else None
    if field and field.is_hidden:  # the page has put it in already
        field = None
    return {"field": field, "comment": form.comment_boxes().get(name)}
