"""Pages of rectification: the notice, the agency's reply, the decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.roles import Role
from projects.common.views import RecordCreateView
from projects.evaluation.actions.rectifications import (
    decide_on_reply,
    issue_rectification,
    reply_to_rectification,
)
from projects.evaluation.forms.evaluations import RectificationForm, ReplyForm
from projects.evaluation.models import Evaluation, Rectification, Reply
from projects.evaluation.views.base import refused
from projects.evaluation.views.evaluations import carry_out, led


class OfEvaluationCreateView(RecordCreateView):
    """Makes something that belongs to the evaluation in the address."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.blank()}

    def blank(self) -> Any:
        raise NotImplementedError

    @cached_property
    def evaluation(self) -> Evaluation:
        raise NotImplementedError

    def check_role(self, request: HttpRequest) -> None:
        """What the address names was asked for already."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            evaluation=self.evaluation,
            project=self.evaluation.project,
            cancel_url=self.evaluation.get_absolute_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.evaluation.get_absolute_url()


class RectificationCreate(OfEvaluationCreateView):
    """Sends the agency a rectification notice."""

    model = Rectification
    form_class = RectificationForm
    saved_message = gettext_lazy("The notice is issued; the agency replies to it.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.evaluation.status != Evaluation.Status.CONCLUDED:
            messages.warning(request, _("A notice follows a concluded evaluation."))
            return redirect(self.evaluation)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def evaluation(self) -> Evaluation:
        return led(self.request, self.kwargs["pk"])

    def blank(self) -> Rectification:
        return Rectification(evaluation=self.evaluation)

    def save(self, form: Any) -> Rectification:
        return issue_rectification(rectification=form.instance, by=self.request.user)


class ReplyCreate(OfEvaluationCreateView):
    """The agency replies to a notice."""

    model = Reply
    form_class = ReplyForm
    saved_message = gettext_lazy("The reply is sent; the official decides on it.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.notice and request.user.role != Role.AGENCY:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def notice(self) -> Rectification:
        rows = Rectification.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("evaluation__project"), pk=self.kwargs["pk"])

    @cached_property
    def evaluation(self) -> Evaluation:
        return self.notice.evaluation

    def blank(self) -> Reply:
        return Reply(rectification=self.notice)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(notice=self.notice, **kwargs)

    def save(self, form: Any) -> Reply:
        return reply_to_rectification(
            reply=form.instance, by=self.request.user, files=form.cleaned_data["proof"]
        )


def _reply(request: HttpRequest, pk: int) -> tuple[Reply, Evaluation]:
    rows = Reply.objects.visible_to(request.user).select_related("rectification")
    reply = get_object_or_404(rows, pk=pk)
    return reply, led(request, reply.rectification.evaluation_id)


@require_POST
def reply_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts a reply: the evaluation may be made once more."""
    _found, evaluation = _reply(request, pk)
    try:
        decide_on_reply(reply_id=pk, by=request.user, accept=True)
    except ValidationError as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("The reply is accepted."))
    return redirect(evaluation)


@require_POST
def reply_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Does not accept a reply, with a reason; the agency replies again."""
    _found, evaluation = _reply(request, pk)

    def act(reason: str) -> None:
        decide_on_reply(reply_id=pk, by=request.user, accept=False, reason=reason)

    form = ReasonForm(request.POST)
    return carry_out(
        request, evaluation, form, act, _("Do not accept"), _("The agency replies again.")
    )
