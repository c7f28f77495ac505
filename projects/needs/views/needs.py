"""Pages of needs: the list and the forms. The page of one need reads what came of it, floors above."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.forms import LONGEST_ID
from projects.common.roles import Role
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.needs.filters import NeedFilter
from projects.needs.forms.needs import NeedForm
from projects.needs.models import Need
from projects.needs.similar import similar
from projects.places.choices import villages_for

WRITERS: frozenset[str] = frozenset({Role.CLERK, Role.COUNTY})


class NeedList(ScopedListView):
    model = Need
    filterset_class = NeedFilter
    exported = True

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place__parent__parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rights = {"may_write": user.role in WRITERS, "may_generate": user.role == Role.COUNTY}
        return super().get_context_data(default_sort="-reported", **rights, **kwargs)


class NeedCreate(RecordCreateView):
    model = Need
    form_class = NeedForm
    roles = WRITERS
    saved_message = gettext_lazy("The need is registered.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("need_list"), **kwargs)


class NeedUpdate(RecordUpdateView):
    """Edits a need while it waits for a project."""

    model = Need
    form_class = NeedForm
    roles = WRITERS

    def why_closed(self, record: Need) -> str:
        if record.is_open:
            return ""
        if record.status == Need.Status.REPORTED:
            return _("A resident reported this need; read and accept it first.")
        if record.status == Need.Status.ADOPTED:
            return _("A project has adopted this need; it can no longer be changed.")
        return _("This need was merged or declined; reopen it before you change it.")

    def save(self, form: Any) -> Need:
        moved = form.instance.place_id != self.loaded["place_id"]
        if moved and form.instance.merged.exists():
            text = _("Others of its community were merged into this need; it stays there.")
            raise ValidationError({"place": text})
        return form.save()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.object.get_absolute_url(), **kwargs)


def need_similar(request: HttpRequest) -> HttpResponse:
    """The needs of the community that resemble what somebody is typing into the form."""
    user = request.user
    if user.role not in WRITERS:
        raise PermissionDenied
    typed, needs = request.GET, Need.objects.visible_to(user)
    place = typed.get("place", "")
    if user.role == Role.CLERK:
        needs = needs.filter(place=user.place_id)
    elif place.isdecimal() and len(place) <= LONGEST_ID:
        needs = needs.filter(place__in=villages_for(user).filter(pk=place))
    else:
        needs = needs.none()
    number = typed.get("need", "")
    found = similar(
        needs,
        title=typed.get("title", "")[:100],
        description=typed.get("description", "")[:2000],
        without=int(number) if number.isdecimal() and len(number) <= LONGEST_ID else None,
    )
    return render(request, "needs/_similar.html", {"similar": found})
