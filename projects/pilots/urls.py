"""URLs of pilots; a project's own page is the dashboard's, which sees the rooms above."""

from django.urls import path

from projects.pilots.views import (
    adoptions,
    application,
    assignments,
    changes,
    drafts,
    indicators,
    partners,
    plans,
    projects,
)

urlpatterns = [
    path("", projects.ProjectList.as_view(), name="project_list"),
    path("new/", projects.ProjectCreate.as_view(), name="project_create"),
    path("drafts/", drafts.ProjectDrafts.as_view(), name="project_drafts"),
    path("plans/", plans.PlanList.as_view(), name="plan_list"),
    path("plans/new/", plans.PlanCreate.as_view(), name="plan_create"),
    path("plans/<int:pk>/", plans.PlanDetail.as_view(), name="plan"),
    path("plans/<int:pk>/edit/", plans.PlanUpdate.as_view(), name="plan_edit"),
    path("plans/<int:pk>/gaps.csv", plans.plan_gaps, name="plan_gaps"),
    path("departments/", partners.DepartmentList.as_view(), name="department_list"),
    path("departments/new/", partners.DepartmentCreate.as_view(), name="department_create"),
    path("departments/<int:pk>/edit/", partners.DepartmentUpdate.as_view(), name="department_edit"),
    path("<int:pk>/partners/new/", partners.PartnershipCreate.as_view(), name="partnership_create"),
    path("partners/<int:pk>/edit/", partners.PartnershipUpdate.as_view(), name="partnership_edit"),
    path("<int:pk>/edit/", projects.ProjectUpdate.as_view(), name="project_edit"),
    path("<int:pk>/changes/", changes.ProjectChanges.as_view(), name="project_changes"),
    path("<int:pk>/changes/<str:kind>/new/", changes.ChangeCreate.as_view(), name="change_create"),
    path("changes/", changes.ChangeList.as_view(), name="change_list"),
    path("changes/<int:pk>/", changes.ChangeDetail.as_view(), name="change"),
    path("changes/<int:pk>/decide/", changes.change_decide, name="change_decide"),
    path("changes/<int:pk>/withdraw/", changes.change_withdraw, name="change_withdraw"),
    path(
        "<int:pk>/application/",
        application.ProjectApplication.as_view(),
        name="project_application",
    ),
    path("<int:pk>/moves/<str:name>/", projects.project_move, name="project_move"),
    path("adopt/<int:pk>/", adoptions.need_adopt, name="need_adopt"),
    path("adoptions/<int:pk>/edit/", adoptions.adoption_edit, name="adoption_edit"),
    path(
        "<int:pk>/assignments/new/",
        assignments.AssignmentCreate.as_view(),
        name="assignment_create",
    ),
    path("<int:pk>/indicators/", indicators.ProjectIndicators.as_view(), name="project_indicators"),
    path("<int:pk>/indicators/new/", indicators.IndicatorCreate.as_view(), name="indicator_create"),
    path("indicators/<int:pk>/edit/", indicators.IndicatorUpdate.as_view(), name="indicator_edit"),
    path("indicators/<int:pk>/remove/", indicators.indicator_remove, name="indicator_remove"),
    path(
        "indicators/<int:pk>/values/new/",
        indicators.ValueCreate.as_view(),
        name="indicator_value_create",
    ),
    path(
        "indicators/values/<int:pk>/edit/",
        indicators.ValueUpdate.as_view(),
        name="indicator_value_edit",
    ),
    path("assignments/", assignments.AssignmentList.as_view(), name="assignment_list"),
    path("assignments/<int:pk>/", assignments.AssignmentDetail.as_view(), name="assignment"),
    path(
        "assignments/<int:pk>/edit/",
        assignments.AssignmentUpdate.as_view(),
        name="assignment_edit",
    ),
    path(
        "assignments/<int:pk>/hand-over/",
        assignments.AssignmentHandOver.as_view(),
        name="assignment_hand_over",
    ),
]
