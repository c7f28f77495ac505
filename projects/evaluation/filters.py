"""Filters of visits, evaluations, follow-up actions and score sheets."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.filters import RecordFilterSet, RecordIdFilter, SearchFilter, SortFilter
from projects.evaluation.models import Evaluation, FollowUp, ScoreSheet, Visit
from projects.places.filters import PlaceFilter


class VisitFilter(RecordFilterSet):
    q = SearchFilter(
        ["project__number", "project__name", "visitors", "purpose"],
        _("Project, visitor or purpose"),
    )
    project = RecordIdFilter("project", _("Project"))
    place = PlaceFilter("project__place__code")
    since = django_filters.DateFilter("on", "gte", label=_("From"))
    until = django_filters.DateFilter("on", "lte", label=_("Until"))
    sort = SortFilter(fields={"on": "on"})

    class Meta:
        model = Visit
        fields: list[str] = []


class FollowUpFilter(RecordFilterSet):
    q = SearchFilter(
        ["what", "finding__visit__project__number", "finding__visit__project__name"],
        _("Action or project"),
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        empty_label=_("All"),
        choices=[("waiting", _("not done")), ("overdue", _("overdue")), ("done", _("done"))],
    )
    place = PlaceFilter("finding__visit__project__place__code")
    since = django_filters.DateFilter("due", "gte", label=_("Due from"))
    until = django_filters.DateFilter("due", "lte", label=_("Due until"))
    sort = SortFilter(fields={"due": "due"})

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def in_state(self, rows: QuerySet, _name: str, state: str) -> QuerySet:
        if state == "overdue":
            return rows.overdue(timezone.localdate())
        return rows.waiting() if state == "waiting" else rows.exclude(done_on=None)


class EvaluationFilter(RecordFilterSet):
    q = SearchFilter(["project__number", "project__name", "project__agency__name"], _("Project"))
    project = RecordIdFilter("project", _("Project"))
    kind = django_filters.ChoiceFilter(
        choices=Evaluation.Kind, label=_("Kind of evaluation"), empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        choices=Evaluation.Status, label=_("Status"), empty_label=_("All")
    )
    band = django_filters.ChoiceFilter(
        choices=Evaluation.Band, label=_("Band"), empty_label=_("All")
    )
    place = PlaceFilter("project__place__code")
    sort = SortFilter(
        fields={"opened_on": "opened", "due": "due", "average": "average", "spread": "spread"}
    )

    class Meta:
        model = Evaluation
        fields: list[str] = []


class ScoreSheetFilter(RecordFilterSet):
    q = SearchFilter(["name", "place__name"], _("Name or place"))
    kind = django_filters.ChoiceFilter(
        choices=ScoreSheet.Kind, label=_("For which evaluation"), empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        choices=ScoreSheet.Status, label=_("Status"), empty_label=_("All")
    )

    class Meta:
        model = ScoreSheet
        fields: list[str] = []
