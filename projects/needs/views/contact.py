"""The name and telephone of a resident who reported a need: on the answering page alone."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from projects.audit.forms import OpeningForm
from projects.common.roles import Role
from projects.needs.actions.contacts import open_contact
from projects.needs.models import Need


@require_POST
@never_cache
def need_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens them to the clerk of the community, who says what for."""
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    if request.user.role != Role.CLERK:
        raise PermissionDenied
    form = OpeningForm(request.POST)
    report = form.open(open_contact, need_id=pk, by=request.user)
    return render(request, "needs/contact.html", {"need": need, "form": form, "report": report})
