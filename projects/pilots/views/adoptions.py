"""Putting a need into a project, or a part of it into each of several."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.common.views import with_refusal
from projects.needs.models import Need
from projects.needs.triage import TARGETS
from projects.pilots.actions.adoptions import adopt_into, say_part
from projects.pilots.forms.adoptions import AdoptForm, PartForm
from projects.pilots.models import Adoption


def need_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a need into one more project of the county; an adopted one is split that way."""
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    if request.user.role != Role.COUNTY:
        raise PermissionDenied
    if need.status not in TARGETS:
        messages.warning(request, _("Only a registered or verified need is put into a project."))
        return redirect(need)
    form = AdoptForm(request.POST or None, need=need, user=request.user)
    if request.method == "POST" and form.is_valid():
        project, part = form.cleaned_data["project"], form.cleaned_data["part"]
        try:
            adopt_into(need_id=need.pk, project_id=project.pk, part=part)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("The project has adopted the need."))
            return redirect(need)
    context = {"need": need, "form": form, "cancel_url": need.get_absolute_url()}
    return render(request, "pilots/adoption_form.html", context)


def adoption_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which part of a need a project takes."""
    adoptions = Adoption.objects.visible_to(request.user).select_related("need", "project")
    adoption = get_object_or_404(adoptions, pk=pk)
    if request.user.role != Role.COUNTY:
        raise PermissionDenied
    need = adoption.need
    form = PartForm(request.POST or None, initial={"part": adoption.part})
    if request.method == "POST" and form.is_valid():
        try:
            say_part(adoption_id=adoption.pk, part=form.cleaned_data["part"])
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(need)
    context = {"need": need, "adoption": adoption, "form": form}
    return render(
        request, "pilots/adoption_form.html", context | {"cancel_url": need.get_absolute_url()}
    )
