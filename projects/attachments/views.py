"""Handing files out, through the scope of the records that they belong to; withdrawing them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from projects.attachments import actions
from projects.attachments.models import Attachment
from projects.common.forms import ReasonForm
from projects.common.views import with_refusal


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file: pictures and PDF are shown, the others saved; the browser must not guess its type."""
    found = _visible(request, pk)
    return _handed_out(
        request,
        found.file,
        etag=found.sha256,
        as_attachment=not found.is_shown_inline,
        filename=found.name,
        content_type=found.content_type,
    )


@require_safe
def attachment_thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The small picture of a picture."""
    found = _visible(request, pk)
    etag = f"{found.sha256}-small"
    return _handed_out(request, found.thumbnail, etag=etag, content_type="image/jpeg")


@require_POST
def attachment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraws a file of one's own, and goes back to the page it was on."""
    found = _visible(request, pk)
    if found.created_by_id != request.user.pk:
        raise PermissionDenied
    form = ReasonForm(request.POST)
    back = _back(request, found)
    if form.is_valid():
        try:
            actions.withdraw(
                attachment_id=found.pk, reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The file has been withdrawn."))
            return redirect(back)
    context = {"attachment": found, "form": form, "back": back}
    return render(request, "attachments/attachment_withdraw.html", context)


def _visible(request: HttpRequest, pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user, pk=pk).in_force())


def _handed_out(request: HttpRequest, file: Any, *, etag: str, **how: Any) -> HttpResponseBase:
    if not file or not file.storage.exists(file.name):
        raise Http404
    if same := get_conditional_response(request, etag=quote_etag(etag)):
        return same
    response = FileResponse(file.open("rb"), **how)
    response["ETag"] = quote_etag(etag)
    response["Cache-Control"] = "private, no-cache"  # kept, but asked for again: scope may change
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _back(request: HttpRequest, found: Attachment) -> str:
    """The page named in the form, as long as it is ours; else the record's."""
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return page
    owner_page = getattr(found.owner, "get_absolute_url", None)
    return owner_page() if owner_page else "/"
