"""Pages of change requests: a project's, all in scope, asking, deciding."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.roles import OFFICIALS
from projects.common.views import (
    RecordCreateView,
    ScopedDetailView,
    ScopedListView,
    with_refusal,
)
from projects.pilots.actions.changes import ask_change, decide_change, withdraw_change
from projects.pilots.changes import ASKERS, RULES, Kind, open_to, side_by_side, why_closed
from projects.pilots.filters import ChangeFilter
from projects.pilots.forms.changes import FORMS, ChangeForm
from projects.pilots.models import ChangeRequest, Project

READERS = ChangeRequest.objects.all().readers
DECIDERS: frozenset[str] = OFFICIALS


class ProjectChanges(ScopedDetailView):
    """What was ever asked to be changed in a project, old values beside the new ones."""

    model = Project
    roles = READERS
    template_name = "pilots/project_changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, project = self.request.user, self.object
        found = ChangeRequest.objects.visible_to(user).filter(project=project)
        changes = list(found.select_related("created_by", "decided_by"))
        waiting = {change.kind for change in changes if change.is_open}
        return super().get_context_data(
            changes=[(change, side_by_side(change), *may(change, user)) for change in changes],
            kinds=[
                (kind, label, RULES[kind].words, kind in waiting)
                for kind, label in Kind.choices
                if user.role in ASKERS and open_to(project, kind)
            ],
            **kwargs,
        )


def may(change: ChangeRequest, user: Any) -> tuple[bool, bool]:
    """Whether ``user`` may decide ``change`` now, and whether she may take it back."""
    asked_it = change.created_by_id == user.pk
    return (
        change.is_open and user.role == change.decider and not asked_it,
        change.is_open and asked_it,
    )


class ChangeList(ScopedListView):
    """All change requests in scope, what awaits its decision first."""

    model = ChangeRequest
    filterset_class = ChangeFilter
    exported = True

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project__place", "created_by")
        return rows.order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(default_sort="-asked", **kwargs)


class ChangeDetail(ScopedDetailView):
    """One change request, with the decision for whoever makes it."""

    model = ChangeRequest

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("project__agency", "project__place", "created_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**_context(self.object, self.request.user), **super().get_context_data(**kwargs)}


def _context(change: ChangeRequest, user: Any, form: ReasonForm | None = None) -> dict[str, Any]:
    may_decide, may_withdraw = may(change, user)
    return {
        "change": change,
        "object": change,
        "project": change.project,
        "sides": side_by_side(change),
        "rule": RULES[change.kind].words,
        "may_withdraw": may_withdraw,
        "form": form or (decision_form() if may_decide else None),
    }


def decision_form(data: Any = None) -> ReasonForm:
    """The reason of a decision: needed to decline, welcome to approve."""
    form = ReasonForm(data)
    form.fields["reason"].required = False
    form.fields["reason"].help_text = _("Needed to decline; it stays on record.")
    return form


class ChangeCreate(RecordCreateView):
    """Asks for a change of the kind in the address."""

    model = ChangeRequest
    saved_message = gettext_lazy("The change is asked for; it is not valid before it is approved.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if self.kwargs["kind"] not in FORMS:
            raise Http404
        if request.user.role not in ASKERS:
            raise PermissionDenied
        if not open_to(project, self.kwargs["kind"]):
            messages.warning(request, why_closed(project))
            return redirect("project_changes", pk=project.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.visible_to(self.request.user)
        return get_object_or_404(
            projects.select_related("agency", "place").prefetch_related("sites", "budget_lines"),
            pk=self.kwargs["pk"],
        )

    def get_form_class(self) -> type[ChangeForm]:
        return FORMS[self.kwargs["kind"]]

    def get_template_names(self) -> list[str]:
        return ["pilots/changerequest_form.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        change = ChangeRequest(project=self.project, kind=self.kwargs["kind"])
        return {**super().get_form_kwargs(), "instance": change}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = Kind(self.kwargs["kind"])
        return super().get_context_data(
            project=self.project, kind=kind, rule=RULES[kind].words, **kwargs
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def save(self, form: Any) -> ChangeRequest:
        change = form.instance
        change.before, change.after = form.before(), form.after()
        return ask_change(change=change, by=self.request.user)


@require_POST
def change_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approves or declines a change; what is refused is said on its page, which keeps the reason."""
    change = _change_for(request, pk, DECIDERS)
    form = decision_form(request.POST)
    form.is_valid()
    try:
        decide_change(
            change_id=change.pk,
            by=request.user,
            approve=request.POST.get("decision") == "approve",
            reason=form.cleaned_data.get("reason", ""),
        )
    except ValidationError as refusal:
        change.refresh_from_db()
        context = _context(change, request.user, with_refusal(form, refusal))
        return render(request, "pilots/changerequest_detail.html", context)
    messages.success(request, _("The decision is recorded."))
    return redirect(change)


@require_POST
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back a change that the user asked for."""
    change = _change_for(request, pk, ASKERS)
    try:
        withdraw_change(change_id=change.pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The change is taken back."))
    return redirect(change)


def _change_for(request: HttpRequest, pk: int, roles: frozenset[str]) -> ChangeRequest:
    changes = ChangeRequest.objects.visible_to(request.user).select_related("project__agency")
    change = get_object_or_404(changes, pk=pk)
    if request.user.role not in roles:
        raise PermissionDenied
    return change
