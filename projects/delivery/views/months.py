"""Pages of months: what is due, one month, submitting, confirming and returning it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.common.pagination import SummingPaginator
from projects.common.roles import Role
from projects.common.views import ScopedDetailView, ScopedListView
from projects.delivery.actions import (
    confirm_month,
    confirm_months,
    return_month,
    submit_month,
)
from projects.delivery.filters import MonthFilter
from projects.delivery.models import MonthReport, ServiceRecord
from projects.delivery.month_counts import by_method, corrected_since, counts_of, with_counts
from projects.delivery.rules import addition_error, is_over, month_name

SHOWN = 100  # services on the page of a month; a link leads to all
Status = MonthReport.Status


class MonthPaginator(SummingPaginator):
    """Counts what waits and what is late along with the rows."""

    @cached_property
    def sums(self) -> dict[str, Any]:
        today = timezone.localdate()
        return self.object_list.order_by().aggregate(
            rows=Count("pk"),
            waiting=Count("pk", filter=Q(status=Status.SUBMITTED)),
            late=Count("pk", filter=Q(status__in=["open", "returned"], due__lt=today)),
        )


class MonthList(ScopedListView):
    """The months of projects: the reader's own turn first."""

    model = MonthReport
    filterset_class = MonthFilter
    exported = True
    paginator_class = MonthPaginator

    def get_queryset(self) -> Any:
        rows = with_counts(super().get_queryset())
        rows = rows.select_related("project__agency", "project__place")
        return rows.in_turn(self.request.user, timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one project name it, so its chip costs no query.
        for row in list(context["object_list"])[:1]:
            fields = context["filter"].form.fields
            fields["project"].choices = [(row.project_id, row.project.name)]
        return context


class MonthDetail(ScopedDetailView):
    """One month: what was done, the steps it took, and the next one for whoever makes it."""

    model = MonthReport

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("project__agency", "project__place")
        return rows.select_related("submitted_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, report = self.request.user, self.object
        inside = ServiceRecord.everything.visible_to(user).filter(
            project=report.project_id, date__gte=report.month, date__lte=report.last
        )
        counts = counts_of(report) if report.is_open else report.by_method
        figures = by_method([counts])
        own = user.role == Role.AGENCY and report.is_open
        confirmed = report.status == Status.CONFIRMED
        since = corrected_since(report) if confirmed else []
        return super().get_context_data(
            **kwargs,
            report=report,
            name=month_name(report.month),
            figures=figures,
            total=total(figures),
            since=since,
            since_total=total(since),
            now=total([*figures, *since]),
            corrections=report.corrections.select_related("record").waiting_first()[:SHOWN],
            may_correct=user.role == Role.AGENCY and not addition_error(report),
            services=inside.select_related("place", "lead").order_by("date", "pk")[:SHOWN],
            shown=SHOWN,
            moves=report.moves.select_related("by"),
            may_submit=own and is_over(report.project, report.month),
            must_wait=own and not is_over(report.project, report.month),
            may_decide=user.role == Role.COUNTY and report.status == Status.SUBMITTED,
        )


def total(figures: Sequence[tuple[str, int, int, Decimal]]) -> dict[str, Any]:
    """The sums below a table by method."""
    return {
        "records": sum(one[1] for one in figures),
        "attendances": sum(one[2] for one in figures),
        "hours": sum((one[3] for one in figures), Decimal(0)),
    }


@require_POST
def month_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Submits the month to the county."""
    words = _("The month is submitted; its services stay as they are now.")
    told = request.POST.get("explanation", "")
    return _verb(request, pk, Role.AGENCY, submit_month, words, explanation=told)


@require_POST
def month_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms what the page showed."""
    words, seen = _("The month is confirmed."), request.POST.get("seen", "")
    return _verb(request, pk, Role.COUNTY, confirm_month, words, seen=seen)


@require_POST
def month_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns the month to the agency."""
    words, told = _("The month is returned to the agency."), request.POST.get("comment", "")
    return _verb(request, pk, Role.COUNTY, return_month, words, comment=told)


def _verb(
    request: HttpRequest, pk: int, role: str, action: Callable[..., Any], words: str, **told: str
) -> HttpResponse:
    report = get_object_or_404(MonthReport.objects.visible_to(request.user), pk=pk)
    if request.user.role != role:
        raise PermissionDenied
    try:
        action(month_id=report.pk, by=request.user, **told)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, words)
    return redirect(report)


@require_POST
def month_bulk(request: HttpRequest) -> HttpResponse:
    """Shows the ticked months with their sums; sent again from there, confirms all of them."""
    if request.user.role != Role.COUNTY:
        raise PermissionDenied
    pairs = _pairs(request.POST.getlist("key"))
    if "sums" in request.POST and (done := _confirm_all(request, pairs)):
        return done
    rows = MonthReport.objects.visible_to(request.user).to_decide(request.user).filter(pk__in=pairs)
    reports = list(rows.select_related("project__agency", "project__place").order_by("month", "pk"))
    if not reports:
        messages.warning(request, _("Tick at least one month that awaits your check."))
        return redirect("month_list")
    figures = by_method(report.by_method for report in reports)
    context = {"reports": reports, "figures": figures, "total": total(figures)}
    return render(request, "delivery/month_bulk.html", context)


def _pairs(keys: list[str]) -> dict[int, str]:
    """{id of a month: the figures that were shown}; keys that no page of ours made are left out."""
    parts = [key.partition(":") for key in keys]
    return {int(pk): seen for pk, _colon, seen in parts if pk.isdecimal() and len(pk) < 19}


def _confirm_all(request: HttpRequest, pairs: dict[int, str]) -> HttpResponse | None:
    """Confirms all; None where it was refused, which is said above the sums as they are now."""
    try:
        made = confirm_months(month_ids=list(pairs), by=request.user, seen=pairs.values())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return None
    words = ngettext("%(n)s month is confirmed.", "%(n)s months are confirmed.", len(made))
    messages.success(request, words % {"n": len(made)})
    return redirect("month_list")
