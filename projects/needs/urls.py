"""URLs of needs."""

from django.urls import path

from projects.needs import views

urlpatterns = [
    path("", views.NeedList.as_view(), name="need_list"),
    path("new/", views.NeedCreate.as_view(), name="need_create"),
    path("<int:pk>/", views.NeedDetail.as_view(), name="need"),
    path("<int:pk>/edit/", views.NeedUpdate.as_view(), name="need_edit"),
]
