"""What must hold for the correction of a service of a confirmed month."""

from datetime import date

from django.utils.translation import gettext as _

from projects.delivery.models import Correction, MonthReport, ServiceRecord
from projects.delivery.models.month import first_of
from projects.delivery.rules.records import done_error


def confirmed_month(project_id: int, day: date) -> MonthReport | None:
    """The month of ``day``, where the county has confirmed it."""
    months = MonthReport.objects.filter(project=project_id, month=first_of(day))
    return months.filter(status=MonthReport.Status.CONFIRMED).first()


def addition_error(report: MonthReport) -> str:
    """Why no forgotten service is added to the month ``report`` by way of the county now, or ""."""
    if report.status != MonthReport.Status.CONFIRMED:
        return _("The county has not confirmed this month; log the service as usual.")
    return done_error(report.project)


def correction_error(record: ServiceRecord) -> str:
    """Why no correction of ``record`` is asked for now, or ""."""
    if confirmed_month(record.project_id, record.date) is None:
        return _("Only services of a confirmed month are corrected by way of the county.")
    if record.corrections.filter(status=Correction.Status.ASKED).exists():
        return _("A correction of this record already waits.")
    return done_error(record.project)
