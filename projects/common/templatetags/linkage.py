"""Filters and tags for showing money, shares and the query string."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

from projects.common.forms import flat_choices
from projects.common.money import wan as to_wan
from projects.common.navigation import menu_for

register = template.Library()


@register.filter
def wan(amount: Decimal | None) -> str:
    """Yuan shown as 万元 with two decimals and grouping."""
    return number_format(to_wan(amount or Decimal(0)), 2, use_l10n=True, force_grouping=True)


@register.filter
def yuan(amount: Decimal | None) -> str:
    """Yuan with two decimals and grouping."""
    return number_format(amount or Decimal(0), 2, use_l10n=True, force_grouping=True)


@register.filter
def signed(number: Any) -> str:
    """A difference with its sign: +3, −1.5, and 0 without one."""
    sign = "+" if number > 0 else "−" if number else ""
    return sign + number_format(abs(number), use_l10n=True, force_grouping=True)


@register.filter
def percent_of(part: Any, whole: Any) -> str:
    """``part`` as a share of ``whole`` in per cent with one decimal, as SVG and text use it; 0 of 0 is 0."""
    return f"{float(part or 0) / float(whole) * 100:.1f}" if whole else "0.0"


@register.simple_tag(takes_context=True)
def query_with(context: dict, **changes: Any) -> str:
    """The present query string with some parameters changed; an empty value drops one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def menu(context: dict) -> list:
    """The main menu of the signed-in user or of a visitor, empty on the page of a server error.

    A page that serves several rooms says in ``menu_path`` below which path it stands.
    """
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return []
    return menu_for(request.user, context.get("menu_path", request.path))


@register.inclusion_tag("common/applied.html", takes_context=True)
def applied(context: dict, filterset: Any) -> dict:
    """The filters in force as chips that take themselves away, in the user's words."""
    chips = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.data.get(name)
        if (
            value
            and name not in ("q", "sort")
            and value != getattr(filterset, "usual", {}).get(name)
        ):
            labels = {
                str(key): str(label) for key, label in flat_choices(getattr(field, "choices", ()))
            }
            chips.append((name, field.label, labels.get(value, value)))
    query = filterset.form.data.get("q")
    if query and "q" in filterset.form.fields:  # a list without a search ignores the word
        chips.insert(0, ("q", filterset.form.fields["q"].label, query))
    return {"chips": chips, "request": context["request"]}


@register.simple_tag(takes_context=True)
def without(context: dict, name: str) -> str:
    """The present query string without one filter and without the page."""
    return query_with(context, **{name: "", "page": ""})


@register.inclusion_tag("common/sort_head.html", takes_context=True)
def sort_head(context: dict, name: str, label: str, css: str = "") -> dict:
    """A column head that sorts by ``name``, and turns round when it already does."""
    present = context["request"].GET.get("sort", context.get("default_sort", ""))
    direction = {name: "ascending", f"-{name}": "descending"}.get(present, "")
    target = f"-{name}" if direction == "ascending" else name
    return {
        "label": label,
        "css": css,
        "direction": direction,
        "url": query_with(context, sort=target, page=""),
    }
