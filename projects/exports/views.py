"""Pages of exports: ask for a list, watch, take the file."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from projects.common.views import ScopedDetailView, ScopedListView
from projects.exports.actions import start_export
from projects.exports.filters import ExportFilter
from projects.exports.forms import ExportForm
from projects.exports.models import Export
from projects.exports.sheets import refuses
from projects.exports.writing import CONTENT_TYPES
from projects.jobs.answers import download


class ExportList(ScopedListView):
    """One's own exports, and until when their files are kept."""

    model = Export
    filterset_class = ExportFilter
    extra_context = {"default_sort": "-created_at", "days": settings.EXPORT_DAYS}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("job")


class ExportDetail(ScopedDetailView):
    model = Export

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("job")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(job=self.object.job, days=settings.EXPORT_DAYS, **kwargs)


@require_POST
def export_create(request: HttpRequest) -> HttpResponse:
    """Asks for what a list shows, filters kept, as a file."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return redirect("export_list")
    asked = form.cleaned_data
    if refuses(request.user, asked["list"]):
        raise PermissionDenied
    return redirect(
        start_export(
            by=request.user, name=asked["list"], query=asked["query"], file_format=asked["format"]
        )
    )


def visible_export(request: HttpRequest, pk: int) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("job"), pk=pk)


@require_GET
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar that the page asks for each half second; when the job is over, the page reloads."""
    export = visible_export(request, pk)
    if not request.htmx:
        return redirect(export)
    response = render(request, "exports/_progress.html", {"export": export, "job": export.job})
    if export.job.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished file, for whom it was made; without one the page, which says what to do."""
    export = visible_export(request, pk)
    if not export.is_there:
        return redirect(export)
    kind = CONTENT_TYPES[export.format]
    return download(export.job.file, name=export.file_name, kind=kind)
