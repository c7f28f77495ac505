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
    path("<int:pk>/people/", views.service_people, name="service_people"),
    path("people/", views.BeneficiaryList.as_view(), name="beneficiary_list"),
    path("people/new/", views.BeneficiaryCreate.as_view(), name="beneficiary_create"),
    path("people/find/", views.beneficiary_find, name="beneficiary_find"),
    path("people/<int:pk>/", views.BeneficiaryDetail.as_view(), name="beneficiary"),
    path("people/<int:pk>/edit/", views.BeneficiaryUpdate.as_view(), name="beneficiary_edit"),
    # case files
    path("cases/", views.CaseList.as_view(), name="case_list"),
    path("cases/new/", views.CaseCreate.as_view(), name="case_create"),
    path("cases/<int:pk>/", views.CaseDetail.as_view(), name="case"),
    path("cases/<int:pk>/edit/", views.CaseUpdate.as_view(), name="case_edit"),
    path("cases/<int:pk>/close/", views.CaseClose.as_view(), name="case_close"),
    # groups
    path("groups/", views.GroupList.as_view(), name="group_list"),
    path("groups/new/", views.GroupCreate.as_view(), name="group_create"),
    path("groups/<int:pk>/", views.GroupDetail.as_view(), name="group"),
    path("groups/<int:pk>/edit/", views.GroupUpdate.as_view(), name="group_edit"),
    path("groups/<int:pk>/close/", views.GroupClose.as_view(), name="group_close"),
    path("groups/<int:pk>/members/new/", views.GroupMemberAdd.as_view(), name="group_member_add"),
    path("groups/members/<int:pk>/leave/", views.group_member_leave, name="group_member_leave"),
    path("people/<int:pk>/open/", views.beneficiary_open, name="beneficiary_open"),
    path("people/<int:pk>/erase/", views.beneficiary_erase, name="beneficiary_erase"),
    path("open/<str:kind>/<int:pk>/", views.narrative_open, name="narrative_open"),
    # Months under review.
    path("months/", views.MonthList.as_view(), name="month_list"),
    path("months/confirm/", views.month_bulk, name="month_bulk"),
    path("months/<int:pk>/", views.MonthDetail.as_view(), name="month"),
    path("months/<int:pk>/submit/", views.month_submit, name="month_submit"),
    path("months/<int:pk>/confirm/", views.month_confirm, name="month_confirm"),
    path("months/<int:pk>/return/", views.month_return, name="month_return"),
    # Corrections of confirmed months.
    path("<int:pk>/correct/", views.ServiceCorrect.as_view(), name="service_correct"),
    path("<int:pk>/count/", views.service_count, name="service_count"),
    path("months/<int:pk>/add/", views.ServiceAdd.as_view(), name="service_add"),
    path("corrections/", views.CorrectionList.as_view(), name="correction_list"),
    path("corrections/<int:pk>/", views.CorrectionDetail.as_view(), name="correction"),
    path("corrections/<int:pk>/confirm/", views.correction_confirm, name="correction_confirm"),
    path("corrections/<int:pk>/refuse/", views.correction_refuse, name="correction_refuse"),
]
