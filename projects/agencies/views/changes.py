"""Verbs about key facts that an agency asks to have changed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects.agencies.actions.agencies import confirm_change, decline_change, withdraw_change
from projects.agencies.models import FactChange
from projects.agencies.views.agencies import is_own, is_registrar, page_with
from projects.common.forms import ReasonForm


@require_POST
def change_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the change true."""
    change = _change(request, pk, is_registrar)
    return _answer(request, change, confirm_change, _("Confirmed; the entry is changed."))


@require_POST
def change_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Declines the change with a reason that the agency reads."""
    change = _change(request, pk, is_registrar)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page_with(request, change.agency, decline_form=form)
    reason = form.cleaned_data["reason"]
    return _answer(request, change, decline_change, _("Declined."), reason=reason)


@require_POST
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the change back, which only the agency does."""
    change = _change(request, pk, is_own)
    return _answer(request, change, withdraw_change, _("Withdrawn."))


def _change(request: HttpRequest, pk: int, may: Any) -> FactChange:
    changes = FactChange.objects.visible_to(request.user).select_related("agency")
    change = get_object_or_404(changes, pk=pk)
    if not may(request.user, change.agency):
        raise PermissionDenied
    return change


def _answer(
    request: HttpRequest, change: FactChange, action: Any, done: Any, **arguments: Any
) -> HttpResponse:
    try:
        action(change_id=change.pk, by=request.user, **arguments)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(change.agency)
