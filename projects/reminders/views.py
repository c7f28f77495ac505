"""The page of what waits for the user."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.common.roles import BUSINESS
from projects.reminders.actions import choose_mail
from projects.reminders.forms import MailForm
from projects.reminders.models import MailChoice
from projects.reminders.waiting import waiting_for

PAGE = 30


def reminder_list(request: HttpRequest) -> HttpResponse:
    """All that waits for the user, by kind; two more queries than any page makes."""
    _check(request)
    choice = MailChoice.objects.visible_to(request.user).first()
    form = MailForm(
        initial={"email": request.user.email, "daily": choice.daily if choice else True}
    )
    return _page(request, form)


@require_POST
def mail_choice(request: HttpRequest) -> HttpResponse:
    """Saves whether and where the user wants the daily mail."""
    _check(request)
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    choose_mail(user=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("reminder_list")


def _check(request: HttpRequest) -> None:
    if request.user.role not in BUSINESS:
        raise PermissionDenied


def _page(request: HttpRequest, form: MailForm) -> HttpResponse:
    waiting = waiting_for(request.user, timezone.localdate())
    kind = request.GET.get("kind", "")
    items = [item for item in waiting.everything if not kind or item.queue == kind]
    paginator = Paginator(items, PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "waiting": waiting,
        "kind": kind,
        "mail_form": form,
        "object_list": page.object_list,
        "paginator": paginator,
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return render(request, "reminders/reminder_list.html", context)
