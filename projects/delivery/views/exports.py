"""The list of services as a file to save: the same scope and filters as the list that it was asked from."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from projects.common.roles import OFFICIALS, Role
from projects.delivery.exporting import as_csv, as_xlsx, columns_for, rows
from projects.delivery.filters import ServiceFilter
from projects.delivery.models import ServiceRecord

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = OFFICIALS | {Role.AGENCY, Role.AUDITOR}


@require_GET
def service_export(request: HttpRequest, kind: str) -> Any:
    """What the list shows, all pages of it, in the columns that the import reads."""
    if request.user.role not in READERS:
        raise PermissionDenied
    own = ServiceRecord.objects.visible_to(request.user)
    records = ServiceFilter(request.GET, queryset=own, request=request).qs
    lines = rows(records, columns_for(request.user))
    if kind not in ("xlsx", "csv"):
        raise Http404
    name = _("Service records") + f".{kind}"
    if kind == "xlsx":
        return FileResponse(as_xlsx(lines), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=services.{kind}"
    return response
