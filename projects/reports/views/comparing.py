"""Two runs of one report side by side, and the newer one as the correction of the older."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects.common.forms import LONGEST_ID
from projects.reports.actions import correct_run, correction_error
from projects.reports.comparing import differences
from projects.reports.documents import table_of
from projects.reports.models import ReportRun
from projects.reports.views.runs import refuse_others, visible_run

CHOICES = 100  # runs to choose from, the newest first


@require_GET
def report_run_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The differences between this run and another one of the same report, plan and area."""
    run = visible_run(request, pk)
    others = _others(request, run)
    named = request.GET.get("with", "")
    context: dict[str, Any] = {"run": run, "others": others.defer("table")[:CHOICES]}
    if named.isdecimal() and len(named) <= LONGEST_ID:
        other = get_object_or_404(others, pk=named)
        old, new = sorted((run, other), key=lambda one: one.pk)
        context |= {"other": other, "old": old, "new": new}
        context["differences"] = differences(table_of(old), table_of(new))
        context["may_correct"] = not correction_error(run=new, replaces=old, by=request.user)
    return render(request, "reports/reportrun_compare.html", context)


@require_POST
def report_run_correct(request: HttpRequest, pk: int, old: int) -> HttpResponse:
    """Says that this run corrects an older one."""
    run = visible_run(request, pk)
    replaces = visible_run(request, old)
    refuse_others(request)
    try:
        correct_run(run_id=run.pk, replaces_id=replaces.pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The older run is marked as corrected by this one."))
    return redirect(run)


def _others(request: HttpRequest, run: ReportRun) -> Any:
    same = {"report": run.report, "plan": run.plan_id, "place": run.place_id}
    runs = ReportRun.objects.visible_to(request.user).filter(**same).exclude(pk=run.pk)
    return runs.exclude(sha256="").select_related("plan", "created_by")
