"""Pages of bank statements: the lines, what each proves, and the payments that none proves."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.common.forms import LONGEST_ID, ReasonForm
from projects.common.money import total
from projects.common.pagination import SummingPaginator
from projects.common.roles import OFFICIALS, Role
from projects.common.views import ScopedDetailView, ScopedListView
from projects.funding.actions import match_bank_line, match_bank_lines, unmatch_bank_line
from projects.funding.bank_filters import BankLineFilter, UnprovenFilter
from projects.funding.candidates import candidates, said_of
from projects.funding.models import BankLine, Budget, Disbursement


class BankLinePaginator(SummingPaginator):
    aggregates = {
        "whole": total("amount"),
        "unmatched": total("amount", filter=Q(disbursement__isnull=True)),
    }


class BankLineList(ScopedListView):
    model = BankLine
    filterset_class = BankLineFilter
    exported = True
    paginator_class = BankLinePaginator
    extra_context = {"default_sort": "-day"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("holder", "disbursement__source__project")


class BankLineDetail(ScopedDetailView):
    model = BankLine

    def get_queryset(self) -> Any:
        return lines_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **line_context(self.request, self.object, ReasonForm()),
        }


def lines_of(user: Any) -> Any:
    """The lines that ``user`` may see, with what their page shows."""
    payment = "disbursement__source"
    return BankLine.objects.visible_to(user).select_related(
        "holder", f"{payment}__project", f"{payment}__budget", "matched_by", "created_by"
    )


def line_context(request: HttpRequest, line: BankLine, form: ReasonForm) -> dict[str, Any]:
    """What the page of a line shows beside it: its payment, or those that it may prove."""
    found = [] if line.disbursement_id else candidates(line, request.user)
    return {
        "form": form,
        "candidates": found,
        "said": "" if line.disbursement_id else said_of(line, found),
        "days": settings.BANK_MATCH_DAYS,
        "is_holder": request.user.speaks_for(line.holder),
        "unmatches": line.unmatches.select_related("disbursement", "created_by"),
    }


def own_line(request: HttpRequest, pk: int) -> BankLine:
    """The line, for an official of its place; 404 and 403 for the others."""
    line = get_object_or_404(lines_of(request.user), pk=pk)
    if not request.user.speaks_for(line.holder):
        raise PermissionDenied
    return line


@require_POST
def bank_line_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Matches the line to the payment that the form names."""
    line = own_line(request, pk)
    chosen = request.POST.get("disbursement", "")
    try:
        match_bank_line(
            line_id=line.pk,
            disbursement_id=int(chosen) if chosen.isdecimal() and len(chosen) <= LONGEST_ID else 0,
            by=request.user,
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The line is matched to the payment."))
    return redirect(line)


@require_POST
def bank_line_unmatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the line and its payment apart, with the reason that the form gives."""
    line, form = own_line(request, pk), ReasonForm(request.POST)
    if line.disbursement_id and not form.is_valid():
        context = {"bankline": line, "object": line} | line_context(request, line, form)
        return render(request, "funding/bankline_detail.html", context)
    try:
        unmatch_bank_line(
            line_id=line.pk, reason=form.data.get("reason", "")[:500], by=request.user
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The line and the payment are taken apart."))
    return redirect(line)


@require_POST
def bank_match_again(request: HttpRequest) -> HttpResponse:
    """Matches the lines of the official's place anew: payments may have come since the import."""
    place = request.user.place
    if place is None or request.user.role not in OFFICIALS:
        raise PermissionDenied
    result = match_bank_lines(holder=place)
    said = ngettext(
        "%(count)s line is now matched; %(left)s lines are left.",
        "%(count)s lines are now matched; %(left)s lines are left.",
        result.matched,
    ) % {"count": result.matched, "left": result.left}
    messages.success(request, said)
    return redirect("bank_line_list")


class UnprovenPaginator(SummingPaginator):
    aggregates = {
        "paid": total("amount", filter=Q(status="approved")),
        "planned": total("amount", filter=Q(status="proposed")),
    }


class UnprovenList(ScopedListView):
    """Payments that are paid or planned according to us, and not according to the bank."""

    model = Disbursement
    roles = OFFICIALS | {Role.AUDITOR}
    filterset_class = UnprovenFilter
    paginator_class = UnprovenPaginator
    extra_context = {"default_sort": "day", "days": settings.BANK_MATCH_DAYS}

    def get_template_names(self) -> list[str]:
        return ["funding/unproven_list.html"]

    def get_queryset(self) -> Any:
        budgets = Budget.objects.visible_to(self.request.user)
        until = timezone.localdate() - timedelta(days=settings.BANK_MATCH_DAYS)
        rows = super().get_queryset().awaiting_proof(until).filter(source__budget__in=budgets)
        return rows.order_by("day", "pk").select_related(
            "source__project__place", "source__budget__holder", "tranche__plan__contract__agency"
        )
