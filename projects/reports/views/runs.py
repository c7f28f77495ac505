"""Pages of report runs: ask, watch, read, download."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from projects.common.roles import OFFICIALS
from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.reports import layout
from projects.reports.actions import cancel_run, file_name, run_again, start_run
from projects.reports.definitions import Table
from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.documents import open_document, table_of
from projects.reports.filters import ReportRunFilter
from projects.reports.forms import ReportRunForm
from projects.reports.models import ReportRun
from projects.reports.renderers import CONTENT_TYPES, RENDERERS

PARTS = ("plan", "place", "job", "created_by")


def refuse_others(request: HttpRequest) -> None:
    """403 for whoever reads reports and starts none."""
    if request.user.role not in OFFICIALS:
        raise PermissionDenied


class ReportRunList(ScopedListView):
    model = ReportRun
    filterset_class = ReportRunFilter
    extra_context = {"default_sort": "-created_at"}

    def get_queryset(self) -> Any:
        return super().get_queryset().with_replacement().select_related(*PARTS).defer("table")


class MyReportRunList(ReportRunList):
    """What one, or a schedule for one, has asked for: the files, how big, until when they are kept."""

    roles = OFFICIALS

    def get_queryset(self) -> Any:
        return super().get_queryset().for_whom(self.request.user)

    def get_template_names(self) -> list[str]:
        return ["reports/reportrun_mine.html"]


class ReportRunCreate(RecordCreateView):
    model = ReportRun
    form_class = ReportRunForm
    roles = OFFICIALS
    saved_message = gettext_lazy("The report is being made.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        named = {"plan": asked.get("plan", "")}
        if asked.get("report") in DEFINITIONS:
            named["report"] = asked["report"]
        return {**super().get_initial(), **named}

    def save(self, form: Any) -> Any:
        asked = {name: form.cleaned_data[name] for name in ("report", "plan", "place", "as_of")}
        key = form.instance.submission_key
        options = form.chosen_options()
        return start_run(by=self.request.user, submission_key=key, options=options, **asked)


class ReportRunDetail(ScopedDetailView):
    model = ReportRun
    context_object_name = "run"

    def get_queryset(self) -> Any:
        return super().get_queryset().with_replacement().select_related(*PARTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        user = self.request.user
        context = {"may_start": user.role in OFFICIALS, "job": run.job}
        context["may_cancel"] = run.created_by_id == user.pk and not run.job.is_over
        if run.table:
            context["sheet"] = sheet_of(run, table_of(run))
        return super().get_context_data(**context, **kwargs)


def sheet_of(run: ReportRun, table: Table) -> dict[str, Any]:
    """The frozen table in its official form, for the page; signed by whom it names, else by its maker."""
    done_on = layout.long_date(timezone.localdate(run.job.finished_at))
    signed = table.signed or ("", "", run.created_by.name, "", done_on)
    return {
        "table": table,
        "number": layout.number(table),
        "maker": layout.maker(table),
        "reporter": layout.reporter(table),
        "period": layout.period(table),
        "unit": layout.unit(table),
        "groups": layout.groups(table),
        "marks": layout.marks(table),
        "lines": layout.lines(table),
        "opens": run.definition.opens,
        "closed": run.definition.closed,
        "signatures": layout.signatures(replace(table, signed=signed)),
        "notes": layout.notes(table),
    }


def visible_run(request: HttpRequest, pk: int) -> ReportRun:
    runs = ReportRun.objects.visible_to(request.user).select_related(*PARTS)
    return get_object_or_404(runs, pk=pk)


@require_GET
def report_run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar that the run's page asks for each second; when the job is over, the page reloads."""
    run = visible_run(request, pk)
    if not request.htmx:
        return redirect(run)
    response = render(request, "reports/_progress.html", {"run": run, "job": run.job})
    if run.job.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def report_run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Starts the same report as a new run."""
    run = visible_run(request, pk)
    refuse_others(request)
    new = run_again(run=run, by=request.user)
    messages.success(request, _("The report is being made."))
    return redirect(new)


@require_POST
def report_run_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back a run of one's own that is not over."""
    run = visible_run(request, pk)
    refuse_others(request)
    try:
        cancel_run(run=run, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The report is cancelled."))
    return redirect(run)


@require_GET
def report_run_file(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:  # noqa: A002
    """A finished report to keep: the workbook that the worker made, or the frozen rows made into a file."""
    run = visible_run(request, pk)
    if format not in RENDERERS or not run.table:
        raise Http404
    try:
        content = open_document(run, format)
    except ValidationError as error:  # the machine lacks what the format needs
        messages.warning(request, " ".join(error.messages))
        return redirect(run)
    return FileResponse(
        content,
        as_attachment=True,
        filename=file_name(run, format),
        content_type=CONTENT_TYPES[format],
    )
