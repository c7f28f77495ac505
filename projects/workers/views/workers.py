"""Pages of social workers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
    with_refusal,
)
from projects.workers.actions import register_worker
from projects.workers.filters import WorkerFilter
from projects.workers.forms.workers import RegistrationForm, WorkerForm
from projects.workers.models import SocialWorker

KEEPERS = frozenset({Role.COUNTY, Role.AGENCY})  # who enters and edits workers


class WorkerList(ScopedListView):
    model = SocialWorker
    filterset_class = WorkerFilter
    exported = True
    extra_context = {"default_sort": "place"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency").with_certificate()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = _may_change(self.request.user)
        return super().get_context_data(**kwargs, may_add=may_add, today=timezone.localdate())


class WorkerDetail(ScopedDetailView):
    model = SocialWorker

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("registration_form", RegistrationForm())
        return super().get_context_data(
            **kwargs,
            certificates=self.object.certificates.all(),
            registrations=self.object.registrations.all(),
            edits=edits(self.object),
            may_change=_may_change(self.request.user),
            today=timezone.localdate(),
        )


class WorkerCreate(RecordCreateView):
    model = SocialWorker
    form_class = WorkerForm
    roles = KEEPERS
    saved_message = _("The social worker is registered.")


class WorkerUpdate(RecordUpdateView):
    model = SocialWorker
    form_class = WorkerForm
    roles = KEEPERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, certificates=self.object.certificates.all())


@require_POST
def registration_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Registers the worker, or renews the registration."""
    worker = get_object_or_404(SocialWorker.objects.visible_to(request.user), pk=pk)
    if not _may_change(request.user):
        raise PermissionDenied
    form = RegistrationForm(request.POST)
    if form.is_valid():
        try:
            register_worker(worker_id=worker.pk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The registration is on record."))
            return redirect(worker)
    page = WorkerDetail()
    page.setup(request, pk=worker.pk)
    page.object = page.get_object()
    return page.render_to_response(page.get_context_data(registration_form=form))


def _may_change(user: Any) -> bool:
    """Whether ``user`` enters and edits the workers that she sees."""
    return user.role in KEEPERS
