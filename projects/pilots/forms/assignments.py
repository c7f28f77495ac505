"""The form of an assignment."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm
from projects.pilots.models import Assignment
from projects.workers.models import SocialWorker


class WorkerChoiceField(forms.ModelChoiceField):
    """One social worker; the label says which certificate she holds."""

    def label_from_instance(self, worker: SocialWorker) -> str:
        certificates = list(worker.certificates.all())
        held = certificates[-1].get_level_display() if certificates else _("no certificate")
        return f"{worker.name}（{held}）"


class AssignmentForm(RecordForm):
    """A worker's place on a project; the worker is chosen once, the rest may change."""

    worker = WorkerChoiceField(
        SocialWorker.objects.none(),
        label=_("Worker"),
        empty_label=_("Choose a social worker"),
        help_text=_("Workers of the project's agency."),
        error_messages={
            "required": _("Choose a social worker."),
            "invalid_choice": _("This is not a worker of the project's agency."),
        },
    )
    share = forms.IntegerField(
        label=_("Share of time (%)"),
        initial=100,
        min_value=1,
        max_value=100,
        error_messages={
            "min_value": _("The share of time lies between 1 and 100 per cent."),
            "max_value": _("The share of time lies between 1 and 100 per cent."),
        },
    )

    class Meta:
        model = Assignment
        fields = ("worker", "role", "starts", "ends", "share")
        help_texts = {
            "role": _("The lead must hold a certificate on the first day."),
            "ends": _("Leave empty while the assignment runs."),
        }
        error_messages = {
            "role": {"required": _("Choose the role on the project.")},
            "starts": DATE_ERRORS,
            "ends": DATE_ERRORS,
        }

    def limit_choices(self) -> None:
        if self.instance.pk:
            del self.fields["worker"]
            return
        workers = SocialWorker.objects.visible_to(self.user).filter(
            agency=self.instance.project.agency
        )
        self.fields["worker"].queryset = (
            workers.active_on(timezone.localdate())
            .prefetch_related("certificates")
            .order_by("name")
        )
        self.initial["starts"] = timezone.localdate()


class HandOverForm(RecordForm):
    """Who takes over a place on a project, and from which day."""

    worker = WorkerChoiceField(
        SocialWorker.objects.none(),
        label=_("Successor"),
        error_messages={"required": _("Choose a social worker.")},
        empty_label=_("Choose a social worker"),
        help_text=_("Workers of the project's agency."),
    )
    first_day = forms.DateField(label=_("First day of the successor"), error_messages=DATE_ERRORS)

    class Meta:
        model = Assignment
        fields = ("worker",)

    def __init__(self, *args: Any, predecessor: Assignment, **kwargs: Any) -> None:
        self.predecessor = predecessor
        super().__init__(*args, **kwargs)

    def limit_choices(self) -> None:
        workers = SocialWorker.objects.visible_to(self.user).filter(
            agency=self.predecessor.project.agency
        )
        self.fields["worker"].queryset = (
            workers.active_on(timezone.localdate())
            .exclude(pk=self.predecessor.worker_id)
            .prefetch_related("certificates")
            .order_by("name")
        )
        self.initial["first_day"] = timezone.localdate()
