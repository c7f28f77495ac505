"""Accounts: pages for the system administrator only."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView, UpdateView

from projects.accounts.actions import open_account, remove_second_factor, reset_password, unlock
from projects.accounts.filters import UserFilter
from projects.accounts.forms import UserForm
from projects.accounts.lock import is_locked
from projects.accounts.models import User
from projects.accounts.registry import SHOWN, agencies_named, place_path, places_named
from projects.common.roles import Role
from projects.common.views import ScopedListView, ScopedMixin

ADMINISTRATORS: frozenset[str] = frozenset({Role.SYSADMIN})


class UserList(ScopedListView):
    model = User
    filterset_class = UserFilter
    extra_context = {"default_sort": "username"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency")


class UserCreate(ScopedMixin, CreateView):
    """Opens an account and shows its first password, once, on the page that answers the form."""

    model = User
    form_class = UserForm
    roles = ADMINISTRATORS
    template_name = "accounts/user_form.html"
    extra_context = {"cancel_url": reverse_lazy("user_list")}

    def form_valid(self, form: UserForm) -> HttpResponse:
        try:
            password = open_account(user=form.instance)
        except IntegrityError as refusal:
            return self.refused_meanwhile(form, refusal)
        return show_password(self.request, form.instance, password)


class UserUpdate(ScopedMixin, UpdateView):
    """Edits an account; the verbs beside the form reset what its owner has lost."""

    model = User
    form_class = UserForm
    roles = ADMINISTRATORS
    template_name = "accounts/user_form.html"
    success_url = reverse_lazy("user_list")
    extra_context = {"cancel_url": reverse_lazy("user_list")}
    # Not "user": that is who looks at the page.
    context_object_name = "account"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency", "employer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            has_second_factor=Authenticator.objects.filter(user=self.object).exists(),
            is_locked=is_locked(self.object),
            **kwargs,
        )

    def form_valid(self, form: UserForm) -> HttpResponse:
        try:
            with transaction.atomic():
                answer = super().form_valid(form)
        except IntegrityError as refusal:
            return self.refused_meanwhile(form, refusal)
        messages.success(self.request, _("Saved."))
        return answer


def _account(request: HttpRequest, pk: int) -> User:
    """The account ``pk`` for an administrator; everybody else is refused."""
    if request.user.role not in ADMINISTRATORS:
        raise PermissionDenied
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@require_POST
def user_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    return show_password(request, account, reset_password(user=account))


@require_POST
def user_remove_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    remove_second_factor(user=account)
    messages.success(request, _("The second factor is removed; all sessions are ended."))
    return redirect("user_edit", pk)


@require_POST
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    unlock(user=account)
    messages.success(request, _("The account may try to sign in again."))
    return redirect("user_edit", pk)


@never_cache
def show_password(request: HttpRequest, account: User, password: str) -> HttpResponse:
    """The one page that ever shows a password; it answers the form, so no address leads back to it."""
    context = {"account": account, "password": password}
    return render(request, "accounts/user_password.html", context)


@require_GET
def user_place_options(request: HttpRequest) -> HttpResponse:
    """Places for the datalist of the form, as an administrator types."""
    text = _typed(request, "place")
    found = places_named(text)[:SHOWN] if text else ()
    options = [(f"{place.code} {place}", place_path(place)) for place in found]
    return render(request, "accounts/_options.html", {"options": options})


@require_GET
def user_agency_options(request: HttpRequest) -> HttpResponse:
    """Agencies for the datalist of the form, as an administrator types."""
    text = _typed(request, "agency") or _typed(request, "employer")
    found = agencies_named(text)[:SHOWN] if text else ()
    options = [(f"{agency.credit_code} {agency}", str(agency.place)) for agency in found]
    return render(request, "accounts/_options.html", {"options": options})


def _typed(request: HttpRequest, name: str) -> str:
    if request.user.role not in ADMINISTRATORS:
        raise PermissionDenied
    # PostgreSQL refuses a text with a NUL byte.
    return request.GET.get(name, "").replace("\0", "").strip().partition(" ")[0]
