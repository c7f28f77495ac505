"""URLs of audit."""

from django.urls import path

from projects.audit import views

urlpatterns = [path("", views.AccessList.as_view(), name="access_list")]
