"""Pages of score sheets."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.common.roles import OFFICIALS
from projects.common.views import (
    RecordCreateView,
    RecordUpdateView,
    ScopedDetailView,
    ScopedListView,
)
from projects.evaluation.actions import sheets as actions
from projects.evaluation.filters import ScoreSheetFilter
from projects.evaluation.forms.sheets import SheetForm
from projects.evaluation.models import ScoreSheet
from projects.evaluation.views.base import refused


class SheetList(ScopedListView):
    """Score sheets in force, those that were, and those being drawn up here."""

    model = ScoreSheet
    filterset_class = ScoreSheetFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("place")
        return rows.annotate(uses=Count("evaluations")).order_by("place__code", "name", "-edition")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_draw_up=self.request.user.role in OFFICIALS, **kwargs)


class SheetDetail(ScopedDetailView):
    """A score sheet with its criteria and bands."""

    model = ScoreSheet

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("place", "replaces", "replaced_by")
        return rows.prefetch_related("criteria")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, user = self.object, self.request.user
        readable = ScoreSheet.objects.visible_to(user)
        newer = getattr(sheet, "replaced_by", None)
        return super().get_context_data(**kwargs) | {
            "sheet": sheet,
            "keeps": user.role in OFFICIALS and sheet.place_id == user.place_id,
            "frozen": actions.why_frozen(sheet),
            "newer": newer if newer and readable.contains(newer) else None,
        }


class SheetFormMixin:
    """The form of a sheet of the user's own place."""

    model = ScoreSheet
    form_class = SheetForm
    roles = OFFICIALS

    def save(self, form: Any) -> ScoreSheet:
        return actions.save_sheet(sheet=form.instance, lines=form.lines.lines())


class SheetCreate(SheetFormMixin, RecordCreateView):
    """Draws up a new sheet for the user's place."""

    def get_form_kwargs(self) -> dict[str, Any]:
        blank = ScoreSheet(place=self.request.user.place)
        return {**super().get_form_kwargs(), "instance": blank}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("score_sheet_list"), **kwargs)


class SheetUpdate(SheetFormMixin, RecordUpdateView):
    """Changes a sheet that no evaluation uses yet."""

    def get_object(self, queryset: Any = None) -> ScoreSheet:
        sheet = super().get_object(queryset)
        if sheet.place_id != self.request.user.place_id:
            raise PermissionDenied
        return sheet

    def why_closed(self, record: ScoreSheet) -> str:
        return str(actions.why_frozen(record))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.object.get_absolute_url(), **kwargs)


def _kept(request: HttpRequest, pk: int) -> ScoreSheet:
    """The sheet, if the user's office keeps it; 404 out of sight, 403 for others."""
    sheet = get_object_or_404(ScoreSheet.objects.visible_to(request.user), pk=pk)
    if request.user.role not in OFFICIALS or sheet.place_id != request.user.place_id:
        raise PermissionDenied
    return sheet


@require_POST
def sheet_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a sheet in force."""
    sheet = _kept(request, pk)
    try:
        actions.activate_sheet(sheet_id=pk, by=request.user)
    except ValidationError as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("The sheet is in force."))
    return redirect(sheet)


@require_POST
def sheet_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a sheet out of force."""
    sheet = _kept(request, pk)
    actions.retire_sheet(sheet_id=pk, by=request.user)
    messages.success(request, _("The sheet is no longer in force."))
    return redirect(sheet)


@require_POST
def sheet_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the next edition of a sheet."""
    _kept(request, pk)
    copy = actions.copy_sheet(sheet_id=pk, by=request.user)
    messages.success(request, _("This is the next edition; change it, then put it in force."))
    return redirect(copy)
