"""Pages of transfers: handing a line's money down, and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.views import RecordCreateView, ScopedDetailView
from projects.funding.actions import reverse_transfer, transfer
from projects.funding.forms import TransferForm
from projects.funding.models import Budget, Transfer
from projects.funding.rules import lower_levels
from projects.funding.views.budgets import OfHeldLine


class TransferCreate(OfHeldLine, RecordCreateView):
    model = Transfer
    form_class = TransferForm
    saved_message = gettext_lazy("The money is handed down.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not lower_levels(self.budget.holder):
            why = _(
                "Money lies with counties at the lowest; townships' money is held by the county."
            )
            messages.warning(request, why)
            return redirect(self.budget)
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: Any) -> Transfer:
        data = form.cleaned_data
        return transfer(
            budget_id=self.budget.pk,
            place_id=data["place"].pk,
            amount=data["amount"],
            day=data["day"],
            document_number=data["document_number"],
            by=self.request.user,
            submission_key=data.get("submission"),
        )


def _rows(user: Any) -> Any:
    return Transfer.objects.visible_to(user).select_related(
        *("budget__place", "budget__holder", "target__holder", "target__place", "target__parent"),
        *("reversal", "reverses", "created_by"),
    )


class TransferDetail(ScopedDetailView):
    model = Transfer

    def get_queryset(self) -> Any:
        return _rows(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = _reversal_context(self.request, self.object, ReasonForm())
        return super().get_context_data(**kwargs) | context


def _reversal_context(request: HttpRequest, entry: Transfer, form: ReasonForm) -> dict[str, Any]:
    """What the page of a transfer shows about taking it back."""
    open_to_user = entry.budget.is_held_by(request.user) and entry.reverses_id is None
    reversal = getattr(entry, "reversal", None)
    lines = Budget.objects.visible_to(request.user)
    return {
        "form": form,
        "reversal": reversal,
        "may_reverse": open_to_user and reversal is None,
        "open_lines": set(
            lines.filter(pk__in=(entry.budget_id, entry.target_id)).values_list("pk", flat=True)
        ),
    }


@require_POST
def transfer_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a transfer back, with the reason that the form gives."""
    entry = get_object_or_404(_rows(request.user), pk=pk)
    if not entry.budget.is_held_by(request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = {"transfer": entry, "object": entry} | _reversal_context(request, entry, form)
        return render(request, "funding/transfer_detail.html", context)
    try:
        reversal = reverse_transfer(
            transfer_id=entry.pk, reason=form.cleaned_data["reason"], by=request.user
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(entry)
    messages.success(request, _("The transfer is taken back."))
    return redirect(reversal)
