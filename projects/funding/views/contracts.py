"""A contract over its sources, and its tranches."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from projects.common.views import ScopedDetailView, with_refusal
from projects.funding.actions import commit, save_plan
from projects.funding.actions.commitments import may_commit
from projects.funding.actions.tranches import may_plan
from projects.funding.forms.disbursements import CommitForm, PlanForm
from projects.funding.models import Commitment, Disbursement, Source, Tranche, TranchePlan
from projects.funding.querysets.money import MONEY_READERS
from projects.funding.shares import shares_of
from projects.pilots.models import Contract, Project


class ContractMoney(ScopedDetailView):
    """A page about the contract of a project, with one form for its county."""

    model = Project
    roles = MONEY_READERS
    may: Any = None

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency")

    @cached_property
    def contract(self) -> Contract | None:
        return Contract.objects.visible_to(self.request.user).filter(project=self.object).first()

    @cached_property
    def sources(self) -> list[Source]:
        rows = Source.objects.visible_to(self.request.user).filter(project=self.object)
        return list(rows.select_related("budget__place").order_by("budget"))

    def may_change(self) -> bool:
        return self.contract is not None and type(self).may(self.object, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or (self.form() if self.may_change() else None)
        return super().get_context_data(
            form=form, contract=self.contract, sources=self.sources, **kwargs
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        if not self.may_change():
            raise PermissionDenied
        form = self.form(request.POST)
        if form.is_valid():
            try:
                self.save(form)
            except ValidationError as refusal:
                with_refusal(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(request.path)
        return self.render_to_response(self.get_context_data(form=form))

    def form(self, data: Any = None) -> Any:
        """The form of the page, bound to ``data``."""
        raise NotImplementedError

    def save(self, form: Any) -> None:
        """Calls the action."""
        raise NotImplementedError


class ProjectCommitments(ContractMoney):
    """Which source bears how much of the contract, and what was divided and freed when."""

    template_name = "funding/project_commitments.html"
    may = staticmethod(may_commit)

    def form(self, data: Any = None) -> CommitForm:
        return CommitForm(data, contract=self.contract, sources=self.sources)

    def save(self, form: CommitForm) -> None:
        commit(
            contract_id=self.contract.pk,
            by=self.request.user,
            parts=form.parts,
            day=form.cleaned_data["day"],
            reason=form.cleaned_data["reason"],
            document_number=form.cleaned_data["document_number"],
            submission_key=form.cleaned_data["submission"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = Commitment.objects.visible_to(self.request.user).of(self.object)
        left = self.contract.amount - self.contract.committed if self.contract else None
        return super().get_context_data(
            entries=entries.select_related("source__budget__place", "created_by"),
            left=left,
            **kwargs,
        )


class ProjectTranches(ContractMoney):
    """The tranche plan of the contract with the share of each source, and what became of each."""

    template_name = "funding/project_tranches.html"
    may = staticmethod(may_plan)

    @cached_property
    def plan(self) -> TranchePlan | None:
        rows = TranchePlan.objects.visible_to(self.request.user)
        return rows.filter(contract=self.contract).first() if self.contract else None

    @cached_property
    def entries(self) -> dict[tuple[int, int], Disbursement]:
        """What was proposed or paid, by (source, tranche)."""
        rows = Disbursement.objects.visible_to(self.request.user).of(self.object).standing()
        return {(entry.source_id, entry.tranche_id): entry for entry in rows}

    def form(self, data: Any = None) -> PlanForm:
        return PlanForm(data, plan=self.plan, settled={key[1] for key in self.entries})

    def save(self, form: PlanForm) -> None:
        save_plan(
            contract_id=self.contract.pk,
            rows=form.tranches,
            by=self.request.user,
            version=form.cleaned_data["version"],
            submission_key=form.cleaned_data["submission"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Tranche.objects.visible_to(self.request.user).filter(plan=self.plan)
        shares = shares_of(self.sources)
        tranches = [
            (tranche, [self._cell(source, tranche, shares) for source in self.sources])
            for tranche in rows.with_reached_on().order_by("number")
        ]
        return super().get_context_data(tranches=tranches, plan=self.plan, **kwargs)

    def _cell(self, source: Source, tranche: Any, shares: Any) -> dict[str, Any]:
        """The share of a source in a tranche, and the payment that stands for it."""
        return {
            "source": source,
            "share": shares[source.pk][tranche.pk],
            "entry": self.entries.get((source.pk, tranche.pk)),
        }
