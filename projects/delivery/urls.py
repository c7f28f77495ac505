"""URLs of delivery."""

from django.urls import path

from projects.delivery import views

urlpatterns = [
    # services
    path("", views.ServiceList.as_view(), name="service_list"),
    path("new/", views.ServiceCreate.as_view(), name="service_create"),
    path("<int:pk>/", views.ServiceDetail.as_view(), name="service"),
    path("<int:pk>/edit/", views.ServiceUpdate.as_view(), name="service_edit"),
    path("<int:pk>/sheet/", views.service_sheet, name="service_sheet"),
    # From phones.
    path("sync/", views.service_sync, name="service_sync"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    # rules of services
    path("rules/", views.ServiceRuleList.as_view(), name="service_rule_list"),
    path("rules/new/", views.ServiceRuleCreate.as_view(), name="service_rule_create"),
    path("rules/<int:pk>/edit/", views.ServiceRuleUpdate.as_view(), name="service_rule_edit"),
    # the register of people
    path("people/", views.BeneficiaryList.as_view(), name="beneficiary_list"),
    path("people/new/", views.BeneficiaryCreate.as_view(), name="beneficiary_create"),
    path("people/find/", views.beneficiary_find, name="beneficiary_find"),
    path("people/<int:pk>/", views.BeneficiaryDetail.as_view(), name="beneficiary"),
    path("people/<int:pk>/edit/", views.BeneficiaryUpdate.as_view(), name="beneficiary_edit"),
]
