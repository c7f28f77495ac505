"""Pages of packages: ask, watch, go on after a failure, take the zip."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from projects.common.roles import Role
from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.jobs.answers import download
from projects.packages import actions
from projects.packages.filters import PackageFilter
from projects.packages.forms import PackageForm
from projects.packages.models import Package
from projects.packages.querysets import READERS

MAKERS: frozenset[str] = frozenset({Role.PROVINCE, Role.CITY})
PARTS = ("plan", "place", "job", "created_by")


class PackageList(ScopedListView):
    model = Package
    filterset_class = PackageFilter
    extra_context = {"default_sort": "-created_at"}
    roles = READERS

    def get_queryset(self) -> Any:
        return super().get_queryset().counted().select_related(*PARTS).order_by("-pk")


class PackageCreate(RecordCreateView):
    model = Package
    form_class = PackageForm
    roles = MAKERS
    saved_message = gettext_lazy("The package is being made.")

    def save(self, form: Any) -> Any:
        asked = {name: form.cleaned_data[name] for name in ("plan", "as_of", "reports")}
        return actions.start_package(
            by=self.request.user,
            place=form.cleaned_data["area"],
            submission_key=form.instance.submission_key,
            **asked,
        )


class PackageDetail(ScopedDetailView):
    model = Package

    def get_queryset(self) -> Any:
        return super().get_queryset().counted().select_related(*PARTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        package = self.object
        parts = package.parts.select_related("run__place", "run__job").defer("run__table")
        tables = [
            (name, list(same))
            for name, same in groupby(parts, lambda one: one.run.get_report_display())
        ]
        maker = self.request.user.role in MAKERS
        lost = bool(package.job and package.job.is_over and not package.is_there)
        return super().get_context_data(
            parts=tables,
            may_make=maker,
            may_go_on=maker and (package.failed or lost),
            days=settings.REPORT_FILE_DAYS,
            **progress_of(package),
            **kwargs,
        )


def progress_of(package: Package) -> dict[str, Any]:
    """How far a package is: its tables, then the zip. Whether it goes on by itself, too."""
    over = bool(package.job and package.job.is_over)
    return {
        "package": package,
        "job": package.job,
        "percent": 100 * package.made // package.tables if package.tables else 0,
        "goes_on": not over
        and package.made + package.failed < package.tables + (not package.failed),
    }


def visible_package(request: HttpRequest, pk: int) -> Package:
    packages = Package.objects.visible_to(request.user).counted().select_related(*PARTS)
    return get_object_or_404(packages, pk=pk)


@require_GET
def package_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar that the page asks for; when nothing goes on any more, the page reloads."""
    package = visible_package(request, pk)
    if not request.htmx:
        return redirect(package)
    context = progress_of(package)
    response = render(request, "packages/_progress.html", context)
    if not context["goes_on"]:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def package_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Has made anew what failed, or the zip that is no longer kept."""
    package = visible_package(request, pk)
    if request.user.role not in MAKERS:
        raise PermissionDenied
    actions.go_on(package_id=package.pk, by=request.user)
    return redirect(package)


@require_GET
def package_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished zip; without one the page, which says what to do."""
    package = visible_package(request, pk)
    if not package.is_there:
        return redirect(package)
    return download(package.job.file, name=package.file_name, kind="application/zip")
