"""The registration of a project as people read it: part by part, field by field."""

from typing import Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.pilots.models import FieldComment, Project


def _label(name: str) -> str | Promise:
    return Project._meta.get_field(name).verbose_name  # type: ignore[union-attr]


# The fields on which a return may comment, in the order of the form.
FIELDS: dict[str, str | Promise] = {
    "needs": _("Needs"),
    **{
        name: _label(name)
        for name in ("plan", "name", "level", "field", "goals", "target_people", "target_services")
    },
    "sites": _("Sites"),
    "setting": _label("setting"),
    "agency": _label("agency"),
    "starts": _label("starts"),
    "ends": _label("ends"),
    "budget": _("Planned cost"),
}


class Entry(NamedTuple):
    """One field: what the form says, and the comments that it ever got, the newest first."""

    name: str
    label: str | Promise
    values: list[str]
    comments: list[FieldComment]


def application_of(project: Project, user: Any) -> list[Entry]:
    """What was applied for, as far as ``user`` may read it, in a constant number of queries."""
    comments: dict[str, list[FieldComment]] = {}
    found = FieldComment.objects.visible_to(user).filter(move__project=project)
    for comment in found.select_related("move__by", "resolved_by").order_by("-pk"):
        comments.setdefault(comment.field, []).append(comment)
    return [
        Entry(name, label, values, comments.get(name, []))
        for name, label in FIELDS.items()
        if (values := _values(project, name, user)) is not None
    ]


def _values(project: Project, name: str, user: Any) -> list[str] | None:
    """The lines that stand at a field; None where ``user`` may not read it."""
    if name == "needs":
        needs = project.needs.model._default_manager.visible_to(user)
        if user.role not in needs.readers:
            return None
        rows = needs.filter(projects=project).select_related("place").order_by("pk")
        return [f"{need.title}（{need.place}）" for need in rows]
    if name == "sites":
        return [f"{site.place.parent} {site.place}" for site in project.sites.all()]
    if name == "budget":
        if user.role not in project.budget_lines.model._default_manager.all().readers:
            return None
        return _cost_lines(project)
    value = getattr(project, name)
    if shown := getattr(project, f"get_{name}_display", None):
        return [str(shown())]
    if name in ("starts", "ends"):
        return [date_format(value, "Y-m-d")]
    return [number_format(value, force_grouping=True) if isinstance(value, int) else str(value)]


def _cost_lines(project: Project) -> list[str]:
    lines = list(project.budget_lines.all())
    if not lines:
        return []
    shown = [
        f"{line.get_category_display()} {_yuan(line.amount)}"
        + (f"（{line.note}）" if line.note else "")
        for line in lines
    ]
    return [*shown, _("Total: {} yuan").format(_yuan(project.planned_amount))]


def _yuan(amount: Any) -> str:
    return number_format(amount, 2, use_l10n=True, force_grouping=True)
