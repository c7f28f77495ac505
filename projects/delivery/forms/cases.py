"""The forms of case files."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm
from projects.delivery.forms.person_search import BeneficiaryField
from projects.delivery.models import Beneficiary, CaseFile
from projects.delivery.rules import case_errors, closing_errors, last_day
from projects.pilots.models import Project
from projects.workers.models import SocialWorker


class OfProjectForm(RecordForm):
    """A form of something that belongs to ``project``; its days are the project's."""

    project: Project

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        self.project = project or kwargs["instance"].project
        super().__init__(*args, **kwargs)

    def _limit_worker(self) -> None:
        assigned = self.project.assignments.values("worker")
        workers = SocialWorker.objects.visible_to(self.user).filter(pk__in=assigned).order_by("pk")
        self.fields["worker"].queryset = workers
        if len(workers) == 1 and not self.instance.pk:
            self.fields["worker"].initial = workers[0].pk

    def _limit_day(self, name: str) -> None:
        day = self.fields[name]
        day.widget.attrs |= {
            "min": (self.project.started_on or self.project.starts).isoformat(),
            "max": last_day(self.project).isoformat(),
        }

    def _offer_register(self) -> None:
        """Those who may be served: the agency's own, except who was erased."""
        rows = Beneficiary.objects.visible_to(self.user).not_erased()
        self.fields["beneficiary"].offer(
            rows.filter(agency=self.project.agency_id).select_related("place"),
            user=self.user,
            chosen=self.data.get("beneficiary") or self.initial.get("beneficiary"),
            text=self.data.get("q", "")[:50],
        )

    def is_valid(self) -> bool:
        """While somebody is looked for, what was typed so far stays and nothing is judged yet."""
        if "find" in self.data:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return False
        return super().is_valid()

    def add_errors(self, errors: dict[str, str]) -> None:
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, text)


class CaseForm(OfProjectForm):
    """A case of ``project``; whose case it is is chosen once."""

    beneficiary = BeneficiaryField(
        label=_("Beneficiary"),
        help_text=_("Somebody of your register; lists show the number alone."),
        error_messages={"invalid_choice": _("Choose somebody of your register.")},
    )

    class Meta:
        model = CaseFile
        fields = (
            *("beneficiary", "worker", "field", "opened_on", "consent_on"),
            *("intake", "assessment", "plan"),
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("intake", "assessment", "plan")
        }
        error_messages = {"opened_on": DATE_ERRORS, "consent_on": DATE_ERRORS}

    def limit_choices(self) -> None:
        self._limit_worker()
        self._limit_day("opened_on")
        if self.instance.pk:
            del self.fields["beneficiary"]
            return
        self._offer_register()
        self.fields["opened_on"].initial = last_day(self.project)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opened_on"):
            worker, person = data.get("worker"), data.get("beneficiary")
            stored = CaseFile.objects.visible_to(self.user).filter(pk=self.instance.pk).first()
            self.add_errors(
                case_errors(
                    self.project,
                    opened_on=data["opened_on"],
                    consent_on=data.get("consent_on"),
                    worker_id=worker.pk if worker else None,
                    beneficiary_id=person.pk if person else None,
                    case=stored,
                )
            )
        return data

    def entry(self) -> dict[str, Any]:
        """What was entered, as the actions take it."""
        data = self.cleaned_data
        told = ("field", "opened_on", "consent_on", "intake", "assessment", "plan")
        return {"worker_id": data["worker"].pk, **{name: data[name] for name in told}}


class CaseCloseForm(OfProjectForm):
    """How a case ended. The words at the end are the agency's, like all that is written of the person."""

    closed_on = forms.DateField(label=_("Closed on"), error_messages=DATE_ERRORS)
    closing = forms.ChoiceField(
        label=_("Why it is closed"),
        choices=CaseFile.Closing,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why the case is closed.")},
    )
    referred_to = forms.CharField(
        label=_("Referred to"),
        max_length=100,
        required=False,
        help_text=_(
            "When the case is referred: the office, hospital or agency that takes it over."
        ),
    )
    result = forms.ChoiceField(
        label=_("How the person is doing compared with the beginning"),
        choices=CaseFile.Result,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the person is doing.")},
    )
    summary = forms.CharField(
        label=_("Closing summary"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was reached, what remains, who looks after the person now."),
        error_messages={"required": _("Sum the case up in a few sentences.")},
    )

    class Meta:
        model = CaseFile
        fields = ()

    def limit_choices(self) -> None:
        self._limit_day("closed_on")
        self.fields["closed_on"].initial = last_day(self.project)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.add_errors(
            closing_errors(
                self.instance,
                day=data.get("closed_on"),
                closing=data.get("closing", ""),
                referred_to=data.get("referred_to", ""),
            )
        )
        return data
