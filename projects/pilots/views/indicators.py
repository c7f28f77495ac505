"""Pages of a project's indicators and their values."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedDetailView
from projects.pilots.actions.indicators import (
    correct_value,
    may_define,
    may_report,
    record_value,
    remove_indicator,
    save_indicator,
)
from projects.pilots.forms.indicators import IndicatorForm, IndicatorValueForm
from projects.pilots.models import Indicator, IndicatorValue, Project
from projects.pilots.tracking import measured

_STARTED = gettext_lazy("The project has started; its indicators no longer change.")
_NOT_REPORTED = gettext_lazy(
    "Values are recorded from the start of the implementation until the settlement."
)


class ProjectIndicators(ScopedDetailView):
    """What a project is measured by, and how it stands."""

    model = Project
    template_name = "pilots/project_indicators.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | {
            "measured": measured(project, user),
            "may_define": user.role == Role.COUNTY and may_define(project),
            "may_remove": user.role == Role.COUNTY and project.is_editable,
            "may_report": user.role == Role.AGENCY and may_report(project),
        }


class IndicatorCreate(RecordCreateView):
    """Gives the project in the address one more indicator."""

    model = Indicator
    form_class = IndicatorForm
    saved_message = gettext_lazy("The indicator is part of the project.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if request.user.role != Role.COUNTY:
            raise PermissionDenied
        if not may_define(project):
            messages.warning(request, str(_STARTED))
            return redirect("project_indicators", project.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        return get_object_or_404(
            Project.objects.visible_to(self.request.user), pk=self.kwargs["pk"]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Indicator(project=self.project)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(project=self.project, **kwargs)

    def save(self, form: Any) -> Indicator:
        return save_indicator(indicator=form.instance)


class IndicatorUpdate(RecordUpdateView):
    """Changes an indicator until the project starts."""

    model = Indicator
    form_class = IndicatorForm
    roles = frozenset({Role.COUNTY})

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project")

    def why_closed(self, record: Indicator) -> str:
        return "" if may_define(record.project) else str(_STARTED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.object.project, edits=edits(self.object), **kwargs
        )

    def save(self, form: Any) -> Indicator:
        return save_indicator(indicator=form.instance)


@require_POST
def indicator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an indicator out of a draft or a returned registration."""
    rows: QuerySet[Indicator] = Indicator.objects.visible_to(request.user)
    indicator = get_object_or_404(rows, pk=pk)
    if request.user.role != Role.COUNTY:
        raise PermissionDenied
    try:
        remove_indicator(indicator=indicator)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The indicator is taken out."))
    return redirect("project_indicators", indicator.project_id)


class ValueCreate(RecordCreateView):
    """Records a value of the indicator in the address."""

    model = IndicatorValue
    form_class = IndicatorValueForm
    saved_message = gettext_lazy("The value is recorded.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        indicator = self.indicator
        if request.user.role != Role.AGENCY:
            raise PermissionDenied
        if not may_report(indicator.project):
            messages.warning(request, str(_NOT_REPORTED))
            return redirect(indicator)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def indicator(self) -> Indicator:
        rows = Indicator.objects.visible_to(self.request.user).select_related("project")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": IndicatorValue(indicator=self.indicator)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(indicator=self.indicator, **kwargs)

    def get_success_url(self) -> str:
        return self.indicator.get_absolute_url()

    def save(self, form: Any) -> IndicatorValue:
        return record_value(
            indicator=self.indicator,
            as_of=form.cleaned_data["as_of"],
            actual=form.cleaned_data["actual"],
            parts=form.parts,
            source=form.cleaned_data["source"],
            by=self.request.user,
            submission_key=form.instance.submission_key,
        )


class ValueUpdate(RecordUpdateView):
    """Corrects a value that the agency's own people recorded; the old version is kept."""

    model = IndicatorValue
    form_class = IndicatorValueForm
    roles = frozenset({Role.AGENCY})
    locks_first = ("indicator", "project")
    saved_message = gettext_lazy("The value is corrected; the one before is kept.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("indicator__project", "created_by")

    def why_closed(self, record: IndicatorValue) -> str:
        if not may_report(record.indicator.project):
            return str(_NOT_REPORTED)
        by = record.created_by
        if by is None or by.agency_id != self.request.user.agency_id:
            return _("This value was not recorded by your agency; whoever recorded it corrects it.")
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(indicator=self.object.indicator, **kwargs)

    def get_success_url(self) -> str:
        return self.object.indicator.get_absolute_url()

    def save(self, form: Any) -> IndicatorValue:
        return correct_value(value=form.instance, parts=form.parts, by=self.request.user)
