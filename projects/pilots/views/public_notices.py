"""What everybody reads without signing in: the public notices, and the form of an objection."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView
from django_filters.views import FilterView

from projects.common.views import with_refusal
from projects.needs.actions.reports import TooManyReports, count_report
from projects.needs.views.report import TOO_MANY, address_of
from projects.pilots.actions.notices import file_objection
from projects.pilots.filters import PublicNoticeFilter
from projects.pilots.forms.notices import ObjectionForm
from projects.pilots.models import Objection, Project, PublicNotice

RECEIPT = "objection_receipt"  # key in the visitor's session


def public_notices() -> Any:
    """The notices that are public today, with what their pages name."""
    rows = PublicNotice.objects.public(timezone.localdate())
    return rows.select_related("project__place__parent", "project__agency")


@method_decorator(login_not_required, name="dispatch")
class PublicNoticeList(FilterView):
    """The public notices in force and past, the newest first."""

    filterset_class = PublicNoticeFilter
    template_name = "pilots/publicnotice_list.html"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return public_notices()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(today=timezone.localdate(), **kwargs)
        page = context["page_obj"]
        context["page_range"] = context["paginator"].get_elided_page_range(
            page.number, on_each_side=1, on_ends=1
        )
        return context


@method_decorator(login_not_required, name="dispatch")
class PublicNoticeDetail(DetailView):
    """One public notice, with the way to object while it is in force."""

    template_name = "pilots/publicnotice_detail.html"
    context_object_name = "notice"

    def get_queryset(self) -> Any:
        return public_notices()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            is_open=takes_objections(self.object), today=today, **kwargs
        )


def takes_objections(notice: PublicNotice) -> bool:
    """Whether the notice is in force and its project still stands on notice."""
    on_notice = notice.project.status == Project.Status.NOTICE
    return on_notice and notice.open_on(timezone.localdate())


@login_not_required
@never_cache
def object_to_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an objection; who sends it gets a receipt number, and nothing she wrote back."""
    notice = get_object_or_404(public_notices(), pk=pk)
    if not takes_objections(notice):
        return redirect(notice)
    form = ObjectionForm(request.POST or None, instance=Objection(notice=notice))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            request.session[RECEIPT] = _receipt_of(form, address_of(request))
            return redirect("objection_received", notice.pk)
        except ValidationError as refusal:
            with_refusal(form, refusal)
        except TooManyReports:
            form.add_error(
                None, _("Too many objections came in just now. Please try again in an hour.")
            )
            status = TOO_MANY
    context = {"form": form, "notice": notice, "cancel_url": notice.get_absolute_url()}
    return render(request, "pilots/objection_new.html", context, status=status)


def _receipt_of(form: ObjectionForm, address: str) -> str:
    """Files the objection and gives its receipt; of one already filed by a first click, the first's."""
    objection = form.instance
    objection.submission_key = form.cleaned_data["submission"]
    if receipt := _receipt_of_first(objection):
        return receipt
    count_report(address=address, page="objection")
    try:
        with transaction.atomic():
            return file_objection(objection=objection).receipt
    except IntegrityError:
        if receipt := _receipt_of_first(objection):
            return receipt
        raise  # nothing was filed: the sender must not believe that it was


def _receipt_of_first(objection: Objection) -> str:
    first = Objection.objects.public(submission=objection.submission_key)
    return first.values_list("receipt", flat=True).first() or ""


@login_not_required
@never_cache
def objection_received(request: HttpRequest, pk: int) -> HttpResponse:
    """Says the receipt number that this visitor was just given."""
    notice = get_object_or_404(public_notices(), pk=pk)
    if not (receipt := request.session.get(RECEIPT)):
        return redirect(notice)
    return render(request, "pilots/objection_received.html", {"notice": notice, "receipt": receipt})
