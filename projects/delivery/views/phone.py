"""Entries that phones send when the line is back. Every answer is JSON: nobody is there to read a page."""

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects.common.roles import Role
from projects.common.views import with_refusal
from projects.delivery.actions.phone import OtherEntry, take_entry, taken_before
from projects.delivery.bodies import Body, TooLarge, Unreadable, read_body
from projects.delivery.forms import ServiceForm
from projects.delivery.models import ServiceRecord
from projects.delivery.snapshots import snapshot
from projects.pilots.models import Project

A_MINUTE = 60
MOST_A_MINUTE = 240  # a queue of a whole month is sent in one go


@login_not_required  # a redirect to the sign-in page would lose what the phone sent
@never_cache
@require_http_methods(["GET", "POST"])
def service_sync(request: HttpRequest) -> JsonResponse:
    """GET: what the phone keeps, and a fresh token. POST: one entry, which makes one record however often."""
    if not request.user.is_authenticated:
        return told(401, "signed_out", _("Sign in again; what you entered is kept."))
    if request.user.role != Role.AGENCY:
        return told(403, "forbidden", _("Only staff of an agency log services."))
    if request.method == "GET":
        return _ready(request)
    if _too_many(request.user):
        answer = told(429, "wait", _("Too many entries at once; the rest are sent in a minute."))
        answer["Retry-After"] = str(A_MINUTE)
        return answer
    try:
        body = read_body(request)
    except TooLarge:
        return told(413, "large", _("This entry is too large; take smaller or fewer pictures."))
    except Unreadable as why:
        return told(400, "unreadable", str(why))
    if body.owner and body.owner != str(request.user.pk):
        return told(403, "other_user", _("Somebody else made this entry; she signs in to send it."))
    try:
        answer = _take(request, body)
    except OtherEntry as other:
        return _other(other, body)
    if answer.status_code in (200, 201) and "X-Shown" in request.headers:
        messages.success(request, _("The service is logged."))
    return answer


def told(status: int, state: str, said: str = "", **more: Any) -> JsonResponse:
    """An answer to a phone: ``state`` for the script, ``said`` for whoever holds the phone."""
    return JsonResponse({"state": state, "said": said, **more}, status=status)


def _ready(request: HttpRequest) -> JsonResponse:
    more = {} if "token" in request.GET else snapshot(request)
    return told(200, "ready", owner=str(request.user.pk), token=get_token(request), **more)


def _take(request: HttpRequest, body: Body) -> JsonResponse:
    sent: dict[str, Any] = {"by": request.user, "key": body.key, "body_hash": body.hash}
    if again := taken_before(**sent):
        return _saved(again, body, made=False)
    project = Project.objects.visible_to(request.user).filter(pk=body.project).first()
    if project is None:
        return told(404, "no_project", _("This project is none of your agency's."))
    form = ServiceForm(body.data, body.files, user=request.user, project=project)
    if not form.is_valid():
        # The second of two sends may meet its own record as a duplicate.
        again = taken_before(**sent)
        return _saved(again, body, made=False) if again else _wrong(form)
    try:
        record, made = take_entry(
            project_id=project.pk, anyway=form.cleaned_data["anyway"], **sent, **form.entry()
        )
    except ValidationError as refusal:
        return _wrong(with_refusal(form, refusal))
    except IntegrityError:
        # The other send was first, or another rule of the database refused: then the fault is ours.
        if again := taken_before(**sent):
            return _saved(again, body, made=False)
        raise
    return _saved(record, body, made=made)


def _saved(record: ServiceRecord, body: Body, *, made: bool) -> JsonResponse:
    more = {"number": record.number, "url": record.get_absolute_url(), "hash": body.hash}
    return told(201, "made", **more) if made else told(200, "same", **more)


def _wrong(form: ServiceForm) -> JsonResponse:
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    tick = {"name": "anyway", "label": str(form.fields["anyway"].label)}
    more = {"confirm": tick} if form.asks_to_confirm else {}
    return told(422, "wrong", _("This entry needs a correction."), errors=errors, **more)


def _other(other: OtherEntry, body: Body) -> JsonResponse:
    record = other.record
    more = {"number": record.number, "url": record.get_absolute_url()} if record else {}
    said = _("Under its key another entry is already saved. Compare the two, then drop one.")
    return told(409, "other", said, hash=body.hash, **more)


def _too_many(user: Any) -> bool:
    key = f"delivery:sync:{user.pk}:{int(time.time()) // A_MINUTE}"
    cache.add(key, 0, timeout=2 * A_MINUTE)
    return cache.incr(key) > MOST_A_MINUTE
