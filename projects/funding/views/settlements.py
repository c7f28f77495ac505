"""Pages of a project's settlement: its figures, what went back, the statement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.money import ZERO
from projects.common.roles import Role
from projects.common.views import RecordCreateView, ScopedDetailView, with_refusal
from projects.funding.actions import refund, reverse_refund, settle
from projects.funding.actions.refunds import may_refund
from projects.funding.actions.settlements import may_settle
from projects.funding.forms import RefundForm, SettlementForm
from projects.funding.models import Refund, Settlement, Source
from projects.funding.querysets import MONEY_READERS
from projects.pilots.models import Project


class ProjectSettlement(ScopedDetailView):
    """What became of each source of a project's money, and the county's statement of it."""

    model = Project
    roles = MONEY_READERS
    template_name = "funding/project_settlement.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("plan", "place", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | page_context(self.request, self.object)


def page_context(request: HttpRequest, project: Project, **forms: Any) -> dict[str, Any]:
    """What the page shows; ``forms`` are those that came back with errors."""
    user = request.user
    sources = Source.objects.visible_to(user).filter(project=project)
    refunds = Refund.objects.visible_to(user).of(project)
    stated = Settlement.objects.visible_to(user).filter(project=project)
    settlement = stated.select_related("stated_by").first()
    sums = sources.sums()
    return {
        "project": project,
        "sources": sources.select_related("budget__place"),
        "sums": sums,
        "balance": sums["paid"] - sums["spent"] - sums["returned"],
        "refunds": refunds.select_related("source__budget__place", "reversal"),
        "settlement": settlement,
        "is_current": bool(settlement and settlement.agrees_with(sums)),
        "settlement_form": forms.get("settlement_form")
        or SettlementForm(instance=settlement, user=user),
        "refused_refund": forms.get("refused_refund"),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "may": {"settle": may_settle(project, user), "refund": may_refund(project, user)},
    }


def _page(request: HttpRequest, project: Project, **forms: Any) -> HttpResponse:
    context = page_context(request, project, **forms)
    return render(request, "funding/project_settlement.html", context)


def _visible(request: HttpRequest, pk: int) -> Project:
    """The project for who reads it and, as the county, may act; else 404 or 403."""
    rows = Project.objects.visible_to(request.user).select_related("plan", "place", "agency")
    project = get_object_or_404(rows, pk=pk)
    if request.user.role != Role.COUNTY:
        raise PermissionDenied
    return project


@require_POST
def settlement_state(request: HttpRequest, pk: int) -> HttpResponse:
    """States the settlement, with the figures that the ledger has now."""
    project = _visible(request, pk)
    made = Settlement.objects.visible_to(request.user).filter(project=project).first()
    form = SettlementForm(request.POST, instance=made, user=request.user)
    if form.is_valid():
        names = ("settled_on", "auditor", "opinion", "remarks", "version")
        data = {name: form.cleaned_data[name] for name in names}
        try:
            key = form.cleaned_data["submission"]
            settle(project_id=project.pk, by=request.user, submission_key=key, **data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The settlement has been stated."))
            return redirect("project_settlement", project.pk)
    return _page(request, project, settlement_form=form)


class RefundCreate(RecordCreateView):
    """Enters what the agency has paid back."""

    model = Refund
    form_class = RefundForm
    roles = frozenset({Role.COUNTY})
    saved_message = gettext_lazy("The refund is entered, divided over the sources.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.project = _visible(request, kwargs.pop("pk"))
        self.kwargs = kwargs
        self.sources = Source.objects.visible_to(request.user).filter(project=self.project)
        self.left = sum((source.balance for source in self.sources), ZERO)
        closed = not may_refund(self.project, request.user)
        if closed or (request.method == "GET" and not self.left):
            why = _("The project is closed.") if closed else _("Nothing is left to be returned.")
            messages.warning(request, why)
            return redirect("project_settlement", self.project.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "left": self.left}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("project_settlement", args=[self.project.pk])
        sources = self.sources.select_related("budget__place")
        return super().get_context_data(
            **kwargs, project=self.project, sources=sources, left=self.left, cancel_url=url
        )

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        return refund(
            project_id=self.project.pk,
            amount=data["amount"],
            day=data["day"],
            document_number=data["document_number"],
            by=self.request.user,
            submission_key=data.get("submission"),
        )[0]


@require_POST
def refund_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a refund back, with the reason that the form gives."""
    rows = Refund.objects.visible_to(request.user)
    entry = get_object_or_404(rows.select_related("source"), pk=pk)
    project = _visible(request, entry.source.project_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, project, refused_refund=entry.pk, reason_form=form)
    try:
        reverse_refund(refund_id=entry.pk, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The refund is taken back."))
    return redirect("project_settlement", project.pk)
