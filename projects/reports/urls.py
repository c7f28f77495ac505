"""URLs of reports."""

from django.urls import path

from projects.reports import views
from projects.reports.figures import ReportFigure

urlpatterns = [
    path("", views.ReportRunList.as_view(), name="report_run_list"),
    path("new/", views.ReportRunCreate.as_view(), name="report_run_create"),
    path("<int:pk>/", views.ReportRunDetail.as_view(), name="report_run"),
    path("<int:pk>/progress/", views.report_run_progress, name="report_run_progress"),
    path("<int:pk>/again/", views.report_run_again, name="report_run_again"),
    path(
        "<int:pk>/figures/<int:row>/<slug:column>/",
        ReportFigure.as_view(),
        name="report_figure",
    ),
    path("<int:pk>/<str:format>/", views.report_run_file, name="report_run_file"),
]
