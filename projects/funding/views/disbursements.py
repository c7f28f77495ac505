"""Pages of disbursements, and what officials and agencies do with one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import LONGEST_ID, ReasonForm
from projects.common.money import total
from projects.common.pagination import SummingPaginator
from projects.common.roles import OFFICIALS, Role
from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView, with_refusal
from projects.funding.actions import check, propose, propose_reversal, receive
from projects.funding.filters import DisbursementFilter
from projects.funding.forms.disbursements import DisbursementForm, ReceiptForm, RefusalForm
from projects.funding.models import Disbursement, Source, Tranche
from projects.funding.rules.disbursements import check_bar

Status = Disbursement.Status
WHOLE = (
    "source__project__place",
    "source__project__agency",
    "source__budget__place",
    "source__budget__holder",
    "tranche__plan__contract__agency",
    "reverses",
    "created_by",
    "checked_by",
    "received_by",
)


class DisbursementPaginator(SummingPaginator):
    aggregates = {"amount": total("amount")}


class DisbursementList(ScopedListView):
    model = Disbursement
    filterset_class = DisbursementFilter
    exported = True
    paginator_class = DisbursementPaginator
    extra_context = {"default_sort": "-day"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("source__project__place", "source__budget__place", "tranche")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one project name it, so its chip costs no query.
        for entry in list(context["object_list"])[:1]:
            project = entry.source.project
            context["filter"].form.fields["project"].choices = [(project.pk, project.name)]
        return context


class DisbursementDetail(ScopedDetailView):
    model = Disbursement

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*WHOLE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **what_may(self.object, self.request.user)}


def what_may(entry: Disbursement, user: Any, **forms: Any) -> dict[str, Any]:
    """What ``user`` may do with ``entry`` now, with the forms of it, or the words why not."""
    waits = entry.status == Status.PROPOSED
    standing = [one for one in entry.reversals.all() if one.status != Status.REFUSED]
    paid = entry.status == Status.APPROVED and not entry.reverses_id
    return {
        "check_bar": check_bar(entry, user) if waits and user.role in OFFICIALS else "",
        "may_check": waits and not check_bar(entry, user),
        "may_confirm": paid and user.role == Role.AGENCY and not entry.received_on,
        "may_reverse": paid and entry.source.budget.is_held_by(user) and not standing,
        "reversal": standing[0] if standing else None,
        "refusal_form": RefusalForm(),
        "receipt_form": ReceiptForm(),
        "reason_form": ReasonForm(),
        **forms,
    }


class DisbursementCreate(RecordCreateView):
    """Proposes the share of a source in a due tranche; the address names both."""

    model = Disbursement
    form_class = DisbursementForm
    roles = OFFICIALS
    saved_message = gettext_lazy("The payment is proposed. Another official approves it.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_role(request)
        if not request.GET.get("source") and not request.GET.get("tranche"):
            messages.info(request, _("Choose a due tranche; its share is worked out for you."))
            return redirect("due_list")
        rows = Source.objects.visible_to(request.user)
        self.source = get_object_or_404(
            rows.select_related("project__place", "budget__place", "budget__holder"),
            pk=self._id("source"),
        )
        if not self.source.budget.is_held_by(request.user):
            raise PermissionDenied
        tranches = Tranche.objects.visible_to(request.user).with_reached_on()
        self.tranche = get_object_or_404(
            tranches.select_related("plan__contract__agency"),
            pk=self._id("tranche"),
            plan__contract__project=self.source.project_id,
        )
        return super().dispatch(request, *args, **kwargs)

    def _id(self, name: str) -> int:
        text = self.request.GET.get(name, "")
        if not text.isdecimal() or len(text) > LONGEST_ID:
            raise Http404
        return int(text)

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = Disbursement(source=self.source, tranche=self.tranche)
        return {**super().get_form_kwargs(), "instance": instance}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(source=self.source, tranche=self.tranche, **kwargs)

    def save(self, form: Any) -> Disbursement:
        data = form.cleaned_data
        return propose(
            tranche_id=self.tranche.pk,
            source_id=self.source.pk,
            day=data["day"],
            by=self.request.user,
            deduction=data["deduction"],
            deduction_reason=data["deduction_reason"],
            document_number=data["document_number"],
            submission_key=data.get("submission"),
        )


def _entry(request: HttpRequest, pk: int) -> Disbursement:
    rows = Disbursement.objects.visible_to(request.user).select_related(*WHOLE)
    return get_object_or_404(rows, pk=pk)


def _again(request: HttpRequest, entry: Disbursement, **forms: Any) -> HttpResponse:
    context = {"disbursement": entry, "object": entry}
    context |= what_may(entry, request.user, **forms)
    return render(request, "funding/disbursement_detail.html", context)


@require_POST
def disbursement_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Approves a proposal (``verdict`` approve) or refuses it, with the reason that the form gives."""
    entry = _entry(request, pk)
    if not entry.source.budget.is_held_by(request.user):
        raise PermissionDenied
    approve = request.POST.get("verdict") == "approve"
    form = RefusalForm(request.POST)
    if not approve and not form.is_valid():
        return _again(request, entry, refusal_form=form)
    refusal = "" if approve else form.cleaned_data["refusal"]
    try:
        check(disbursement_id=entry.pk, approve=approve, by=request.user, refusal=refusal)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(entry)
    messages.success(
        request, _("The payment is approved.") if approve else _("The payment is refused.")
    )
    return redirect(entry)


@require_POST
def disbursement_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms the receipt, as the agency."""
    entry = _entry(request, pk)
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    form = ReceiptForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["received_on"]
        try:
            receive(disbursement_id=entry.pk, day=day, by=request.user)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The receipt is confirmed."))
            return redirect(entry)
    return _again(request, entry, receipt_form=form)


@require_POST
def disbursement_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposes to take a payment back, with the reason that the form gives."""
    entry = _entry(request, pk)
    if not entry.source.budget.is_held_by(request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _again(request, entry, reason_form=form)
    reason = form.cleaned_data["reason"]
    try:
        reversal = propose_reversal(disbursement_id=entry.pk, reason=reason, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(entry)
    messages.success(request, _("The reversal is proposed. Another official approves it."))
    return redirect(reversal)
