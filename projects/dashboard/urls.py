"""URLs of the home page and of the pages that read every floor below."""

from django.urls import path

from projects.dashboard import views
from projects.dashboard.compare import compare, compare_pdf
from projects.dashboard.need import NeedView
from projects.dashboard.trace import views as trace

urlpatterns = [
    path("", views.home, name="home"),
    path("places/<int:pk>/", views.PlaceView.as_view(), name="place"),
    path("compare/", compare, name="compare"),
    path("compare/pdf/", compare_pdf, name="compare_pdf"),
    path("needs/<int:pk>/", NeedView.as_view(), name="need"),
    path("trace/<str:kind>/<int:pk>/", trace.trace, name="trace"),
    path("breaks/", trace.break_list, name="break_list"),
    path("breaks/export/", trace.break_export, name="break_export"),
    path("projects/<int:pk>/", views.ProjectView.as_view(), name="project"),
]
