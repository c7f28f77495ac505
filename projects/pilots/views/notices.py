"""Issuing public notices, and answering objections."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import UpdateView

from projects.common.views import RecordCreateView, ScopedMixin, with_refusal
from projects.pilots.actions.moves import MoveRefused
from projects.pilots.actions.notices import announce, handle_objection, issue_again
from projects.pilots.contracting import approver_of
from projects.pilots.forms.notices import NoticeAgainForm, NoticeForm, ObjectionAnswerForm
from projects.pilots.models import Objection, Project, PublicNotice


class NoticeCreate(RecordCreateView):
    """Puts the approved project in the address on public notice, or issues its notice again."""

    model = PublicNotice
    saved_message = gettext_lazy(
        "The notice is issued; everybody can read it from the day on which it starts."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if request.user.role != approver_of(project):
            raise PermissionDenied
        if project.status not in (Project.Status.APPROVED, Project.Status.NOTICE):
            messages.warning(request, _("Only an approved project is put on public notice."))
            return redirect("project_contract", project.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.visible_to(self.request.user)
        rows = projects.select_related("agency", "plan", "place__parent")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def is_again(self) -> bool:
        """Whether the form replaces a notice; a first form sent twice is no replacement."""
        if self.request.method == "POST":
            return "reason" in self.request.POST
        return self.project.status == Project.Status.NOTICE

    def get_form_class(self) -> type[NoticeForm]:
        return NoticeAgainForm if self.is_again else NoticeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": PublicNotice(project=self.project)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel_url = self.get_success_url()
        return super().get_context_data(
            project=self.project, is_again=self.is_again, cancel_url=cancel_url, **kwargs
        )

    def get_success_url(self) -> str:
        return Objection(notice=PublicNotice(project=self.project)).get_absolute_url()

    def save(self, form: Any) -> PublicNotice:
        user = self.request.user
        if self.is_again:
            reason = form.cleaned_data["reason"]
            return issue_again(notice=form.instance, by=user, reason=reason)
        try:
            return announce(notice=form.instance, by=user)
        except MoveRefused as refusal:
            raise ValidationError(str(refusal.message)) from refusal


class ObjectionAnswer(ScopedMixin, UpdateView):
    """One objection with who objects, and the form in which the approving level says how it was handled."""

    model = Objection
    form_class = ObjectionAnswerForm
    template_name = "pilots/objection_form.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("notice__project", "handled_by")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object.notice.project
        cancel_url = self.object.get_absolute_url()
        return super().get_context_data(project=project, cancel_url=cancel_url, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            handle_objection(objection_id=self.object.pk, by=self.request.user, **form.cleaned_data)
        except ValidationError as refusal:
            return self.form_invalid(with_refusal(form, refusal))
        messages.success(self.request, _("It is recorded how the objection was handled."))
        return redirect(self.object)
