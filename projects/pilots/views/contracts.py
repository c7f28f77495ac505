"""The page "notice and contract" of a project, and the form of its contract."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.attachments.actions import attach
from projects.attachments.models import Attachment
from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedDetailView
from projects.pilots.actions.contracts import save_contract
from projects.pilots.contracting import page_of
from projects.pilots.forms.contracts import ContractForm
from projects.pilots.models import Contract, Project

WRITERS: frozenset[str] = frozenset({Role.COUNTY})


class ProjectContract(ScopedDetailView):
    """The notices of a project with their objections, the purchase rule that applies, the contract."""

    model = Project
    template_name = "pilots/project_contract.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place__parent", "agency", "plan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = page_of(self.object, self.request.user, timezone.localdate())
        return super().get_context_data(
            found=found,
            edits=edits(found.contract) if found.contract else [],
            today=timezone.localdate(),
            **kwargs,
        )


class ContractMixin:
    """What both forms of a contract share."""

    model = Contract
    form_class = ContractForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project
        cancel_url = Contract(project=project).get_absolute_url()
        return super().get_context_data(project=project, cancel_url=cancel_url, **kwargs)

    def save(self, form: Any) -> Contract:
        """Saves the contract and puts the scans to it, all or nothing."""
        contract = save_contract(
            contract=form.instance, communities=form.cleaned_data["communities"]
        )
        for scan in form.cleaned_data["scans"]:
            attach(owner=contract, upload=scan, kind=Attachment.Kind.CONTRACT, by=self.request.user)
        return contract


class ContractCreate(ContractMixin, RecordCreateView):
    """Writes the contract of the project in the address, once its public notice is over."""

    saved_message = gettext_lazy(
        "The contract is recorded. The project can start once it has a lead."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = self.project
        if request.user.role not in WRITERS:
            raise PermissionDenied
        contract = Contract.objects.visible_to(request.user).filter(project=project).first()
        if contract and request.method == "GET":
            messages.info(request, _("The project already has a contract; here it is."))
            return redirect(contract)
        if project.status != Project.Status.CONTRACTING:
            messages.warning(
                request,
                _("The contract is written while the project awaits it, after the public notice."),
            )
            return redirect("project_contract", project.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.visible_to(self.request.user)
        return get_object_or_404(
            projects.select_related("agency", "place__parent"), pk=self.kwargs["pk"]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = Contract(project=self.project, agency=self.project.agency)
        return {**super().get_form_kwargs(), "instance": instance}


class ContractUpdate(ContractMixin, RecordUpdateView):
    """Edits a contract until the project starts; afterwards it changes by change requests only."""

    roles = WRITERS
    locks_first = ("project",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("project__agency", "project__place__parent")

    @property
    def project(self) -> Project:
        return self.object.project

    def why_closed(self, record: Contract) -> str:
        if record.project.status == Project.Status.CONTRACTING:
            return ""
        return _("The contract can no longer be edited; ask for a change of the project instead.")
