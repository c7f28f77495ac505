"""URLs of the pages that show money as a whole."""

from django.urls import path

from projects.funding.views import money, places

urlpatterns = [
    path("money/", money.MoneyMatrix.as_view(), name="money_matrix"),
    path("money/places/<slug:code>/", places.PlaceMoneyView.as_view(), name="place_money"),
    path("projects/<int:pk>/money/", money.ProjectMoneyView.as_view(), name="project_money"),
]
