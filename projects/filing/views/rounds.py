"""Pages of rounds: what was called for, who has filed and who is late, calling, locking."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from projects.common.roles import Role
from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.filing.actions import call_round, lock_round
from projects.filing.filters import RoundFilter
from projects.filing.forms import RoundForm
from projects.filing.models import Filing, Round
from projects.filing.moves import MOVES
from projects.filing.querysets import DONE

ASKED = ("report", "plan", "period", "until", "county_due", "city_due")


class RoundList(ScopedListView):
    """The rounds, each with how far it is in the reader's area."""

    model = Round
    filterset_class = RoundFilter
    exported = True

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("plan")
        return rows.counted(self.request.user, timezone.localdate()).order_by("-until", "-pk")


class RoundCreate(RecordCreateView):
    model = Round
    form_class = RoundForm
    roles = frozenset({Role.PROVINCE})
    saved_message = gettext_lazy("The table is called for; each county and city has its draft.")

    def save(self, form: Any) -> Any:
        asked = {name: form.cleaned_data[name] for name in ASKED}
        key = form.instance.submission_key
        return call_round(by=self.request.user, submission_key=key, **asked)


class RoundDetail(ScopedDetailView):
    """Places and where they stand: each city with its counties in a line."""

    model = Round

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("plan", "created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = Filing.objects.visible_to(user).filter(round=self.object)
        filings = list(rows.select_related("place", "city").order_by("place__code"))
        locks = MOVES["lock"].starts
        can_lock = any(one.status in locks for one in filings)
        return super().get_context_data(
            **kwargs,
            lines=lines_of(filings),
            filings=filings,
            done=sum(one.status in DONE for one in filings),
            waiting=sum(one.status == Filing.Status.SUBMITTED for one in filings),
            late=[one for one in filings if one.is_late],
            may_lock=user.role == MOVES["lock"].who and can_lock,
        )


def lines_of(filings: list[Filing]) -> list[tuple[Any, Filing | None, list[Filing]]]:
    """(the city, what it files, what its counties file); what reports on its own stands last, alone."""
    lines: dict[int, tuple[Any, Filing | None, list[Filing]]] = {}
    for one in filings:  # a city's code comes before those of its counties
        city = one.city or one.place
        if one.city_id is None:
            lines[city.pk] = (city, one, [])
        else:
            lines.setdefault(city.pk, (city, None, []))[2].append(one)
    return sorted(lines.values(), key=lambda line: bool(line[0].reports_as))


@require_POST
def round_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Locks what is confirmed."""
    found = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if request.user.role != MOVES["lock"].who:
        raise PermissionDenied
    try:
        count = lock_round(round_id=found.pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        words = ngettext("%(n)s table is locked.", "%(n)s tables are locked.", count)
        messages.success(request, words % {"n": count})
    return redirect(found)
