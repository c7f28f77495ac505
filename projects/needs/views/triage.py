"""What becomes of a need: accepted, verified, merged, declined, reopened."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.views import posted_version
from projects.needs.actions.triage import AlreadyDecided, DecisionRefused, decide
from projects.needs.forms.needs import MergeForm
from projects.needs.models import Need, ResidentReport
from projects.needs.triage import MOVES, Rule
from projects.needs.views.needs import NeedUpdate


class NeedAccept(NeedUpdate):
    """Accepts a resident's report; the text may be corrected first."""

    template_name = "needs/need_accept.html"
    saved_message = gettext_lazy("The need is registered.")

    def why_closed(self, record: Need) -> str:
        if record.status == Need.Status.REPORTED:
            return ""
        return _("This report has been dealt with already.")

    def save(self, form: Any) -> Need:
        need = form.save()
        try:
            decide(need_id=need.pk, name="accept", by=self.request.user)
        except DecisionRefused as refusal:
            raise ValidationError(str(refusal.message)) from refusal
        return need

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = ResidentReport.objects.visible_to(self.request.user)
        return super().get_context_data(report=reports.filter(need=self.object).first(), **kwargs)


def need_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks which need of the community stays, the similar ones first, and merges this one into it."""
    need, rule = _need_and_rule(request, pk, "merge")
    if need.status not in rule.start and request.method == "GET":
        messages.warning(request, _("This need can no longer be merged."))
        return redirect(need)
    form = MergeForm(
        request.POST or None,
        need=need,
        user=request.user,
        initial={"into": request.GET.get("into")},
    )
    if request.method == "POST" and form.is_valid():
        chosen, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        if _decide(request, need, rule, form, into_id=chosen.pk, reason=reason):
            return redirect(need)
    return _ask(request, need, rule, form, "needs/need_merge.html")


@require_POST
def need_decide(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Makes one move of the triage; what is refused is said on a page that keeps the reason."""
    need, rule = _need_and_rule(request, pk, name)
    if rule.page:
        raise Http404
    form = ReasonForm(request.POST) if rule.needs_reason else None
    if form and not form.is_valid():
        return _ask(request, need, rule, form)
    reason = form.cleaned_data["reason"] if form else ""
    if _decide(request, need, rule, form, reason=reason) or form is None:
        return redirect(need)
    return _ask(request, need, rule, form)


def _need_and_rule(request: HttpRequest, pk: int, name: str) -> tuple[Need, Rule]:
    needs = Need.objects.visible_to(request.user).select_related("place")
    need, rule = get_object_or_404(needs, pk=pk), MOVES.get(name)
    if rule is None:
        raise Http404
    if request.user.role not in rule.roles:
        raise PermissionDenied
    return need, rule


def _decide(request: HttpRequest, need: Need, rule: Rule, form: Any, **how: Any) -> bool:
    """Whether the move is made, now or before; a refusal goes to the form, or above the page."""
    version = posted_version(request)
    try:
        decide(need_id=need.pk, name=rule.name, by=request.user, version=version, **how)
    except AlreadyDecided as done:
        messages.info(request, str(done.message))
    except DecisionRefused as refusal:
        if form is None:
            messages.error(request, str(refusal.message))
        else:
            form.add_error(None, str(refusal.message))
        return False
    else:
        messages.success(request, str(rule.done))
    return True


def _ask(
    request: HttpRequest,
    need: Need,
    rule: Rule,
    form: Any,
    template: str = "needs/decision_form.html",
) -> HttpResponse:
    need.refresh_from_db()
    context = {"need": need, "rule": rule, "form": form, "cancel_url": need.get_absolute_url()}
    return render(request, template, context)
