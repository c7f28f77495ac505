"""Pages of evaluations: the list, one with its scores side by side, and what its leader does."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.attachments.models import Attachment
from projects.common.forms import ReasonForm
from projects.common.roles import OFFICIALS
from projects.common.views import ScopedDetailView, ScopedListView, with_refusal
from projects.evaluation.actions import evaluations as actions
from projects.evaluation.actions.scoring import may_fill
from projects.evaluation.comparison import compare
from projects.evaluation.filters import EvaluationFilter
from projects.evaluation.forms.evaluations import AppointForm, EvaluationForm, OpinionForm
from projects.evaluation.models import Evaluation, FilledSheet, Panelist, Rectification, Reply
from projects.evaluation.recusal import in_charge
from projects.evaluation.views.base import OfProjectCreateView, ask_again


class EvaluationList(ScopedListView):
    """Evaluations, newest first."""

    model = Evaluation
    filterset_class = EvaluationFilter
    exported = True
    extra_context = {"default_sort": "-opened"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project__agency")
        return rows.order_by("-opened_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=timezone.localdate(), **kwargs)


class EvaluationDetail(ScopedDetailView):
    """One evaluation: its panel, the scores as far as they may be read, and what follows."""

    model = Evaluation

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related(
                "project__agency",
                "project__place__parent__parent",
                "sheet__place",
                "created_by",
                "concluded_by",
                "rectification__created_by",
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        evaluation, user = self.object, self.request.user
        leads = in_charge(user, evaluation.project)
        panel = list(evaluation.panel.select_related("user__place", "stood_down_by", "filled"))
        mine = evaluation.is_open and may_fill(evaluation, user)
        own = FilledSheet.objects.visible_to(user).filter(evaluation=evaluation)
        notice = getattr(evaluation, "rectification", None)
        replies = _with_files(notice, user) if notice else []
        return super().get_context_data(**kwargs) | {
            "project": evaluation.project,
            "today": timezone.localdate(),
            "panel": panel,
            "seat": next((p for p in panel if p.user_id == user.pk and not p.stood_down_at), None),
            "comparison": compare(evaluation, user) if user.role in own.readers else None,
            "own": own.filter(submitted_at=None).first() if mine else None,
            "may_fill": mine
            and not own.filter(submitted_at__isnull=False)
            .filter(**({"panelist": None} if user.agency_id else {"panelist__user": user.pk}))
            .exists(),
            "leads": leads,
            "blocked": actions.why_not_conclude(evaluation) if leads and evaluation.is_open else "",
            "appoint_form": AppointForm(evaluation=evaluation)
            if leads and evaluation.is_open
            else None,
            "opinion_form": OpinionForm(),
            "notice": notice,
            "replies": replies,
            "waiting_reply": next((reply for reply in replies if not reply.decision), None),
        }


def _with_files(notice: Rectification, user: Any) -> list[Reply]:
    replies = list(notice.replies.select_related("created_by", "decided_by"))
    files = Attachment.objects.of_each_visible_to(replies, user)
    for reply in replies:
        reply.files = files[reply.pk]
    return replies


class EvaluationCreate(OfProjectCreateView):
    """Opens a mid-term or final evaluation of the project in the address."""

    model = Evaluation
    form_class = EvaluationForm
    makers = OFFICIALS
    saved_message = gettext_lazy("The evaluation is open; its evaluators can score now.")

    def may_make(self) -> bool:
        if self.kwargs["kind"] not in Evaluation.Kind:
            raise Http404
        return in_charge(self.request.user, self.project)

    def why_not(self) -> Any:
        return actions.why_not_open(self.project, self.kwargs["kind"])

    def blank(self) -> Evaluation:
        return Evaluation(project=self.project, kind=self.kwargs["kind"])

    def save(self, form: Any) -> Evaluation:
        panel = [user.pk for user in form.cleaned_data["panel"]]
        return actions.open_evaluation(
            evaluation=form.instance, user_ids=panel, by=self.request.user
        )


def led(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation, for the official who leads it: 404 out of scope, 403 for others."""
    rows = Evaluation.objects.visible_to(request.user).select_related("project__agency")
    evaluation = get_object_or_404(rows.select_related("project__place"), pk=pk)
    if not in_charge(request.user, evaluation.project):
        raise PermissionDenied
    return evaluation


def carry_out(
    request: HttpRequest,
    evaluation: Evaluation,
    form: forms.Form,
    act: Any,
    heading: Any,
    done: Any,
) -> HttpResponse:
    """Calls ``act`` with the form's fields; what is refused is said on a page that keeps them."""
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, str(done))
            return redirect(evaluation)
    return ask_again(
        request,
        form,
        heading=heading,
        project=evaluation.project,
        cancel_url=evaluation.get_absolute_url(),
    )


@require_POST
def evaluation_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts more people on the panel."""
    evaluation = led(request, pk)

    def act(panel: Any) -> None:
        ids = [user.pk for user in panel]
        actions.appoint(evaluation_id=pk, user_ids=ids, by=request.user)

    form = AppointForm(request.POST, evaluation=evaluation)
    return carry_out(request, evaluation, form, act, _("Appoint evaluators"), _("Appointed."))


@require_POST
def evaluation_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Works out the result."""
    evaluation = led(request, pk)
    evaluation.refresh_from_db(fields=["status"])
    if evaluation.status == Evaluation.Status.CONCLUDED:
        messages.info(request, _("The evaluation is concluded already."))
        return redirect(evaluation)

    def act(opinion: str) -> None:
        actions.conclude(evaluation_id=pk, by=request.user, opinion=opinion)

    form = OpinionForm(request.POST)
    heading = _("Conclude the evaluation")
    return carry_out(request, evaluation, form, act, heading, _("The evaluation is concluded."))


@require_POST
def evaluation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Calls off an evaluation that was opened by mistake."""
    evaluation = led(request, pk)

    def act(reason: str) -> None:
        actions.withdraw_evaluation(evaluation_id=pk, by=request.user, reason=reason)

    form = ReasonForm(request.POST)
    heading = _("Withdraw the evaluation")
    return carry_out(request, evaluation, form, act, heading, _("The evaluation is withdrawn."))


@require_POST
def panelist_stand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """A panelist declares a conflict, or the leader relieves her."""
    rows = Panelist.objects.visible_to(request.user).select_related("evaluation__project__agency")
    panelist = get_object_or_404(rows, pk=pk)
    evaluation = panelist.evaluation
    if panelist.user_id != request.user.pk and not in_charge(request.user, evaluation.project):
        raise PermissionDenied

    def act(reason: str) -> None:
        actions.stand_down(panelist_id=pk, by=request.user, reason=reason)

    own = panelist.user_id == request.user.pk
    heading = _("Declare a conflict of interest") if own else _("Relieve an evaluator")
    form = ReasonForm(request.POST)
    return carry_out(request, evaluation, form, act, heading, _("Taken off the panel."))
