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
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.delivery.actions import (
    ask_addition,
    ask_correction,
    ask_to_count,
    confirm_correction,
    refuse_correction,
)
from projects.delivery.corrected import sides
from projects.delivery.filters import CorrectionFilter
from projects.delivery.forms import AdditionForm, CorrectionForm
from projects.delivery.models import CaseFile, Correction, MonthReport, ServiceRecord
from projects.delivery.rules import addition_error, correction_error, month_name
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
        rows = super().get_queryset().select_related("report__project__agency", "record__lead")
        rows = rows.select_related("record__place__parent__parent", "record__case", "record__group")
        return rows.select_related("created_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        correction = self.object
        return super().get_context_data(
            **kwargs,
            correction=correction,
            report=correction.report,
            name=month_name(correction.report.month),
            sides=sides(correction) if correction.counts is None else [],
            record=correction.record,
            kept=True,
            is_own=self.request.user.role == Role.AGENCY,
            reads_work=self.request.user.role in CaseFile.objects.all().readers,
            may_decide=self.request.user.role == Role.COUNTY and correction.is_open,
        )


class ServiceAdd(ServiceFormMixin, RecordCreateView):
    """Enters a service that was forgotten in a confirmed month, and asks the county to count it."""

    form_class = AdditionForm
    template_name = "delivery/addition_form.html"
    saved_message = gettext_lazy(
        "The county is asked; until it decides the service does not count."
    )

    def get_queryset(self) -> Any:
        return ServiceRecord.everything.visible_to(self.request.user)

    def check_role(self, request: HttpRequest) -> None:
        months = MonthReport.objects.visible_to(request.user).select_related("project")
        self.report = get_object_or_404(months, pk=self.kwargs["pk"])
        self.project = self.report.project
        if request.user.role != Role.AGENCY:
            raise PermissionDenied

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_role(request)
        if why := addition_error(self.report):
            messages.warning(request, why)
            return redirect(self.report)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "month": self.report}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = month_name(self.report.month)
        return super().get_context_data(report=self.report, name=name, **kwargs)

    def save(self, form: Any) -> Any:
        return ask_addition(
            project_id=self.project.pk,
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            submission_key=form.cleaned_data.get("submission"),
            anyway=form.cleaned_data["anyway"],
            **form.entry(),
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
def service_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the county to take a service out of its confirmed month, or to count it after all."""
    record = get_object_or_404(ServiceRecord.everything.visible_to(request.user), pk=pk)
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    counts, told = request.POST.get("counts") == "1", request.POST.get("reason", "")
    try:
        made = ask_to_count(service_id=pk, counts=counts, reason=told, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(record)
    messages.success(request, str(ServiceCorrect.saved_message))
    return redirect(made)


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
