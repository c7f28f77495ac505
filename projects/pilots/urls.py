"""URLs of pilots; a project's own page is the dashboard's, which sees the rooms above."""

from django.urls import path

from projects.pilots.views import assignments, projects

urlpatterns = [
    path("", projects.ProjectList.as_view(), name="project_list"),
    path("new/", projects.ProjectCreate.as_view(), name="project_create"),
    path("<int:pk>/edit/", projects.ProjectUpdate.as_view(), name="project_edit"),
    path("<int:pk>/moves/<str:name>/", projects.project_move, name="project_move"),
    path(
        "<int:pk>/assignments/new/",
        assignments.AssignmentCreate.as_view(),
        name="assignment_create",
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
