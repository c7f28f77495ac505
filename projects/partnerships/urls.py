"""URLs of pairings, batches and exchanges."""

from django.urls import path

from projects.partnerships import views

urlpatterns = [
    path("", views.PairingList.as_view(), name="pairing_list"),
    path("new/", views.PairingCreate.as_view(), name="pairing_create"),
    path("<int:pk>/", views.PairingDetail.as_view(), name="pairing"),
    path("<int:pk>/edit/", views.PairingUpdate.as_view(), name="pairing_edit"),
    path("<int:pk>/dispatches/new/", views.DispatchCreate.as_view(), name="dispatch_create"),
    path("dispatches/", views.DispatchList.as_view(), name="dispatch_list"),
    path("dispatches/<int:pk>/", views.DispatchDetail.as_view(), name="dispatch"),
    path("dispatches/<int:pk>/edit/", views.DispatchUpdate.as_view(), name="dispatch_edit"),
    path("dispatches/<int:pk>/members/", views.dispatch_member_set, name="dispatch_member_set"),
    path("members/<int:pk>/remove/", views.dispatch_member_remove, name="dispatch_member_remove"),
    path("exchanges/", views.ExchangeList.as_view(), name="exchange_list"),
    path("exchanges/new/", views.ExchangeCreate.as_view(), name="exchange_create"),
    path("exchanges/<int:pk>/", views.ExchangeDetail.as_view(), name="exchange"),
    path("exchanges/<int:pk>/edit/", views.ExchangeUpdate.as_view(), name="exchange_edit"),
]
