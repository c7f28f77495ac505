"""The evaluation tab of a project: its evaluations, visits, follow-up actions and surveys."""

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from projects.common.views import ScopedDetailView
from projects.evaluation.actions.evaluations import why_not_open
from projects.evaluation.actions.surveys import SURVEYORS, why_no_survey
from projects.evaluation.actions.visits import VISITORS, why_no_visit
from projects.evaluation.models import Evaluation, FollowUp, SatisfactionSurvey, Visit
from projects.evaluation.querysets import VisitQuerySet
from projects.evaluation.recusal import in_charge
from projects.pilots.models import Project

NEWEST = 10


def with_counts(visits: VisitQuerySet) -> Any:
    """Visits with ``found`` findings and ``left`` follow-up actions not done yet."""
    left = Q(findings__follow_ups__isnull=False, findings__follow_ups__done_on=None)
    return visits.annotate(
        found=Count("findings", distinct=True),
        left=Count("findings__follow_ups", filter=left, distinct=True),
    )


class ProjectEvaluation(ScopedDetailView):
    """Everything about the evaluation of one project."""

    model = Project
    template_name = "evaluation/project.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place", "agency", "plan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, user = self.object, self.request.user
        evaluations = Evaluation.objects.visible_to(user).filter(project=project)
        visits = with_counts(Visit.objects.visible_to(user).filter(project=project))
        follow_ups = FollowUp.objects.visible_to(user).filter(finding__visit__project=project)
        surveys = SatisfactionSurvey.objects.visible_to(user).filter(project=project)
        leads = in_charge(user, project)
        return super().get_context_data(**kwargs) | {
            "project": project,
            "today": timezone.localdate(),
            "evaluations": evaluations.select_related("sheet", "rectification"),
            "visits": visits.select_related("site")[:NEWEST],
            "follow_ups": follow_ups.waiting().select_related("finding", "agency", "person"),
            "surveys": surveys.select_related("created_by", "indicator"),
            "may_open": [
                kind for kind in Evaluation.Kind if leads and not why_not_open(project, kind)
            ],
            "may_visit": user.role in VISITORS and not why_no_visit(project, user),
            "may_survey": user.role in SURVEYORS and not why_no_survey(project),
        }
