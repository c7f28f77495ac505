"""Pages of filings: what is to be handed up, one table with its steps, and the verbs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects.common.pagination import SummingPaginator
from projects.common.views import ScopedDetailView, ScopedListView, with_refusal
from projects.filing import actions
from projects.filing.filters import FilingFilter
from projects.filing.forms import FilingForm
from projects.filing.models import Filing
from projects.filing.moves import MOVES
from projects.filing.querysets import OPEN
from projects.reports import layout
from projects.reports.actions import file_name
from projects.reports.definitions import Table
from projects.reports.documents import rendered, table_of
from projects.reports.models import ReportRun
from projects.reports.renderers import CONTENT_TYPES, RENDERERS
from projects.reports.views.runs import sheet_of

PARTS = ("round__plan", "place", "city", "run__plan", "run__place", "run__job", "run__created_by")


class FilingPaginator(SummingPaginator):
    """Counts what waits for a check and what is late along with the rows."""

    @cached_property
    def sums(self) -> dict[str, Any]:
        late = Q(status__in=OPEN, due__lt=timezone.localdate())
        return self.object_list.order_by().aggregate(
            rows=Count("pk"),
            waiting=Count("pk", filter=Q(status="submitted")),
            late=Count("pk", filter=late),
        )


class FilingList(ScopedListView):
    """What is filed: the reader's own turn first."""

    model = Filing
    filterset_class = FilingFilter
    exported = True
    paginator_class = FilingPaginator

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("round__plan", "place", "city")
        return rows.in_turn(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one round name it, so its chip costs no query.
        for row in list(context["object_list"])[:1]:
            context["filter"].form.fields["round"].choices = [(row.round_id, str(row.round))]
        return context


class FilingDetail(ScopedDetailView):
    """One filing: where it stands, its table, and the next step for whoever makes it."""

    model = Filing

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*PARTS, "submitted_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | page_of(self.request, self.object)


def page_of(request: HttpRequest, filing: Filing, form: Any = None) -> dict[str, Any]:
    """What the page of a filing shows; ``form`` is the one that came back with errors."""
    run = filing.run
    rows = Filing.objects.visible_to(request.user).filter(round=filing.round_id)
    counties = rows.filter(city=filing.place_id).select_related("place").order_by("place__code")
    missing = actions.missing_of(filing, counties)
    may = {name: rule.is_open_to(request.user, filing) for name, rule in MOVES.items()}
    ready = bool(run and run.sha256)
    table = signed_table(filing, run) if run and ready else None
    return {
        "filing": filing,
        "run": run,
        "job": run and run.job,
        "sheet": run and table and sheet_of(run, table),
        "is_true": filing.is_open or (table and table.sha256 == filing.sha256),
        "counties": counties,
        "missing": missing,
        "form": form or FilingForm(initial=names_before(request, filing), missing=missing),
        "steps": filing.steps.select_related("by").order_by("-at", "-pk"),
        "may": may,
        "may_make": may["submit"] and not (run and not run.job.is_over),
        "may_hand_up": may["submit"] and ready,
    }


def names_before(request: HttpRequest, filing: Filing) -> dict[str, str]:
    """Who answered for the last table of the place; who fills in this one made it."""
    rows = Filing.objects.visible_to(request.user).filter(place=filing.place_id).exclude(head="")
    last = rows.order_by("-submitted_at").first()
    names = (
        {name: getattr(last, name) for name in ("head", "reviewer", "telephone")} if last else {}
    )
    return {**names, "maker": request.user.name}


def signed_table(filing: Filing, run: ReportRun) -> Table:
    """The table that the run froze, with who answers for it at its foot."""
    table = table_of(run)
    if not filing.submitted_at or filing.is_open:
        return table
    handed_up = layout.long_date(timezone.localdate(filing.submitted_at))
    return replace(table, signed=(*filing.names, handed_up))


def visible_filing(request: HttpRequest, pk: int) -> Filing:
    """The filing, if the user may see it."""
    rows = Filing.objects.visible_to(request.user).select_related(*PARTS)
    return get_object_or_404(rows, pk=pk)


def refuse_others(request: HttpRequest, filing: Filing, move: str) -> None:
    """403 for whoever reads the filing and never makes this move of it."""
    if request.user.role != MOVES[move].role(filing):
        raise PermissionDenied


@require_POST
def filing_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Has the table counted."""
    return _verb(request, pk, "submit", actions.make_table, _("The table is being made."))


@require_POST
def filing_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands the table up, with the names below it."""
    filing = visible_filing(request, pk)
    refuse_others(request, filing, "submit")
    rows = Filing.objects.visible_to(request.user).filter(round=filing.round_id)
    missing = actions.missing_of(filing, rows.filter(city=filing.place_id).select_related("place"))
    form = FilingForm(request.POST, missing=missing)
    if form.is_valid():
        try:
            actions.submit_filing(filing_id=filing.pk, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        else:
            messages.success(request, str(MOVES["submit"].done))
            return redirect(filing)
    return render(request, "filing/filing_detail.html", page_of(request, filing, form))


@require_POST
def filing_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms the table that the page showed."""
    words, seen = str(MOVES["confirm"].done), request.POST.get("seen", "")
    return _verb(request, pk, "confirm", actions.confirm_filing, words, seen=seen)


@require_POST
def filing_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns the table to whoever handed it up."""
    words, comment = str(MOVES["return"].done), request.POST.get("comment", "")
    return _verb(request, pk, "return", actions.return_filing, words, comment=comment)


def _verb(
    request: HttpRequest, pk: int, move: str, action: Callable[..., Any], words: str, **told: str
) -> HttpResponse:
    filing = visible_filing(request, pk)
    refuse_others(request, filing, move)
    try:
        action(filing_id=filing.pk, by=request.user, **told)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, words)
    return redirect(filing)


@require_GET
def filing_file(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:  # noqa: A002
    """The table with its signatures as a file."""
    filing = visible_filing(request, pk)
    if format not in RENDERERS or not filing.run or not filing.run.table:
        raise Http404
    try:
        content = rendered(signed_table(filing, filing.run), format)
    except ValidationError as error:  # the machine lacks what the format needs
        messages.warning(request, " ".join(error.messages))
        return redirect(filing)
    return FileResponse(
        content,
        as_attachment=True,
        filename=file_name(filing.run, format),
        content_type=CONTENT_TYPES[format],
    )
