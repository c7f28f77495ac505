"""What is due this month, who is late, what awaits the check; many at once after one confirmation."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.common.money import ZERO
from projects.common.roles import OFFICIALS, Role
from projects.common.views import ScopedListView, with_refusal
from projects.funding.actions import approve_all, propose_all
from projects.funding.due import (
    Line,
    due_rows,
    sums,
    ticked_to_approve,
    ticked_to_propose,
    to_check,
)
from projects.funding.filters import DueFilter
from projects.funding.forms.disbursements import BulkForm
from projects.funding.models import Budget, Source, Tranche
from projects.funding.shares import shares_of

SHOWN_TO_CHECK = 100
KEY = re.compile(r"\d{1,18}(-\d{1,18})?", re.ASCII)  # of a proposal, or of tranche and source


class DueList(ScopedListView):
    """Shares of tranches that are planned until the end of the month and not proposed yet.

    Two queries more than a list: the shares follow from the tranches and payments of the page's sources.
    """

    model = Source
    roles = OFFICIALS | {Role.AUDITOR}
    filterset_class = DueFilter
    paginate_by = 50

    def get_template_names(self) -> list[str]:
        return ["funding/due_list.html"]

    def get_queryset(self) -> Any:
        rows = due_rows(self.request.user)
        rows = rows.select_related(
            "project__place", "project__agency", "budget__holder", "budget__place"
        )
        # What the reader herself may propose, what others may, what waits for its milestone.
        reached = {"reached_on__isnull": False}
        own = Budget.objects.held_by(self.request.user)
        turn = Case(When(budget__in=own, **reached, then=0), When(**reached, then=1), default=2)
        return rows.order_by(turn, "planned_on", "project", "pk", "tranche_number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user, today = self.request.user, timezone.localdate()
        shares = shares_of(context["object_list"])
        for row in context["object_list"]:
            row.share = shares[row.pk][row.tranche_id]
            row.milestone_label = Tranche.Milestone(row.milestone).label
            row.is_late = row.reached_on is not None and row.planned_on < today
            row.may_propose = row.reached_on is not None and row.budget.is_held_by(user)
        # All rows of a list of one project name it, so its chip costs no query.
        for row in list(context["object_list"])[:1]:
            fields = context["filter"].form.fields
            fields["project"].choices = [(row.project_id, row.project.name)]
        waiting = list(to_check(user)[:SHOWN_TO_CHECK]) if user.role in OFFICIALS else []
        return {**context, "waiting": waiting, "today": today}


@require_POST
def disbursement_bulk(request: HttpRequest) -> HttpResponse:
    """Shows what was ticked with its sums; sent again from there, proposes or approves all of it."""
    if request.user.role not in OFFICIALS:
        raise PermissionDenied
    approving = request.POST.get("what") == "approve"
    # Keys that no page of ours made are left out.
    keys = [key for key in dict.fromkeys(request.POST.getlist("key")) if KEY.fullmatch(key)]
    if "total" in request.POST:
        form = BulkForm(request.POST)
        if form.is_valid() and (done := _do(request, form, keys, approving)):
            return done
    else:
        form = None
    ticked = ticked_to_approve if approving else ticked_to_propose
    lines = ticked(request.user, keys)
    if not lines:
        messages.warning(request, _("Tick at least one row that you may still pay."))
        return redirect("due_list")
    return render(request, "funding/disbursement_bulk.html", _confirmation(lines, approving, form))


def _confirmation(lines: list[Line], approving: bool, form: Any) -> dict[str, Any]:
    whole = sum((line.amount for line in lines), ZERO)
    if form is None:
        form = BulkForm(initial={"total": whole})
    else:  # what has changed since is shown, and asked for anew
        form.data = form.data.copy()
        form.data["total"] = str(whole)
    return {
        "form": form,
        "lines": lines,
        "approving": approving,
        "whole": whole,
        "groups": [
            (_("By level"), sums(lines, lambda line: line.budget.get_level_display())),
            (_("By nature"), sums(lines, lambda line: line.budget.get_nature_display())),
            (_("By project"), sums(lines, lambda line: line.project.name)),
        ],
    }


def _do(
    request: HttpRequest, form: BulkForm, keys: list[str], approving: bool
) -> HttpResponse | None:
    """Proposes or approves all; None where it was refused, with the words on the form."""
    total, by = form.cleaned_data["total"], request.user
    try:
        if approving:
            made = approve_all(ids=[_pair(key)[0] for key in keys], by=by, total=total)
            words = ngettext(
                "%(n)s payment is approved.", "%(n)s payments are approved.", len(made)
            )
        else:
            made = propose_all(
                pairs=[_pair(key) for key in keys],
                day=form.cleaned_data["day"],
                by=by,
                total=total,
                submission_key=form.cleaned_data["submission"],
            )
            words = ngettext(
                "%(n)s payment is proposed.", "%(n)s payments are proposed.", len(made)
            )
    except ValidationError as refusal:
        with_refusal(form, refusal)
        return None
    messages.success(request, words % {"n": len(made)})
    return redirect("due_list")


def _pair(key: str) -> tuple[int, int]:
    tranche, _dash, source = key.partition("-")
    return int(tranche), int(source or 0)
