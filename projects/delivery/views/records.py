"""Pages of service records."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from projects.attachments.checks import TYPES
from projects.common.forms import LONGEST_ID
from projects.common.history import edits
from projects.common.pagination import SummingPaginator
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.delivery.actions import change_service, log_service
from projects.delivery.bodies import hash_of
from projects.delivery.filters import ServiceFilter
from projects.delivery.forms import ServiceForm
from projects.delivery.forms.last_time import kept_from, named_in
from projects.delivery.models import CaseFile, Correction, MonthReport, ServiceRecord
from projects.delivery.models.month import first_of
from projects.delivery.narratives import narrative_of
from projects.delivery.rules import correction_error, month_error
from projects.pilots.models import Project

RUNNING = Project.Status.RUNNING


class ServicePaginator(SummingPaginator):
    aggregates = {"attendances": Sum("attendances", default=0)}


class ServiceList(ScopedListView):
    model = ServiceRecord
    filterset_class = ServiceFilter
    exported = True
    paginator_class = ServicePaginator
    extra_context = {"default_sort": "-date"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project", "place__parent", "lead")
        return rows.select_related("case", "group")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one project, case or group name it, so its chip costs no query.
        for record in list(context["object_list"])[:1]:
            for name in ("project", "case", "group"):
                choice = [(getattr(record, f"{name}_id"), str(getattr(record, name)))]
                context["filter"].form.fields[name].choices = choice
        return context


class ServiceDetail(ScopedDetailView):
    """One service, also one that does not count: it says so."""

    model = ServiceRecord

    def get_queryset(self) -> Any:
        rows = ServiceRecord.everything.visible_to(self.request.user)
        rows = rows.select_related("project__agency", "place__parent__parent")
        rows = rows.select_related("created_by", "lead", "case", "group")
        return rows.prefetch_related("assistants", "beneficiaries")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.request.user.role == Role.AGENCY
        told = narrative_of(self.object)
        kept = month_error(self.object.project_id, [self.object.date]) if own else ""
        corrections = Correction.objects.visible_to(self.request.user).filter(record=self.object)
        months = MonthReport.objects.visible_to(self.request.user).filter(
            project=self.object.project_id, month=first_of(self.object.date)
        )
        return super().get_context_data(
            **kwargs,
            record=self.object,
            # Officials see counts, not narratives: what is written of residents stays with the agency.
            narrative=told if own else [],
            has_narrative=bool(told),
            is_own=own,
            reads_work=self.request.user.role in CaseFile.objects.all().readers,
            edits=edits(self.object),
            runs=own and self.object.project.status == RUNNING,
            report=months.first(),
            kept=kept,
            may_ask=bool(kept) and not correction_error(self.object),
            corrections=corrections.select_related("report", "created_by").waiting_first(),
        )


class ServiceFormMixin:
    """The form of one project's service, with the latest records of the project beside it."""

    model = ServiceRecord
    form_class: type[ServiceForm] = ServiceForm
    roles = frozenset({Role.AGENCY})
    project: Project | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = ServiceRecord.objects.visible_to(self.request.user).filter(project=self.project)
        return super().get_context_data(
            **kwargs, project=self.project, latest=latest.select_related("place")[:5]
        )


class ServiceCreate(ServiceFormMixin, RecordCreateView):
    """Logs a service of the project that the address names; without one, asks which."""

    saved_message = gettext_lazy("The service is logged.")

    def check_role(self, request: HttpRequest) -> None:
        super().check_role(request)
        named = request.GET.get("project", "")
        if not named:
            return
        if not named.isdecimal() or len(named) > LONGEST_ID:
            raise Http404
        project = get_object_or_404(Project.objects.visible_to(request.user), pk=named)
        if project.status == RUNNING:
            self.project = project
        else:
            messages.warning(
                request, _("Services are logged while a project runs; this one does not.")
            )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.project else self._ask_which()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.project else self._ask_which()

    def _ask_which(self) -> HttpResponse:
        running = Project.objects.visible_to(self.request.user).filter(status=RUNNING)
        context = {"projects": running.select_related("place").order_by("ends", "pk")}
        return render(self.request, "delivery/project_choice.html", context)

    def get_initial(self) -> dict[str, Any]:
        """What she used last in this project; all of it where she asks for the same as last time.

        "Save and log another" names the site and the workers itself.
        """
        kept: dict[str, Any] = {}
        if last := self._hers().first():
            kept = kept_from(last, whole="same" in self.request.GET)
        if place := self.request.GET.get("place"):
            kept["place"] = place
        if workers := self.request.GET.getlist("workers"):
            kept["workers"] = workers
        named = named_in(self.request.GET, self.request.user)
        return {**super().get_initial(), **kept, **named}

    def _hers(self) -> Any:
        """Her own records of this project, the last one logged first."""
        rows = ServiceRecord.objects.visible_to(self.request.user).filter(project=self.project)
        return rows.filter(created_by=self.request.user).order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(last=self._hers().first(), **kwargs)

    def save(self, form: Any) -> Any:
        return log_service(
            project_id=self.project.pk,
            by=self.request.user,
            submission_key=form.cleaned_data.get("submission"),
            body_hash=hash_of(self.project.pk, dict(form.data.lists()), form.files),
            anyway=form.cleaned_data["anyway"],
            **form.entry(),
        )

    def get_success_url(self) -> str:
        if "again" not in self.request.POST:
            return self.object.get_absolute_url()
        kept = {
            "project": self.object.project_id,
            "place": self.object.place_id,
            "workers": [worker.pk for worker in self.object.workers],
        }
        return f"{reverse('service_create')}?{urlencode(kept, doseq=True)}"


class ServiceUpdate(ServiceFormMixin, RecordUpdateView):
    """Corrects a record while its project runs."""

    locks_first = ("project",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project")

    def get_object(self, queryset: Any = None) -> Any:
        record = super().get_object(queryset)
        if record.project.status != RUNNING:
            raise PermissionDenied
        self.project = record.project
        return record

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.get_object()
        if why := month_error(record.project_id, [record.date]):
            return self._closed(record, why)
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> Any:
        return change_service(
            service_id=self.object.pk,
            by=self.request.user,
            anyway=form.cleaned_data["anyway"],
            **form.entry(),
        )


@require_safe
def service_sheet(request: HttpRequest, pk: int) -> FileResponse:
    """The sign-in sheet, to be saved and never shown inside the site.

    It bears residents' names, so only the agency that kept it opens it; officials see counts.
    """
    record = get_object_or_404(ServiceRecord.everything.visible_to(request.user), pk=pk)
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    sheet = record.sign_in_sheet
    if not sheet.name or not sheet.storage.exists(sheet.name):
        raise Http404
    ending = sheet.name.rsplit(".", 1)[-1]
    return FileResponse(
        sheet.open("rb"),
        as_attachment=True,
        filename=f"{record.number}.{ending}",
        content_type=TYPES.get(ending, "application/octet-stream"),
        headers={"X-Content-Type-Options": "nosniff"},
    )
