"""Pages of assignments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.pilots.actions.assignments import hand_over, save_assignment
from projects.pilots.filters import AssignmentFilter
from projects.pilots.forms.assignments import AssignmentForm, HandOverForm
from projects.pilots.models import Assignment, Project
from projects.workers.models import SocialWorker

ASSIGNERS: frozenset[str] = frozenset({Role.COUNTY, Role.AGENCY})


class AssignmentList(ScopedListView):
    """Who works where, newest first."""

    model = Assignment
    filterset_class = AssignmentFilter
    exported = True

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("worker", "project__agency", "project__place")
            .with_flags(timezone.localdate())
            .order_by("-starts", "-pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            default_sort="-starts", today=timezone.localdate(), **kwargs
        )


class AssignmentDetail(ScopedDetailView):
    """One assignment."""

    model = Assignment

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("worker", "project__agency", "project__place", "created_by")
            .select_related("takes_over__worker", "handed_to__worker")
            .with_flags(timezone.localdate())
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, worker = self.request.user, self.object.worker
        return super().get_context_data(
            certificates=worker.certificates.all(),
            worker_is_open=SocialWorker.objects.visible_to(user).filter(pk=worker.pk).exists(),
            may_hand_over=_may_hand_over(user, self.object),
            may_edit=self.object.project.is_live and user.role in ASSIGNERS,
            today=timezone.localdate(),
            edits=edits(self.object),
            **kwargs,
        )


class AssignmentCreate(RecordCreateView):
    """Assigns a worker to the project in the address."""

    model = Assignment
    form_class = AssignmentForm
    saved_message = gettext_lazy("The worker is assigned.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if request.user.role not in ASSIGNERS:
            raise PermissionDenied
        if not project.is_live:
            why = _(
                "Workers are assigned from approval to settlement, and not while a project is suspended."
            )
            messages.warning(request, why)
            return redirect(project)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.visible_to(self.request.user).select_related("agency")
        return get_object_or_404(projects, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Assignment(project=self.project)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.project, cancel_url=self.project.get_absolute_url(), **kwargs
        )

    def get_success_url(self) -> str:
        return self.project.get_absolute_url()

    def save(self, form: Any) -> Assignment:
        return save_assignment(assignment=form.instance)


class AssignmentUpdate(RecordUpdateView):
    """Changes or ends an assignment of a live project."""

    model = Assignment
    form_class = AssignmentForm
    roles = ASSIGNERS
    locks_first = ("project",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("worker", "project__agency")

    def why_closed(self, record: Assignment) -> str:
        if record.project.is_live:
            return ""
        return _("The project is over or suspended; its assignments cannot be changed now.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.object.project, cancel_url=self.object.get_absolute_url(), **kwargs
        )

    def save(self, form: Any) -> Assignment:
        return save_assignment(assignment=form.instance)


class AssignmentHandOver(RecordCreateView):
    """Hands a place on a project to a successor."""

    model = Assignment
    form_class = HandOverForm
    template_name = "pilots/assignment_hand_over.html"
    saved_message = gettext_lazy("The place is handed over.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        old = self.predecessor
        if request.user.role not in ASSIGNERS:
            raise PermissionDenied
        if not _may_hand_over(request.user, old):
            messages.warning(request, _("This place can no longer be handed over."))
            return redirect(old)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def predecessor(self) -> Assignment:
        """The assignment in the address."""
        rows = Assignment.objects.visible_to(self.request.user)
        rows = rows.select_related("worker", "project__agency", "handed_to")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "predecessor": self.predecessor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old = self.predecessor
        return super().get_context_data(
            predecessor=old, project=old.project, cancel_url=old.get_absolute_url(), **kwargs
        )

    def save(self, form: Any) -> Assignment:
        return hand_over(
            assignment=self.predecessor,
            successor=form.cleaned_data["worker"],
            first_day=form.cleaned_data["first_day"],
            by=self.request.user,
            key=form.cleaned_data["submission"],
        )


def _may_hand_over(user: Any, assignment: Assignment) -> bool:
    """Whether the place is still held by ``assignment`` on a live project, and ``user`` assigns."""
    taken = hasattr(assignment, "handed_to")
    return user.role in ASSIGNERS and assignment.project.is_live and not taken
