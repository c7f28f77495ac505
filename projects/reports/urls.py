"""URLs of reports."""

from django.urls import path

from projects.reports import views

urlpatterns = [
    path("", views.ReportRunList.as_view(), name="report_run_list"),
    path("new/", views.ReportRunCreate.as_view(), name="report_run_create"),
    path("mine/", views.MyReportRunList.as_view(), name="my_report_runs"),
    path("schedules/", views.ScheduleList.as_view(), name="schedule_list"),
    path("schedules/new/", views.ScheduleCreate.as_view(), name="schedule_create"),
    path("schedules/<int:pk>/edit/", views.ScheduleUpdate.as_view(), name="schedule_edit"),
    path("schedules/<int:pk>/pause/", views.schedule_pause, name="schedule_pause"),
    path("schedules/<int:pk>/delete/", views.schedule_delete, name="schedule_delete"),
    path("<int:pk>/", views.ReportRunDetail.as_view(), name="report_run"),
    path("<int:pk>/progress/", views.report_run_progress, name="report_run_progress"),
    path("<int:pk>/again/", views.report_run_again, name="report_run_again"),
    path(
        "<int:pk>/figures/<int:row>/<slug:column>/",
        views.ReportFigure.as_view(),
        name="report_figure",
    ),
    path("<int:pk>/cancel/", views.report_run_cancel, name="report_run_cancel"),
    path("<int:pk>/compare/", views.report_run_compare, name="report_run_compare"),
    path("<int:pk>/corrects/<int:old>/", views.report_run_correct, name="report_run_correct"),
    path("<int:pk>/<str:format>/", views.report_run_file, name="report_run_file"),
]
