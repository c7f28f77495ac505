"""Pages of imports: choose a file, watch the check, confirm, download what is to be corrected."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.imports.actions import start_upload, start_writing
from projects.imports.filters import UploadFilter
from projects.imports.forms import HeadersForm, UploadForm
from projects.imports.importer import Importer, importer_class, importers_for
from projects.imports.mapping import map_headers
from projects.imports.models import Upload
from projects.imports.template import write_template
from projects.jobs.answers import download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kind_or_404(kind: str, user: Any) -> type[Importer]:
    """The importer that the address names, for a role that may import."""
    importer = importer_class(kind)
    if importer is None:
        raise Http404
    if user.role not in importer.roles:
        raise PermissionDenied
    return importer


class UploadList(ScopedListView):
    model = Upload
    filterset_class = UploadFilter
    extra_context = {"default_sort": "-created_at"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("check_job", "write_job")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        importers = importers_for(self.request.user)
        path = reverse(importers[0].list_url) if importers else ""
        return super().get_context_data(importers=importers, menu_path=path, **kwargs)


class UploadCreate(RecordCreateView):
    model = Upload
    form_class = UploadForm
    saved_message = gettext_lazy("The file is being checked. Nothing is imported yet.")

    def check_role(self, request: HttpRequest) -> None:
        self.importer = kind_or_404(self.kwargs["kind"], request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "importer": self.importer}

    def save(self, form: UploadForm) -> Upload:
        return start_upload(
            by=self.request.user,
            kind=self.importer.kind,
            name=form.cleaned_data["spreadsheet"].name,
            content=form.cleaned_data["spreadsheet"].file,
            good_rows_only=form.good_rows_only,
            submission_key=form.instance.submission_key,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse(self.importer.list_url)
        return super().get_context_data(
            importer=self.importer, cancel_url=back, menu_path=back, **kwargs
        )


class UploadDetail(ScopedDetailView):
    model = Upload

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("check_job", "write_job", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        importer = importer_class(self.object.kind)
        records_url = reverse(importer.list_url) if importer else ""
        return super().get_context_data(
            importer=importer,
            job=self.object.job,
            records_url=records_url,
            menu_path=records_url,
            **kwargs,
        )


def visible_upload(request: HttpRequest, pk: int) -> Upload:
    uploads = Upload.objects.visible_to(request.user).select_related("check_job", "write_job")
    return get_object_or_404(uploads, pk=pk)


@require_GET
def upload_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar that the upload's page asks for each second; when the job is over, the page reloads."""
    upload = visible_upload(request, pk)
    if not request.htmx:
        return redirect(upload)
    response = render(request, "imports/_progress.html", {"upload": upload, "job": upload.job})
    if upload.job.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
def upload_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each header of the file is taken for; what is said here is remembered for the next file."""
    upload = visible_upload(request, pk)
    importer = kind_or_404(upload.kind, request.user)(request.user)
    if not upload.headers or not upload.job.is_over or upload.is_written:
        return redirect(upload)
    form = HeadersForm(request.POST or None, tables=upload.headers, importer=importer)
    if form.is_valid():
        try:
            map_headers(upload=upload, by=request.user, columns=form.meanings)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The columns are remembered; the file is checked again."))
        return redirect(upload)
    menu_path = reverse(importer.list_url)
    context = {"upload": upload, "importer": importer, "form": form, "menu_path": menu_path}
    return render(request, "imports/upload_columns.html", context)


@require_POST
def upload_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Imports the rows that the check found right."""
    upload = visible_upload(request, pk)
    kind_or_404(upload.kind, request.user)
    try:
        start_writing(upload=upload, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(upload)


@require_GET
def upload_file(request: HttpRequest, pk: int, which: str) -> FileResponse:
    """A file of an upload, for its uploader: as it was sent, with its wrong cells marked, only wrong rows."""
    upload = visible_upload(request, pk)
    stem, ending = Path(upload.name).stem[:80] or "import", Path(str(upload.file)).suffix
    offered = {
        "original": (str(upload.file), ending),
        "marked": (upload.marked, _(" (wrong cells marked)") + ".xlsx"),
        "wrong-rows": (upload.wrong_rows, _(" (wrong rows)") + ".xlsx"),
    }
    path, ending = offered.get(which, ("", ""))
    if not path:
        raise Http404
    kind = XLSX if path.endswith(".xlsx") else "text/csv"
    return download(path, name=stem + ending, kind=kind)


@require_GET
def import_template(request: HttpRequest, kind: str) -> FileResponse:
    """The template workbook of a kind, with the communities of the user in its list."""
    importer = kind_or_404(kind, request.user)
    content = BytesIO()
    write_template(importer, request.user, content)
    content.seek(0)
    name = _("%(title)s template.xlsx") % {"title": importer.title}
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)
