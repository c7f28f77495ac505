"""The forms of groups and their members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, DateInput
from projects.delivery.forms.cases import OfProjectForm
from projects.delivery.forms.person_search import BeneficiaryField
from projects.delivery.models import ServiceGroup
from projects.delivery.rules import group_ending_error, group_errors, last_day, member_errors


class GroupForm(OfProjectForm):
    """A group of ``project``."""

    class Meta:
        model = ServiceGroup
        fields = ("name", "kind", "field", "worker", "planned_sessions", "opened_on", "goals")
        widgets = {"goals": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "opened_on": DATE_ERRORS,
            "planned_sessions": {
                "required": _("Enter how many sessions are planned, such as 8."),
                "invalid": _("Enter how many sessions are planned, such as 8."),
            },
        }

    def limit_choices(self) -> None:
        self._limit_worker()
        self._limit_day("opened_on")
        if not self.instance.pk:
            self.fields["opened_on"].initial = last_day(self.project)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        worker = data.get("worker")
        stored = ServiceGroup.objects.visible_to(self.user).filter(pk=self.instance.pk).first()
        self.add_errors(
            group_errors(
                self.project,
                name=data.get("name", ""),
                opened_on=data.get("opened_on"),
                planned_sessions=data.get("planned_sessions"),
                worker_id=worker.pk if worker else None,
                group=stored,
            )
        )
        return data

    def entry(self) -> dict[str, Any]:
        """What was entered, as the actions take it."""
        data = self.cleaned_data
        told = ("name", "kind", "field", "planned_sessions", "opened_on", "goals")
        return {"worker_id": data["worker"].pk, **{name: data[name] for name in told}}


class GroupCloseForm(OfProjectForm):
    """How a group ended; what came of it is the agency's to read."""

    closed_on = forms.DateField(label=_("Ended on"), error_messages=DATE_ERRORS)
    evaluation = forms.CharField(
        label=_("What came of the group"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Which goals were reached, how the members see it, what follows."),
        error_messages={"required": _("Say in a few sentences what came of the group.")},
    )

    class Meta:
        model = ServiceGroup
        fields = ()

    def limit_choices(self) -> None:
        self._limit_day("closed_on")
        self.fields["closed_on"].initial = last_day(self.project)

    def clean_closed_on(self) -> Any:
        day = self.cleaned_data["closed_on"]
        if why := group_ending_error(self.instance, day):
            raise forms.ValidationError(why)
        return day


class MemberForm(OfProjectForm):
    """Somebody of the register who joins the group."""

    beneficiary = BeneficiaryField(
        label=_("Beneficiary"),
        help_text=_("Somebody of your register; lists show the number alone."),
        error_messages={"invalid_choice": _("Choose somebody of your register.")},
    )
    joined_on = forms.DateField(label=_("Joined on"), error_messages=DATE_ERRORS)

    class Meta:
        model = ServiceGroup
        fields = ()

    def limit_choices(self) -> None:
        self._limit_day("joined_on")
        self.fields["joined_on"].initial = self.instance.opened_on
        self._offer_register()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("joined_on") and data.get("beneficiary"):
            who, day = data["beneficiary"].pk, data["joined_on"]
            self.add_errors(member_errors(self.instance, beneficiary_id=who, joined_on=day))
        return data


class LeaveForm(forms.Form):
    """The last day of a member."""

    left_on = forms.DateField(label=_("Left on"), widget=DateInput, error_messages=DATE_ERRORS)
