"""The site's URLs: one include a room."""

from django.urls import include, path

urlpatterns = [
    path("", include("projects.dashboard.urls")),
    path("accounts/", include("projects.accounts.urls")),
    path("needs/", include("projects.needs.urls")),
    path("", include("projects.funding.money_urls")),
    path("projects/", include("projects.pilots.urls")),
    path("funding/", include("projects.funding.urls")),
    path("services/", include("projects.delivery.urls")),
    path("evaluation/", include("projects.evaluation.urls")),
    path("partnerships/", include("projects.partnerships.urls")),
    path("closing/", include("projects.closing.urls")),
    path("agencies/", include("projects.agencies.urls")),
    path("workers/", include("projects.workers.urls")),
    path("places/", include("projects.places.urls")),
    path("attachments/", include("projects.attachments.urls")),
    path("audit/", include("projects.audit.urls")),
    path("imports/", include("projects.imports.urls")),
    path("reminders/", include("projects.reminders.urls")),
    path("reports/", include("projects.reports.urls")),
    path("filing/", include("projects.filing.urls")),
    path("exports/", include("projects.exports.urls")),
    path("packages/", include("projects.packages.urls")),
    path("", include("projects.common.urls")),
]

handler404 = "projects.common.views.not_found"
handler403 = "projects.common.views.forbidden"
handler500 = "projects.common.views.server_error"
