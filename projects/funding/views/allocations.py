"""Pages of allocations."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from projects.common.forms import ReasonForm
from projects.common.money import ZERO, total
from projects.common.pagination import SummingPaginator
from projects.common.roles import OFFICIALS
from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.funding.actions import allocate, release, reverse_allocation
from projects.funding.filters import AllocationFilter
from projects.funding.forms import AllocationForm, ReleaseForm
from projects.funding.models import Allocation, Budget, Source

WHOLE = (
    *("project__place", "budget__place", "budget__holder"),
    *("reversal", "reverses", "created_by"),
)


class AllocationPaginator(SummingPaginator):
    aggregates = {"amount": total("amount")}


class AllocationList(ScopedListView):
    model = Allocation
    filterset_class = AllocationFilter
    exported = True
    paginator_class = AllocationPaginator
    extra_context = {"default_sort": "-day"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("project__place", "budget__place", "reversal", "reverses")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # All rows of a list of one project or budget line name it, so its chip costs no query.
        fields = context["filter"].form.fields
        for entry in list(context["object_list"])[:1]:
            fields["project"].choices = [(entry.project_id, entry.project.name)]
            fields["budget"].choices = [(entry.budget_id, entry.budget)]
        return context


class AllocationDetail(ScopedDetailView):
    model = Allocation

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*WHOLE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **reversal_context(self.request, self.object, ReasonForm()),
        }


def reversal_context(request: HttpRequest, entry: Allocation, form: ReasonForm) -> dict[str, Any]:
    """What the page of an allocation shows about taking it back."""
    reversal = getattr(entry, "reversal", None)
    open_to_user = entry.budget.is_held_by(request.user) and entry.kind == Allocation.Kind.GRANT
    may_see_budget = Budget.objects.visible_to(request.user).filter(pk=entry.budget_id).exists()
    source = source_of(request.user, entry) if open_to_user else None
    return {
        "form": form,
        "reversal": reversal,
        "source": source,
        "free": source.allocated - source.contracted if source else ZERO,
        "may_reverse": open_to_user and reversal is None,
        "may_see_budget": may_see_budget,
    }


def source_of(user: Any, entry: Allocation) -> Source | None:
    """The money of the entry's line in its project, stage by stage."""
    sources = Source.objects.visible_to(user)
    return sources.filter(project=entry.project_id, budget=entry.budget_id).first()


class AllocationCreate(RecordCreateView):
    model = Allocation
    form_class = AllocationForm
    roles = OFFICIALS
    saved_message = gettext_lazy("The money is allocated.")

    def get_initial(self) -> dict[str, Any]:
        named = {name: self.request.GET.get(name, "") for name in ("project", "budget")}
        return {**super().get_initial(), **named}

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        return allocate(
            project_id=data["project"].pk,
            budget_id=data["budget"].pk,
            amount=data["amount"],
            day=data["day"],
            document_number=data["document_number"],
            by=self.request.user,
            submission_key=data.get("submission"),
        )


class AllocationRelease(RecordCreateView):
    """Frees the part of a project's money that will not be contracted; the address names an allocation."""

    model = Allocation
    form_class = ReleaseForm
    template_name = "funding/allocation_release.html"
    saved_message = gettext_lazy("The money is released.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = self.entry
        if not entry.budget.is_held_by(request.user):
            raise PermissionDenied
        self.source = source_of(request.user, entry)
        if self.source is None:
            raise Http404
        # A form that was sent is answered by the form: the second of two clicks finds its own entry.
        if request.method == "GET" and self.source.allocated <= self.source.contracted:
            messages.warning(request, _("Nothing is free: all of it is contracted or released."))
            return redirect(entry)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def entry(self) -> Allocation:
        rows = Allocation.objects.visible_to(self.request.user)
        return get_object_or_404(
            rows.select_related("project__place", "budget__place", "budget__holder"),
            pk=self.kwargs["pk"],
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "source": self.source}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = {"entry": self.entry, "source": self.source}
        return super().get_context_data(cancel_url=self.entry.get_absolute_url(), **named, **kwargs)

    def save(self, form: Any) -> Allocation:
        names = ("amount", "day", "reason", "document_number")
        return release(
            project_id=self.entry.project_id,
            budget_id=self.entry.budget_id,
            by=self.request.user,
            submission_key=form.cleaned_data.get("submission"),
            **{name: form.cleaned_data[name] for name in names},
        )


@require_POST
def allocation_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an allocation back, with the reason that the form gives."""
    rows = Allocation.objects.visible_to(request.user).select_related(*WHOLE)
    entry = get_object_or_404(rows, pk=pk)
    if not entry.budget.is_held_by(request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = {"allocation": entry, "object": entry} | reversal_context(request, entry, form)
        return render(request, "funding/allocation_detail.html", context)
    try:
        reversal = reverse_allocation(
            allocation_id=entry.pk, reason=form.cleaned_data["reason"], by=request.user
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(entry)
    messages.success(request, _("The allocation is taken back."))
    return redirect(reversal)
