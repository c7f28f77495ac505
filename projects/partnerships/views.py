"""Pages of pairings, batches and exchanges."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects.common.history import edits
from projects.common.roles import Role
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
    with_refusal,
)
from projects.partnerships.actions import remove_member, save_dispatch, save_pairing, set_member
from projects.partnerships.filters import DispatchFilter, ExchangeFilter, PairingFilter
from projects.partnerships.forms import DispatchForm, ExchangeForm, MemberForm, PairingForm
from projects.partnerships.models import Dispatch, DispatchMember, Exchange, Pairing
from projects.partnerships.rule import hints

KEEPERS: frozenset[str] = frozenset({Role.PROVINCE})  # who enters pairings and exchanges
SENDERS: frozenset[str] = frozenset({Role.PROVINCE, Role.AGENCY})  # who enters batches


class PairingList(ScopedListView):
    model = Pairing
    filterset_class = PairingFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("helper__place").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = self.request.user.role in KEEPERS
        return super().get_context_data(**kwargs, may_add=may_add, today=timezone.localdate())


class PairingDetail(ScopedDetailView):
    model = Pairing

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("helper__place").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batches = list(self.object.dispatches.prefetch_related("members"))
        return super().get_context_data(
            **kwargs,
            dispatches=batches,
            hints=list(hints(batches)),
            edits=edits(self.object),
            may_change=self.request.user.role in KEEPERS,
            may_send=self.request.user.role in SENDERS,
            today=timezone.localdate(),
        )


class PairingCreate(RecordCreateView):
    model = Pairing
    form_class = PairingForm
    roles = KEEPERS
    saved_message = _("The pairing is registered.")

    def save(self, form: Any) -> Pairing:
        return save_pairing(pairing=form.instance)


class PairingUpdate(RecordUpdateView):
    model = Pairing
    form_class = PairingForm
    roles = KEEPERS

    def save(self, form: Any) -> Pairing:
        return save_pairing(pairing=form.instance)


class DispatchList(ScopedListView):
    model = Dispatch
    filterset_class = DispatchFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pairing__helper__place").with_counts()


class DispatchDetail(ScopedDetailView):
    model = Dispatch

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pairing__helper").with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.role in SENDERS
        if may_change and "member_form" not in kwargs:
            kwargs["member_form"] = MemberForm(user=self.request.user, dispatch=self.object)
        return super().get_context_data(
            **kwargs,
            members=self.object.members.select_related("worker"),
            edits=edits(self.object),
            may_change=may_change,
        )


class DispatchCreate(RecordCreateView):
    """Enters a batch of the pairing in the address."""

    model = Dispatch
    form_class = DispatchForm
    saved_message = _("The batch is on record; enter who went.")

    def check_role(self, request: HttpRequest) -> None:
        pairings = Pairing.objects.visible_to(request.user).select_related("helper")
        self.pairing = get_object_or_404(pairings, pk=self.kwargs["pk"])
        if request.user.role not in SENDERS:
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        return {"place": f"{self.pairing.helped_province}{self.pairing.helped_place}"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, pairing=self.pairing)

    def save(self, form: Any) -> Dispatch:
        form.instance.pairing = self.pairing
        return save_dispatch(dispatch=form.instance)


class DispatchUpdate(RecordUpdateView):
    model = Dispatch
    form_class = DispatchForm
    roles = SENDERS
    locks_first = ("pairing",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pairing__helper")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, pairing=self.object.pairing)

    def save(self, form: Any) -> Dispatch:
        return save_dispatch(dispatch=form.instance)


@require_POST
def dispatch_member_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters somebody in the batch, or corrects her days."""
    page = DispatchDetail()
    page.setup(request, pk=pk)
    page.object = page.get_object()
    if request.user.role not in SENDERS:
        raise PermissionDenied
    form = MemberForm(request.POST, user=request.user, dispatch=page.object)
    if form.is_valid():
        try:
            set_member(dispatch_id=pk, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(page.object)
    return page.render_to_response(page.get_context_data(object=page.object, member_form=form))


@require_POST
def dispatch_member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes somebody out of the batch."""
    members = DispatchMember.objects.visible_to(request.user).select_related("dispatch")
    member = get_object_or_404(members, pk=pk)
    if request.user.role not in SENDERS:
        raise PermissionDenied
    remove_member(member=member)
    messages.success(request, _("Taken out; the history keeps the entry."))
    return redirect(member.dispatch)


class ExchangeList(ScopedListView):
    model = Exchange
    filterset_class = ExchangeFilter

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, may_add=self.request.user.role in KEEPERS)


class ExchangeDetail(ScopedDetailView):
    model = Exchange

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.role in KEEPERS
        return super().get_context_data(**kwargs, edits=edits(self.object), may_change=may_change)


class ExchangeCreate(RecordCreateView):
    model = Exchange
    form_class = ExchangeForm
    roles = KEEPERS
    saved_message = _("The exchange is registered.")


class ExchangeUpdate(RecordUpdateView):
    model = Exchange
    form_class = ExchangeForm
    roles = KEEPERS
