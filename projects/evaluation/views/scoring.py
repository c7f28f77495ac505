"""The page on which a score sheet is filled in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.common.views import with_refusal
from projects.evaluation.actions.scoring import fill_in, may_fill
from projects.evaluation.forms.scoring import MarksForm
from projects.evaluation.models import Evaluation, FilledSheet
from projects.evaluation.recusal import conflict


@require_http_methods(["GET", "POST"])
def evaluation_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores an evaluation from one's seat, or evaluates one's own agency; kept until handed in."""
    rows = Evaluation.objects.visible_to(request.user)
    evaluation = get_object_or_404(
        rows.select_related("sheet", "project__agency", "project__place"), pk=pk
    )
    if not may_fill(evaluation, request.user):
        raise PermissionDenied
    filled = own_sheet(evaluation, request.user)
    if why := why_closed(evaluation, filled, request.user):
        messages.warning(request, why)
        return redirect(evaluation)
    form = MarksForm(
        request.POST or None,
        criteria=list(evaluation.sheet.criteria.all()),
        filled=filled,
        beside=self_evaluation(evaluation, request.user),
    )
    if request.method == "POST" and form.is_valid() and _kept(request, evaluation, form):
        return redirect(evaluation)
    context = {
        "evaluation": evaluation,
        "project": evaluation.project,
        "form": form,
        "cancel_url": evaluation.get_absolute_url(),
    }
    return render(request, "evaluation/fill.html", context)


def own_sheet(evaluation: Evaluation, user: Any) -> FilledSheet | None:
    """The sheet that ``user`` fills in: her own as a panelist, or her agency's."""
    rows = FilledSheet.objects.visible_to(user).filter(evaluation=evaluation)
    mine = {"panelist": None} if user.agency_id else {"panelist__user": user.pk}
    return rows.filter(**mine).prefetch_related("scores").first()


def self_evaluation(evaluation: Evaluation, user: Any) -> FilledSheet | None:
    """The agency's own sheet, shown beside the evaluator's once it was handed in."""
    if user.agency_id:
        return None
    rows = FilledSheet.objects.visible_to(user).filter(evaluation=evaluation, panelist=None)
    return rows.prefetch_related("scores").first()


def why_closed(evaluation: Evaluation, filled: FilledSheet | None, user: Any) -> str:
    """Why the sheet can no longer be filled in, or ""."""
    if not evaluation.is_open:
        return _("The evaluation is over; nothing can be changed any more.")
    if filled and filled.submitted_at:
        return _("This sheet was handed in; it can no longer be changed.")
    return "" if user.agency_id else str(conflict(user, evaluation.project))


def _kept(request: HttpRequest, evaluation: Evaluation, form: MarksForm) -> bool:
    """Whether the marks could be kept; a refusal goes onto the form."""
    try:
        filled = fill_in(
            evaluation_id=evaluation.pk,
            by=request.user,
            marks=form.marks(),
            remark=form.cleaned_data["remark"],
            hand_in=form.hand_in,
            version=form.cleaned_data["version"],
        )
    except ValidationError as refusal:
        with_refusal(form, refusal)
        if stored := own_sheet(evaluation, request.user):
            form.meet(stored.version)
        return False
    if form.hand_in:
        words = _("The sheet is handed in: %(total)s points.") % {"total": filled.total}
        messages.success(request, words)
    else:
        messages.success(request, _("Kept. Hand the sheet in when it is complete."))
    return True
