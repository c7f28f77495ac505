"""Pages of the trace: the chain of one record, and the list of all breaks."""

import csv
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.filters import FilterForm
from projects.common.roles import OFFICIALS, Role
from projects.common.texts import BYTE_ORDER_MARK, as_text
from projects.dashboard.trace.breaks import BREAKS, Found, all_breaks
from projects.dashboard.trace.chain import follow
from projects.dashboard.trace.kinds import KINDS
from projects.pilots.context import demo_day
from projects.places.choices import place_choices

WATCHERS = OFFICIALS | {Role.AUDITOR, Role.AGENCY}
PAGE = 20


def trace(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The chain of one record; a kind or a record out of sight is 404."""
    if kind not in KINDS:
        raise Http404
    record = KINDS[kind].rows(request.user).filter(pk=pk).first()
    if record is None:
        raise Http404
    form = DayForm(request.GET)
    day = form.day if form.is_valid() else None
    found = follow(kind, KINDS[kind], record, request.user, day or _present())
    context = {"trace": found, "record": record, "project": record, "tab": "trace"}
    return render(request, "dashboard/trace/trace.html", context)


def break_list(request: HttpRequest) -> HttpResponse:
    """All breaks in the user's scope, oldest first: three queries."""
    form, rows = _asked(request)
    paginator = Paginator(rows, PAGE)
    page = paginator.get_page(request.GET.get("page"))
    found = [Found(*row) for row in page.object_list]
    context = {
        "filter": SimpleNamespace(form=form),
        "day": form.day or _present(),
        "object_list": found,
        "paginator": paginator,
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return render(request, "dashboard/trace/break_list.html", context)


def break_export(request: HttpRequest) -> StreamingHttpResponse:
    """The breaks of the list as CSV, with the same conditions."""
    _form, rows = _asked(request)
    response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="breaks.csv"'
    return response


class DayForm(FilterForm):
    """The day for which breaks are looked for."""

    as_of = forms.DateField(label=gettext_lazy("As of"), required=False)

    @property
    def day(self) -> date | None:
        """The day that was asked for."""
        return getattr(self, "cleaned_data", {}).get("as_of")


class BreakForm(DayForm):
    """Narrows the list of breaks to a kind and a place."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)

    field_order = ("kind", "place", "as_of")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        self.fields["kind"].choices = [
            everything,
            *((name, one.label) for name, one in BREAKS.items()),
        ]
        self.fields["place"].choices = [everything, *place_choices(user)]


def _asked(request: HttpRequest) -> tuple[BreakForm, Any]:
    if request.user.role not in WATCHERS:
        raise PermissionDenied
    form = BreakForm(request.GET, user=request.user)
    form.is_valid()
    asked = form.cleaned_data
    rows = all_breaks(
        request.user,
        form.day or _present(),
        kind=asked.get("kind", ""),
        place=asked.get("place", ""),
    )
    return form, rows


def _present() -> date:
    """Today; with example data, the day on which they stand."""
    today = timezone.localdate()
    return min(today, demo_day() or today)


def _csv(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    heads = [_("Break"), _("Record"), _("Number"), _("Place"), _("Since"), _("What to do")]
    yield BYTE_ORDER_MARK + writer.writerow(heads)
    for row in rows.iterator():
        one = Found(*row)
        texts = [one.kind.label, one.headline, one.code, one.spot, one.since, one.kind.advice]
        yield writer.writerow([as_text(str(text)) for text in texts])


class _Echo:
    """A file that gives back each line, for a response that streams."""

    def write(self, line: str) -> str:
        return line
