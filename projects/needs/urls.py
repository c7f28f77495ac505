"""URLs of needs. The page of one need lives above (dashboard): it shows what came of it."""

from django.urls import path

from projects.needs.views import contact, needs, report, triage

urlpatterns = [
    path("", needs.NeedList.as_view(), name="need_list"),
    path("new/", needs.NeedCreate.as_view(), name="need_create"),
    path("similar/", needs.need_similar, name="need_similar"),
    path("<int:pk>/edit/", needs.NeedUpdate.as_view(), name="need_edit"),
    path("<int:pk>/contact/", contact.need_contact, name="need_contact"),
    path("<int:pk>/accept/", triage.NeedAccept.as_view(), name="need_accept"),
    path("<int:pk>/merge/", triage.need_merge, name="need_merge"),
    path("<int:pk>/decide/<slug:name>/", triage.need_decide, name="need_decide"),
    # Without sign-in.
    path("report/", report.need_report, name="need_report"),
    path("report/places/", report.need_report_places, name="need_report_places"),
    path("report/status/", report.need_report_status, name="need_report_status"),
]
