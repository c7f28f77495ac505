"""The forms of a need that is put into a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import StyledForm
from projects.needs.models import Need
from projects.pilots.models import Project


class PartForm(StyledForm, forms.Form):
    """Which part of a need a project takes."""

    part = forms.CharField(
        label=_("Part of the need"),
        required=False,
        max_length=200,
        help_text=_(
            "Which part this project takes, where the need is split among projects; empty means all of it."
        ),
    )


class AdoptForm(PartForm):
    """Into which of the county's projects a need is put: one that is not handed up yet."""

    field_order = ("project", "part")
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        help_text=_("Projects that are not handed up yet, or were returned for correction."),
        error_messages={
            "required": _("Choose the project."),
            "invalid_choice": _("This project takes in no more needs. Choose another."),
        },
    )

    def __init__(self, *args: Any, need: Need, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = Project.objects.visible_to(user).editable().exclude(adoptions__need=need)
        self.fields["project"].queryset = projects.order_by("-pk")
