"""URLs of social workers and of what was published about talent."""

from django.urls import path

from projects.workers.views import honours, statistics, workers

urlpatterns = [
    path("", workers.WorkerList.as_view(), name="worker_list"),
    path("new/", workers.WorkerCreate.as_view(), name="worker_create"),
    path("<int:pk>/", workers.WorkerDetail.as_view(), name="worker"),
    path("<int:pk>/edit/", workers.WorkerUpdate.as_view(), name="worker_edit"),
    path("<int:pk>/registrations/", workers.registration_create, name="worker_registration_create"),
    # statistics
    path("statistics/", statistics.StatisticList.as_view(), name="statistic_list"),
    path("statistics/new/", statistics.StatisticCreate.as_view(), name="statistic_create"),
    path("statistics/<int:pk>/", statistics.StatisticDetail.as_view(), name="statistic"),
    path(
        "statistics/<int:pk>/correct/",
        statistics.StatisticCorrect.as_view(),
        name="statistic_correct",
    ),
    # honours
    path("honours/", honours.HonourList.as_view(), name="honour_list"),
    path("honours/new/", honours.HonourCreate.as_view(), name="honour_create"),
    path("honours/<int:pk>/", honours.HonourDetail.as_view(), name="honour"),
    path("honours/<int:pk>/edit/", honours.HonourUpdate.as_view(), name="honour_edit"),
]
