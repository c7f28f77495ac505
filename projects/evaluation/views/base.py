"""What the pages of this room share: records of the project in the address, and verbs that ask again."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from projects.common.views import RecordCreateView, StrOrPromise
from projects.pilots.models import Project


def tab_url(project_id: int) -> str:
    """The evaluation tab of a project."""
    return reverse("project_evaluation", args=[project_id])


class OfProjectCreateView(RecordCreateView):
    """Makes a record that belongs to the project in the address.

    Who does not see the project gets 404, who may not make such a record 403; where the project
    stands in the way, ``why_not`` says so on its evaluation tab.
    """

    makers: ClassVar[frozenset[str]] = frozenset()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if not self.may_make():
            raise PermissionDenied
        if why := self.why_not():
            messages.warning(request, str(why))
            return redirect(tab_url(project.pk))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.visible_to(self.request.user)
        return get_object_or_404(projects.select_related("agency", "place"), pk=self.kwargs["pk"])

    def may_make(self) -> bool:
        """Whether the user's role makes such records at all."""
        return self.request.user.role in self.makers

    def why_not(self) -> StrOrPromise:
        """Why the record cannot be made now, or ""."""
        return ""

    def blank(self) -> Any:
        """The record before the form fills it."""
        return self.model(project=self.project)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.blank()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"project": self.project, "cancel_url": tab_url(self.project.pk)} | kwargs
        )


def ask_again(
    request: HttpRequest,
    form: forms.Form,
    *,
    heading: StrOrPromise,
    project: Project,
    cancel_url: str,
) -> HttpResponse:
    """A page with the verb's form, what was typed, and what is wrong with it."""
    context = {"form": form, "heading": heading, "project": project, "cancel_url": cancel_url}
    return render(request, "evaluation/verb_form.html", context)


def refused(request: HttpRequest, refusal: ValidationError) -> None:
    """Says on the next page what an action refused."""
    for message in refusal.messages:
        messages.error(request, message)
