"""Opening with a reason: the text is on the answering page alone, and the opening in the log."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from projects.audit.forms import OpeningForm
from projects.common.scoping import all_rows
from projects.delivery.actions.opening import (
    KINDS,
    OPEN_IDENTITIES,
    OPEN_NARRATIVES,
    open_identity,
    open_narrative,
)
from projects.delivery.models import Beneficiary


@require_POST
@never_cache
def beneficiary_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, numbers and guardian of one entry of the register."""
    entry = get_object_or_404(Beneficiary.objects.visible_to(request.user), pk=pk)
    if request.user.role not in OPEN_IDENTITIES:
        raise PermissionDenied
    if entry.erased_on:
        return redirect(entry)
    form = OpeningForm(request.POST)
    opened = form.open(open_identity, beneficiary_id=pk, by=request.user)
    context = {"record": entry, "form": form, "entry": opened}
    return render(request, "delivery/opened.html", context)


@require_POST
@never_cache
def narrative_open(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What the agency wrote about one service or in one case file."""
    if kind not in KINDS:
        raise Http404
    model, _names = KINDS[kind]
    record = get_object_or_404(all_rows(model).visible_to(request.user), pk=pk)
    if request.user.role not in OPEN_NARRATIVES:
        raise PermissionDenied
    form = OpeningForm(request.POST)
    texts = form.open(open_narrative, kind=kind, record_id=pk, by=request.user)
    context = {"record": record, "form": form, "texts": texts, "opened": texts is not None}
    return render(request, "delivery/opened.html", context)
