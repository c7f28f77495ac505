"""URLs of evaluation."""

from django.urls import path

from projects.evaluation.views import (
    evaluations,
    project,
    rectifications,
    scoring,
    sheets,
    surveys,
    visits,
)

urlpatterns = [
    path("", evaluations.EvaluationList.as_view(), name="evaluation_list"),
    path("projects/<int:pk>/", project.ProjectEvaluation.as_view(), name="project_evaluation"),
    path("projects/<int:pk>/visits/new/", visits.VisitCreate.as_view(), name="visit_create"),
    path("projects/<int:pk>/surveys/new/", surveys.SurveyCreate.as_view(), name="survey_create"),
    path(
        "projects/<int:pk>/<str:kind>/new/",
        evaluations.EvaluationCreate.as_view(),
        name="evaluation_create",
    ),
    path("<int:pk>/", evaluations.EvaluationDetail.as_view(), name="evaluation"),
    path("<int:pk>/score/", scoring.evaluation_fill, name="evaluation_fill"),
    path("<int:pk>/panel/", evaluations.evaluation_appoint, name="evaluation_appoint"),
    path("<int:pk>/conclude/", evaluations.evaluation_conclude, name="evaluation_conclude"),
    path("<int:pk>/withdraw/", evaluations.evaluation_withdraw, name="evaluation_withdraw"),
    path(
        "panelists/<int:pk>/stand-down/",
        evaluations.panelist_stand_down,
        name="panelist_stand_down",
    ),
    path(
        "<int:pk>/rectification/new/",
        rectifications.RectificationCreate.as_view(),
        name="rectification_create",
    ),
    path(
        "rectifications/<int:pk>/reply/",
        rectifications.ReplyCreate.as_view(),
        name="reply_create",
    ),
    path("replies/<int:pk>/accept/", rectifications.reply_accept, name="reply_accept"),
    path("replies/<int:pk>/refuse/", rectifications.reply_refuse, name="reply_refuse"),
    path("visits/", visits.VisitList.as_view(), name="visit_list"),
    path("visits/<int:pk>/", visits.VisitDetail.as_view(), name="visit"),
    path("visits/<int:pk>/edit/", visits.VisitUpdate.as_view(), name="visit_edit"),
    path("visits/<int:pk>/findings/new/", visits.FindingCreate.as_view(), name="finding_create"),
    path(
        "findings/<int:pk>/follow-ups/new/",
        visits.FollowUpCreate.as_view(),
        name="follow_up_create",
    ),
    path("follow-ups/", visits.FollowUpList.as_view(), name="follow_up_list"),
    path("follow-ups/<int:pk>/answer/", visits.follow_up_answer, name="follow_up_answer"),
    path("sheets/", sheets.SheetList.as_view(), name="score_sheet_list"),
    path("sheets/new/", sheets.SheetCreate.as_view(), name="score_sheet_create"),
    path("sheets/<int:pk>/", sheets.SheetDetail.as_view(), name="score_sheet"),
    path("sheets/<int:pk>/edit/", sheets.SheetUpdate.as_view(), name="score_sheet_edit"),
    path("sheets/<int:pk>/activate/", sheets.sheet_activate, name="score_sheet_activate"),
    path("sheets/<int:pk>/retire/", sheets.sheet_retire, name="score_sheet_retire"),
    path("sheets/<int:pk>/copy/", sheets.sheet_copy, name="score_sheet_copy"),
    path("surveys/<int:pk>/edit/", surveys.SurveyUpdate.as_view(), name="survey_edit"),
]
