"""The page that compares a measure between counties, cities and years, and the same page as a PDF."""

from typing import IO, Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from projects.common.filters import FilterForm
from projects.common.pdf import rendered_pdf
from projects.common.roles import OFFICIALS, Role
from projects.dashboard.comparing import Comparison
from projects.dashboard.funnel import funnel
from projects.dashboard.measures import MEASURES
from projects.exports.actions import start_export
from projects.exports.models import Export
from projects.jobs.actions import Claim
from projects.pilots.gaps import gap_list
from projects.pilots.models import ActionPlan

TASK = "dashboard.print_comparison"
READERS = OFFICIALS | {Role.AUDITOR}


def measure_choices() -> list[tuple[str, Promise]]:
    """The measures for a choice."""
    return [(one.key, one.label) for one in MEASURES.values()]


class CompareForm(FilterForm):
    """Which measure, in which year."""

    measure = forms.ChoiceField(
        label=gettext_lazy("Measure"), required=False, choices=measure_choices
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in years]
        field = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, choices=choices)
        field.widget.attrs["class"] = "form-select"
        self.fields["year"] = field


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """A measure by county beside the year before, by city, by month; quotas and gaps; the funnel."""
    return render(request, "dashboard/compare.html", _asked(request.user, request.GET))


@require_POST
def compare_pdf(request: HttpRequest) -> HttpResponse:
    """Asks for the same as a PDF; a worker lays it out."""
    context = _asked(request.user, request.POST)
    query = urlencode({"measure": context["measure"].key, "year": context["year"]})
    asked = {"name": "compare", "query": query, "file_format": "pdf", "task": TASK}
    return redirect(start_export(by=request.user, **asked))


def write_pdf(export: Export, file: IO[bytes], claim: Claim) -> None:
    """Writes the PDF that was asked for, from what the asker may see now."""
    context = _asked(export.created_by, QueryDict(export.query))
    if "plan" not in context:
        raise ValidationError(_("There is nothing to compare: no action plan had begun."))
    file.write(rendered_pdf("dashboard/compare_pdf.html", context))


def _asked(user: Any, query: QueryDict) -> dict[str, Any]:
    today = timezone.localdate()
    if user.role not in READERS:
        raise PermissionDenied
    plans = list(ActionPlan.objects.followed_by(user).filter(starts__lte=today))
    years = list(range(today.year, plans[-1].year - 1, -1)) if plans else [today.year]
    form = CompareForm(query, years=years)
    form.is_valid()
    measure = MEASURES.get(form.cleaned_data.get("measure", ""), MEASURES["projects"])
    year = form.cleaned_data.get("year") or (plans[0].year if plans else today.year)
    found = Comparison(user=user, measure=measure, plans=plans, year=year, today=today)
    # The form shows what was counted, also where nothing or nonsense was asked for.
    shown = CompareForm({"measure": measure.key, "year": year}, years=years)
    context = {"form": shown, "measure": measure, "year": year, "found": found, "user": user}
    if found.now is None:
        return context
    plan, day = found.now.asked.plan, found.now.asked.as_of
    return context | {
        "plan": plan,
        "day": day,
        "funnel": funnel(user=user, plan=plan, as_of=day),
        "gaps": gap_list(user=user, plan=plan, today=day),
        "title": _("%(measure)s by county, %(year)s") % {"measure": measure.label, "year": year},
    }
