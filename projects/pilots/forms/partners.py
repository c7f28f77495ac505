"""The forms of partner departments and of what they do on a project."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm
from projects.pilots.models import PartnerDepartment, Partnership


class PartnerDepartmentForm(RecordForm):
    """One department in the list."""

    class Meta:
        model = PartnerDepartment
        fields = ("name", "short_name", "position", "is_active")
        help_texts = {
            "short_name": _("As it is shown in filters and tables."),
            "position": _("Smaller numbers stand first."),
            "is_active": _("Switched off it is no longer offered; projects keep it."),
        }
        error_messages = {
            "name": {"unique": _("This department is already in the list.")},
            "short_name": {"unique": _("Another department has this short name.")},
        }


class PartnershipForm(RecordForm):
    """What a department contributes to a project."""

    class Meta:
        model = Partnership
        fields = ("department", "contribution", "contact_unit", "since", "ended_on")
        help_texts = {
            "contribution": _("Such as: sends volunteers, opens its rooms, refers cases."),
            "contact_unit": _("The office to talk to. No names of persons."),
        }
        error_messages = {
            "contribution": {"required": _("Say what the department contributes.")},
            "since": DATE_ERRORS,
        }

    def limit_choices(self) -> None:
        rows = PartnerDepartment.objects.visible_to(self.user)
        offered = rows.filter(is_active=True)
        if self.instance.pk:
            # One that was switched off meanwhile may stay.
            offered |= rows.filter(pk=self.instance.department_id)
        else:
            del self.fields["ended_on"]
            self.initial.setdefault("since", timezone.localdate())
        self.fields["department"].queryset = offered

    def clean_department(self) -> PartnerDepartment:
        """The constraint compares within the project, which is no field of the form."""
        department = self.cleaned_data["department"]
        others = self.instance.project.partnerships.filter(department=department)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This department is already on the project."))
        return department

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, ended = cleaned.get("since"), cleaned.get("ended_on")
        if since and ended and ended < since:
            self.add_error("ended_on", _("The end lies before the beginning."))
        return cleaned
