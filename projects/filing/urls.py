"""URLs of filing up."""

from django.urls import path

from projects.filing import views

urlpatterns = [
    path("", views.FilingList.as_view(), name="filing_list"),
    path("<int:pk>/", views.FilingDetail.as_view(), name="filing"),
    path("<int:pk>/table/", views.filing_table, name="filing_table"),
    path("<int:pk>/submit/", views.filing_submit, name="filing_submit"),
    path("<int:pk>/confirm/", views.filing_confirm, name="filing_confirm"),
    path("<int:pk>/return/", views.filing_return, name="filing_return"),
    path("<int:pk>/file/<str:format>/", views.filing_file, name="filing_file"),
    path("rounds/", views.RoundList.as_view(), name="round_list"),
    path("rounds/new/", views.RoundCreate.as_view(), name="round_create"),
    path("rounds/rules/", views.RoundRuleList.as_view(), name="round_rule_list"),
    path("rounds/rules/new/", views.RoundRuleCreate.as_view(), name="round_rule_create"),
    path("rounds/rules/<int:pk>/edit/", views.RoundRuleUpdate.as_view(), name="round_rule_edit"),
    path("rounds/<int:pk>/", views.RoundDetail.as_view(), name="round"),
    path("rounds/<int:pk>/lock/", views.round_lock, name="round_lock"),
]
