"""The page that closes a project: checklist, documents, archive package."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects.closing import actions
from projects.closing.checklist import blocking, checklist
from projects.closing.forms import DocumentForm, WaiverForm
from projects.closing.models import ArchivePackage
from projects.common.views import ScopedDetailView, posted_version, with_refusal
from projects.funding.models import Settlement, Source
from projects.jobs.answers import download
from projects.pilots.actions.moves import AlreadyDone, MoveRefused
from projects.pilots.lifecycle import MOVES
from projects.pilots.models import Project


class ProjectClosing(ScopedDetailView):
    """The tab of a project on which it is closed and archived."""

    model = Project
    template_name = "closing/project_closing.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("plan", "place", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | page_context(self.request, self.object)


def page_context(request: HttpRequest, project: Project, **forms: Any) -> dict[str, Any]:
    """What the closing page shows; ``forms`` are those that came back with errors."""
    user, status = request.user, project.status
    items = checklist(project)
    packages = ArchivePackage.objects.visible_to(user).filter(project=project)
    package = packages.select_related("job", "created_by").first()
    settlement = Settlement.objects.visible_to(user).filter(project=project).first()
    sums = Source.objects.visible_to(user).filter(project=project).sums()
    return {
        "project": project,
        "checks": items,
        "missing": blocking(items),
        "package": package,
        "job": package and package.job,
        "document_form": forms.get("document_form") or DocumentForm(),
        "waiver_form": forms.get("waiver_form"),
        "settlement": settlement,
        "sums": sums,
        "balance": sums["paid"] - sums["spent"] - sums["returned"],
        "may": {
            "attach": actions.may_attach(project, user),
            "waive": actions.may_waive(project, user),
            "close": MOVES["close"].role_at(status, project.level) == user.role,
            "archive": MOVES["archive"].role_at(status, project.level) == user.role
            and not (package and not package.job.is_over),
            "read_money": user.role in Settlement.objects.all().readers,
        },
    }


def _visible(request: HttpRequest, pk: int) -> Project:
    rows = Project.objects.visible_to(request.user).select_related("plan", "place", "agency")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, project: Project, **forms: Any) -> HttpResponse:
    return render(request, "closing/project_closing.html", page_context(request, project, **forms))


@require_POST
def closing_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Attaches a closing document."""
    project = _visible(request, pk)
    if request.user.role not in actions.ATTACHERS:
        raise PermissionDenied
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        kind, upload = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            actions.attach_document(
                project_id=project.pk, kind=kind, upload=upload, by=request.user
            )
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The document has been attached."))
            return redirect("project_closing", project.pk)
    return _page(request, project, document_form=form)


@require_POST
def closing_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Waives an item of the checklist."""
    project = _visible(request, pk)
    if request.user.role not in MOVES["approve"].roles(project.level):
        raise PermissionDenied
    form = WaiverForm(request.POST)
    if form.is_valid():
        try:
            actions.waive(project_id=project.pk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The item has been waived."))
            return redirect("project_closing", project.pk)
    return _page(request, project, waiver_form=form)


@require_POST
def closing_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes the project."""
    project = _visible(request, pk)
    if request.user.role not in MOVES["close"].roles(project.level):
        raise PermissionDenied
    try:
        actions.close(project_id=project.pk, by=request.user, version=posted_version(request))
    except AlreadyDone as done:
        messages.info(request, str(done.message))
    except MoveRefused as refusal:
        messages.error(request, str(refusal.message))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The project has been closed."))
    return redirect("project_closing", project.pk)


@require_POST
def archive_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the archive package."""
    project = _visible(request, pk)
    if request.user.role not in MOVES["archive"].roles(project.level):
        raise PermissionDenied
    try:
        actions.start_archive(project_id=project.pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("project_closing", project.pk)


def _package(request: HttpRequest, pk: int) -> ArchivePackage:
    rows = ArchivePackage.objects.visible_to(request.user).select_related("job", "project")
    return get_object_or_404(rows, pk=pk)


@require_GET
def archive_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar that the page asks for each second; when the job is over, the page reloads."""
    package = _package(request, pk)
    if not request.htmx:
        return redirect(package)
    context = {"package": package, "job": package.job}
    response = render(request, "closing/_progress.html", context)
    if package.job.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
def archive_file(request: HttpRequest, pk: int) -> FileResponse:
    """The package, to be saved."""
    package = _package(request, pk)
    if not package.sha256:
        raise Http404
    return download(package.job.file, name=str(package), kind="application/zip")
