"""What the pages of case files and groups share: they belong to a running project of the agency."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from projects.common.forms import LONGEST_ID
from projects.common.roles import Role
from projects.common.views import RecordCreateView, RecordUpdateView, StrOrPromise
from projects.delivery.models import ServiceRecord
from projects.delivery.rules import work_closed_error
from projects.pilots.models import Project

# What is typed about a person stands in no error mail, and no browser keeps the page.
private = method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")


def count_of_services(name: str) -> Coalesce:
    """How many services name the row as their ``name``; for ``annotate``."""
    rows = ServiceRecord.objects.filter(**{name: OuterRef("pk")}).order_by().values(name)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


class OneProjectChip:
    """A list that a link narrows to one project: all its rows name it, so its chip costs no query."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["filter"].form.fields["project"].choices = [
            (row.project_id, row.project.name) for row in list(context["object_list"])[:1]
        ]
        return context


class OfProjectMixin:
    """The form of a record of one project. For its agency, and while the project runs."""

    roles = frozenset({Role.AGENCY})
    project: Project | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.project}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, project=self.project)


class WorkCreateView(OfProjectMixin, RecordCreateView):
    """Opens something in the project that the address names; without one, asks in which."""

    heading: ClassVar[StrOrPromise] = ""
    list_url: ClassVar[str] = ""

    def check_role(self, request: HttpRequest) -> None:
        super().check_role(request)
        named = request.GET.get("project", "")
        if not named:
            return
        if not named.isdecimal() or len(named) > LONGEST_ID:
            raise Http404
        project = get_object_or_404(Project.objects.visible_to(request.user), pk=named)
        if why := work_closed_error(project):
            messages.warning(request, why)
        else:
            self.project = project

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.project else self._ask_which()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.project else self._ask_which()

    def _ask_which(self) -> HttpResponse:
        running = Project.objects.visible_to(self.request.user).filter(
            status=Project.Status.RUNNING
        )
        context = {
            "projects": running.select_related("place").order_by("ends", "pk"),
            "heading": self.heading,
            "list_url": self.list_url,
        }
        return render(self.request, "delivery/work_choice.html", context)


class WorkUpdateView(OfProjectMixin, RecordUpdateView):
    """Changes or ends something that is open, in a running project."""

    locks_first = ("project",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project")

    def get_object(self, queryset: Any = None) -> Any:
        record = super().get_object(queryset)
        self.project = record.project
        return record

    def why_closed(self, record: Any) -> str:
        return work_closed_error(record.project) or self.why_ended(record)

    def why_ended(self, record: Any) -> str:
        """Why nothing more happens to ``record`` itself."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, cancel_url=self.object.get_absolute_url())


def may_work(user: Any, project: Project) -> bool:
    """Whether ``user`` opens, changes and ends the cases and groups of a project that she sees."""
    return user.role == Role.AGENCY and not work_closed_error(project)


def may_read_words(user: Any) -> bool:
    """Whether what is written of people is open to ``user``: to the agency alone."""
    return bool(user.role == Role.AGENCY)
