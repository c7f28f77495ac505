"""Who of the register came to a service."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from projects.common.forms import LONGEST_ID
from projects.common.roles import Role
from projects.delivery.actions.attendance import change_who_came
from projects.delivery.finding import find_people
from projects.delivery.models import Beneficiary, ServiceRecord
from projects.pilots.models import Project


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def service_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows who came, finds others in the register, adds and takes out.

    A search is posted: what is typed may be a name, which belongs in no address.
    """
    rows = ServiceRecord.objects.visible_to(request.user).select_related("project", "group")
    record = get_object_or_404(rows, pk=pk)
    if request.user.role != Role.AGENCY:
        raise PermissionDenied
    if request.method == "POST" and ("add" in request.POST or "remove" in request.POST):
        return _change(request, record)
    register = Beneficiary.objects.visible_to(request.user).select_related("place")
    came = register.filter(attended__record=record).without_numbers().order_by("pk")
    query = request.POST.get("q", "")[:50]
    without = [person.pk for person in came]
    context = {
        "record": record,
        "came": came,
        "q": query,
        "found": find_people(request.user, query, without=without),
        "members": _members(register, record, without) if record.group_id else [],
        "may_change": record.project.status == Project.Status.RUNNING,
    }
    return render(request, "delivery/service_people.html", context)


def _members(register: Any, record: ServiceRecord, without: list[int]) -> Any:
    """Those who belong to the group on the day of the session and are not named yet."""
    joined = register.not_erased().filter(
        memberships__group=record.group_id, memberships__joined_on__lte=record.date
    )
    left = register.filter(memberships__group=record.group_id, memberships__left_on__lt=record.date)
    return joined.exclude(pk__in=without).exclude(pk__in=left.values("pk")).without_numbers()


def _change(request: HttpRequest, record: ServiceRecord) -> HttpResponse:
    try:
        change_who_came(
            service_id=record.pk,
            by=request.user,
            add=_ids(request, "add"),
            remove=_ids(request, "remove"),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("service_people", record.pk)


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [
        int(text)
        for text in request.POST.getlist(name)
        if text.isdecimal() and len(text) <= LONGEST_ID
    ]
