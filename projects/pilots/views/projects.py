"""Pages of projects, and their moves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.drafts import DraftedFormMixin
from projects.common.forms import ReasonForm
from projects.common.money import total
from projects.common.pagination import SummingPaginator
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView, posted_version
from projects.needs.models import Need
from projects.pilots.actions.comments import return_project, settle_comments
from projects.pilots.actions.moves import AlreadyDone, MoveRefused, move
from projects.pilots.actions.projects import change_project, register_project
from projects.pilots.filters import ProjectFilter
from projects.pilots.forms.comments import ReturnForm
from projects.pilots.forms.projects import ProjectForm, from_needs
from projects.pilots.lifecycle import MOVES, Rule
from projects.pilots.models import Project, Site
from projects.pilots.views.application import ask_again_with_comments
from projects.pilots.views.drafts import PROJECT_DRAFT, REGISTRARS, unfinished


class ProjectPaginator(SummingPaginator):
    """Adds up the money of the projects found."""

    aggregates = {"allocated": total("allocated")}


def with_site_count(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with ``site_count``, counted for the rows of one page only."""
    sites = Site.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return projects.annotate(site_count=Coalesce(Subquery(sites.values(n=Count("pk"))), 0))


class ProjectList(ScopedListView):
    """Pilot projects with the sum of their money."""

    model = Project
    filterset_class = ProjectFilter
    exported = True
    paginator_class = ProjectPaginator

    def get_queryset(self) -> Any:
        return with_site_count(super().get_queryset().select_related("place", "agency"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            default_sort="-updated",
            may_register=user.role in REGISTRARS,
            **kwargs,
        )


class ProjectCreate(DraftedFormMixin, RecordCreateView):
    """Registers a project from the needs that were ticked, ``?need=1&need=2``, or from where she
    left off, ``?draft=…``."""

    draft_form = PROJECT_DRAFT

    model = Project
    form_class = ProjectForm
    roles = REGISTRARS
    saved_message = gettext_lazy(
        "The project is registered as a draft. Hand it up when it is ready."
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "draft" in request.GET and self.draft is None:
            return self._handed_in_or_gone()
        if not (request.GET.getlist("need") or self.draft):
            messages.info(request, _("Tick the needs from which the project is to arise."))
            return redirect(f"{reverse('need_list')}?status=open")
        return super().get(request, *args, **kwargs)

    def _handed_in_or_gone(self) -> HttpResponse:
        if record := self.already_handed_in():
            return self._redirect_to(record)
        messages.info(self.request, _("This unfinished application is no longer there."))
        return redirect("project_drafts")

    def already_handed_in(self) -> Any:
        return self._already_saved(self.draft_key() or None)

    def later_url(self) -> str:
        return reverse("project_drafts")

    def get_initial(self) -> dict[str, Any]:
        return from_needs(self.needs, self.request.user) if self.needs else {}

    @cached_property
    def needs(self) -> list[Need]:
        """The needs that the address or the form names; one that is out of sight is 404.

        A draft is older: what went out of sight since is said, and the rest can be gone on with.
        """
        asked = self.request.POST.getlist("needs") or self.request.GET.getlist("need")
        named = asked or (self.draft.data.get("needs", []) if self.draft else [])
        ids = {int(number) for number in named if number.isdecimal() and len(number) < 19}
        needs = list(
            Need.objects.visible_to(self.request.user)
            .filter(pk__in=ids)
            .select_related("place")
            .order_by("pk")
        )
        if asked and len(needs) != len(set(named)):
            raise Http404
        return needs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel_url = self.needs[0].get_absolute_url() if self.needs else reverse("need_list")
        return super().get_context_data(
            needs=self.needs,
            cancel_url=cancel_url,
            unfinished=unfinished(self.request.user).exclude(key=self.draft_key()),
            **kwargs,
        )

    def save(self, form: Any) -> Project:
        form.instance.place = self.request.user.place
        self.finish_draft()
        return register_project(
            project=form.instance,
            need_ids=[need.pk for need in form.cleaned_data["needs"]],
            sites=form.cleaned_data["sites"],
            by=self.request.user,
            costs=form.planned_costs(),
        )


class ProjectUpdate(DraftedFormMixin, RecordUpdateView):
    """Edits the registration of a project until it is handed up, and again after a return."""

    draft_form = "project-edit"

    model = Project
    form_class = ProjectForm
    roles = REGISTRARS

    def why_closed(self, record: Project) -> str:
        if record.is_editable:
            return ""
        return _("The project was handed up; it can be edited again only after a return.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        needs = self.object.needs.select_related("place")
        cancel_url = self.object.get_absolute_url()
        return super().get_context_data(needs=needs, cancel_url=cancel_url, **kwargs)

    def later_url(self) -> str:
        return self.object.get_absolute_url()

    def save(self, form: Any) -> Project:
        self.finish_draft()
        settle_comments(
            project=form.instance, answers=form.settled_comments(), by=self.request.user
        )
        return change_project(
            project=form.instance, sites=form.cleaned_data["sites"], costs=form.planned_costs()
        )


@require_POST
def project_move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Makes one move of the lifecycle; what is refused is said on a page that keeps the reason."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    rule = MOVES.get(name)
    if rule is None or rule.through:  # what has no button is made on another page
        raise Http404
    if request.user.role not in rule.roles(project.level):
        raise PermissionDenied
    form = _reason_form(rule)(request.POST) if rule.needs_reason else None
    if form and not form.is_valid():
        return _ask_again(request, project, rule, form)
    facts: dict[str, Any] = {
        "project_id": project.pk,
        "by": request.user,
        "reason": form.cleaned_data["reason"] if form else "",
        "version": posted_version(request),
    }
    try:
        if isinstance(form, ReturnForm):
            return_project(comments=form.comments(), **facts)
        else:
            move(name=name, **facts)
    except AlreadyDone as done:
        messages.info(request, str(done.message))
    except MoveRefused as refusal:
        if form:
            form.add_error(None, str(refusal.message))
            return _ask_again(request, project, rule, form)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(rule.done))
    return redirect(project)


def _reason_form(rule: Rule) -> type[ReasonForm]:
    return ReturnForm if rule.name == "return" else ReasonForm


def _ask_again(
    request: HttpRequest, project: Project, rule: Rule, form: ReasonForm
) -> HttpResponse:
    project.refresh_from_db()
    if isinstance(form, ReturnForm):
        return ask_again_with_comments(request, project, form)
    context = {
        "project": project,
        "rule": rule,
        "form": form,
        "cancel_url": project.get_absolute_url(),
    }
    return render(request, "pilots/move_form.html", context)
