"""Pages of corrections of confirmed months: asking for one, what waits, one, deciding it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.roles import Role
from projects.common.views import RecordUpdateView, ScopedDetailView, ScopedListView
from projects.delivery.actions import ask_correction, confirm_correction, refuse_correction
from projects.delivery.corrected import sides
from projects.delivery.filters import CorrectionFilter
from projects.delivery.forms import CorrectionForm
from projects.delivery.models import Correction
from projects.delivery.rules import correction_error, month_name
from projects.delivery.views.records import ServiceFormMixin


class CorrectionList(ScopedListView):
    """Corrections that were asked for, those that wait first."""

    model = Correction
    filterset_class = CorrectionFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("report__project", "record", "created_by")
        return rows.waiting_first()


class CorrectionDetail(ScopedDetailView):
    """What is to change and why, with the decision for whoever makes it."""

    model = Correction

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("report__project__agency", "record")
        return rows.select_related("created_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        correction = self.object
        return super().get_context_data(
            **kwargs,
            correction=correction,
            report=correction.report,
            name=month_name(correction.report.month),
            sides=sides(correction),
            may_decide=self.request.user.role == Role.COUNTY and correction.is_open,
        )


class ServiceCorrect(ServiceFormMixin, RecordUpdateView):
    """Asks the county to correct a record of a confirmed month, in the form in which it was logged."""

    form_class = CorrectionForm
    template_name = "delivery/correction_form.html"
    locks_first = ("project",)
    saved_message = gettext_lazy("The county is asked; until it decides the record stays as it is.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project", "lead")

    def get_object(self, queryset: Any = None) -> Any:
        record = super().get_object(queryset)
        self.project = record.project
        return record

    def why_closed(self, record: Any) -> str:
        return correction_error(record)

    def save(self, form: Any) -> Any:
        return ask_correction(
            service_id=self.object.pk,
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            anyway=form.cleaned_data["anyway"],
            **form.entry(),
        )


@require_POST
def correction_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Applies the correction."""
    words = _("The correction is made; the month says beside its counts what changed since.")
    return _decide(request, pk, confirm_correction, words)


@require_POST
def correction_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuses the correction, with words."""
    words, told = _("The correction is refused."), request.POST.get("refusal", "")
    return _decide(request, pk, refuse_correction, words, refusal=told)


def _decide(
    request: HttpRequest, pk: int, action: Callable[..., Any], words: str, **told: str
) -> HttpResponse:
    correction = get_object_or_404(Correction.objects.visible_to(request.user), pk=pk)
    if request.user.role != Role.COUNTY:
        raise PermissionDenied
    try:
        action(correction_id=correction.pk, by=request.user, **told)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, words)
    return redirect(correction)
