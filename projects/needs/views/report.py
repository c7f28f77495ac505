"""Pages without sign-in: a resident reports a need, and asks what became of it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from projects.needs.actions.reports import (
    TooManyReports,
    count_report,
    new_receipt,
    report_need,
)
from projects.needs.forms.report import PlaceForm, ReceiptForm, ReportForm
from projects.needs.models import Need, ResidentReport

TOO_MANY = 429


@login_not_required
@never_cache
def need_report(request: HttpRequest) -> HttpResponse:
    """Takes a resident's report and gives her a receipt; nothing she typed is shown again."""
    if request.method != "POST":
        return render(request, "needs/report_form.html", {"form": ReportForm()})
    form = ReportForm(request.POST)
    if "narrow" in request.POST:  # without script, the places are narrowed by a button
        return render(request, "needs/report_form.html", {"form": form.unjudged()})
    if form.is_machine:
        return _sent(new_receipt())
    if not form.is_valid():
        return render(request, "needs/report_form.html", {"form": form})
    submission = form.cleaned_data["submission"]
    if submission and (again := ResidentReport.objects.public(submission=submission).first()):
        return _sent(again.receipt)
    try:
        count_report(address=address_of(request))
        report = report_need(
            need=form.need(),
            contact_name=form.cleaned_data["contact_name"],
            contact_phone=form.cleaned_data["contact_phone"],
        )
    except TooManyReports:
        form.add_error(None, _("Too many reports came in just now. Please try again in an hour."))
        return render(request, "needs/report_form.html", {"form": form}, status=TOO_MANY)
    except IntegrityError:
        return _clicked_twice(request, form)
    return _sent(report.receipt)


def _clicked_twice(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """The other click was first: its receipt, or the form with a fresh key where it was no report."""
    submission = form.cleaned_data["submission"]
    if again := ResidentReport.objects.public(submission=submission).first():
        return _sent(again.receipt)
    typed = request.POST.copy()
    typed["submission"] = str(uuid.uuid4())
    form.data = typed
    form.add_error(None, _("This could not be saved. Please send it again."))
    return render(request, "needs/report_form.html", {"form": form})


def _sent(receipt: str) -> HttpResponse:
    return redirect(
        f"{reverse('need_report_status')}?{urlencode({'receipt': receipt, 'sent': '1'})}"
    )


@login_not_required
def need_report_places(request: HttpRequest) -> HttpResponse:
    """The boxes of city, county, township and community, narrowed to what is chosen so far."""
    form = PlaceForm(request.GET).unjudged()
    return render(request, "needs/_report_places.html", {"form": form})


@login_not_required
@never_cache
def need_report_status(request: HttpRequest) -> HttpResponse:
    """What became of the report with a receipt number: one word of status, and nothing else."""
    form = ReceiptForm(request.GET if "receipt" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        receipt = form.cleaned_data["receipt"]
        report = ResidentReport.objects.public(receipt=receipt).first()
        if report is None:
            form.add_error("receipt", _("There is no report with this number; check each sign."))
        else:
            context |= {
                "receipt": report.receipt,
                "status": told(report.need),
                "sent": "sent" in request.GET,
            }
    return render(request, "needs/report_status.html", context)


def told(need: Need) -> str:
    """The status in a resident's words."""
    return {
        Need.Status.REPORTED: _("Received; your community will read it"),
        Need.Status.REGISTERED: _("Registered by your community"),
        Need.Status.VERIFIED: _("Verified; it awaits a project"),
        Need.Status.ADOPTED: _("Adopted by a project"),
        Need.Status.MERGED: _("Joined with an earlier report of the same need"),
        Need.Status.DECLINED: _("Not taken up"),
    }[Need.Status(need.status)]


def address_of(request: HttpRequest) -> str:
    """The network address that the request came from, behind as many proxies of ours as there are."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return hops[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")
