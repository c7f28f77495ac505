"""Pages of published statistics."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from projects.common.views import RecordCreateView, ScopedDetailView, ScopedListView
from projects.workers.actions import correct_statistic
from projects.workers.filters import StatisticFilter
from projects.workers.forms.statistics import CorrectionForm, StatisticForm
from projects.workers.models import Statistic
from projects.workers.querysets import STATISTICIANS


class StatisticList(ScopedListView):
    model = Statistic
    filterset_class = StatisticFilter
    extra_context = {"default_sort": "-day"}

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "replaced_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = self.request.user.role in STATISTICIANS
        return super().get_context_data(**kwargs, may_add=may_add)


class StatisticDetail(ScopedDetailView):
    """A figure with every correction of it."""

    model = Statistic

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "replaced_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure, rows = self.object, Statistic.objects.visible_to(self.request.user)
        chain = list(rows.filter(figure.same_figure()).select_related("created_by").order_by("-pk"))
        kept = rows.kept_by(self.request.user).filter(pk=figure.pk).exists()
        return super().get_context_data(
            **kwargs,
            chain=chain,
            latest=chain[0],
            may_correct=kept and chain[0] == figure,
        )


class StatisticCreate(RecordCreateView):
    model = Statistic
    form_class = StatisticForm
    roles = STATISTICIANS
    saved_message = _("The figure is on record.")


class StatisticCorrect(RecordCreateView):
    """Puts a row in the place of the latest one of a chain."""

    model = Statistic
    form_class = CorrectionForm
    template_name = "workers/statistic_correct.html"
    saved_message = _("The correction is on record; the figure before it stays.")

    @cached_property
    def figure(self) -> Statistic:
        rows = self.get_queryset().select_related("place", "replaced_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def check_role(self, request: HttpRequest) -> None:
        if not self.get_queryset().kept_by(request.user).filter(pk=self.figure.pk).exists():
            raise PermissionDenied

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if hasattr(self.figure, "replaced_by"):
            messages.warning(request, _("This figure was corrected meanwhile."))
            return redirect(self.figure.replaced_by)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"value": self.figure.value, "published_on": self.figure.published_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, figure=self.figure)

    def save(self, form: Any) -> Statistic:
        return correct_statistic(correction=form.instance, replaces_id=self.figure.pk)
