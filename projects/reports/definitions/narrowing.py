"""What several reports let their reader narrow: how far down, rural or urban, and the field."""

from dataclasses import replace

from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.needs.models import Need
from projects.pilots.models import Project
from projects.reports.definitions import Label, Option

ANY = "any"
DEPTH = Option(
    "depth",
    gettext_lazy("Lines of"),
    (
        ("county", gettext_lazy("Counties")),
        ("city", gettext_lazy("Cities")),
        ("area", gettext_lazy("The area as a whole")),
    ),
    gettext_lazy("The smallest lines of the table."),
)
DEEPER = replace(
    DEPTH,
    choices=(
        *DEPTH.choices,
        ("township", gettext_lazy("Townships")),
        ("project", gettext_lazy("Projects")),
    ),
    field="deeper",
)
DEEPER_IF_ASKED = replace(DEEPER, quiet=True)
PROJECT = Label("project", gettext_lazy("Project number"))
_DOWN = ("total", "city", "own", "county")
SHOWN = {
    "project": (*_DOWN, "project"),
    "township": (*_DOWN, "township"),
    "county": _DOWN,
    "city": ("total", "city"),
    "area": ("total",),
}
SETTING = Option(
    "setting",
    gettext_lazy("Rural or urban"),
    ((ANY, pgettext_lazy("setting", "Both")), *Project.Setting.choices),
    gettext_lazy("As the projects state it of their sites."),
    narrows=True,
)
FIELD = Option(
    "field",
    gettext_lazy("Service field"),
    ((ANY, pgettext_lazy("field", "All fields")), *Need.Field.choices),
    gettext_lazy("Only what is of this field."),
    narrows=True,
)


def narrowed(chosen: dict[str, str], **paths: str) -> dict[str, str]:
    """The conditions on these paths for what was chosen: ``setting="project__setting"``."""
    said = {path: chosen.get(name, ANY) for name, path in paths.items()}
    return {path: value for path, value in said.items() if value != ANY}


def of_projects(chosen: dict[str, str], project: str = "") -> dict[str, str]:
    """The conditions on a project for what was chosen; ``project`` is the path to it: ``project__``."""
    return narrowed(chosen, setting=f"{project}setting", field=f"{project}field")
