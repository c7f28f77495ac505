"""Pages of schedules: reports that are asked for again and again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.history import edits
from projects.common.roles import OFFICIALS
from projects.common.views import RecordCreateView, RecordUpdateView, ScopedListView
from projects.reports.filters import ReportScheduleFilter
from projects.reports.forms import ReportScheduleForm
from projects.reports.models import ReportSchedule, options_in_words
from projects.reports.scheduling import (
    change_schedule,
    delete_schedule,
    make_schedule,
    pause_schedule,
)

ASKED = ("report", "plan", "place", "every", "day", "hour", "format", "readers")


class ScheduleList(ScopedListView):
    """One's own schedules, and those that name one as a reader."""

    model = ReportSchedule
    filterset_class = ReportScheduleFilter

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("plan", "place", "created_by")
        return rows.annotate(last=Max("runs__occasion")).order_by("next_at", "pk")


class ScheduleCreate(RecordCreateView):
    model = ReportSchedule
    form_class = ReportScheduleForm
    roles = OFFICIALS
    saved_message = gettext_lazy("From now on the report is made by itself.")

    def save(self, form: Any) -> Any:
        asked = {name: form.cleaned_data[name] for name in ASKED}
        key = form.instance.submission_key
        options = form.chosen_options()
        return make_schedule(by=self.request.user, submission_key=key, options=options, **asked)


class ScheduleUpdate(RecordUpdateView):
    """Changes a schedule of one's own: what, when and for whom."""

    model = ReportSchedule
    form_class = ReportScheduleForm
    roles = OFFICIALS
    saved_message = gettext_lazy("The change counts from the next occasion on.")

    def why_closed(self, record: ReportSchedule) -> str:
        own = record.created_by_id == self.request.user.pk
        return "" if own else _("Only who made a schedule changes it.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"options": lambda version: "、".join(options_in_words(version))}
        return super().get_context_data(edits=edits(self.object, told=told), **kwargs)

    def save(self, form: Any) -> Any:
        asked = {name: form.cleaned_data[name] for name in ASKED}
        options = form.chosen_options()
        return change_schedule(
            schedule_id=self.object.pk, by=self.request.user, options=options, **asked
        )


@require_POST
def schedule_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops a schedule, or lets it go on."""
    on = request.POST.get("paused") == "1"
    words = _("The schedule is paused.") if on else _("The schedule goes on.")
    return _verb(request, pk, pause_schedule, words, paused=on)


@require_POST
def schedule_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes a schedule; its reports stay."""
    return _verb(request, pk, delete_schedule, _("The schedule is deleted; its reports stay."))


def _verb(
    request: HttpRequest, pk: int, action: Callable[..., Any], words: str, **told: bool
) -> HttpResponse:
    schedule = get_object_or_404(ReportSchedule.objects.visible_to(request.user), pk=pk)
    try:
        action(schedule_id=schedule.pk, by=request.user, **told)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, words)
    return redirect("schedule_list")
