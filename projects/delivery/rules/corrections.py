"""What must hold for the correction of a service of a confirmed month."""

from django.utils.translation import gettext as _

from projects.delivery.models import Correction, MonthReport, ServiceRecord
from projects.delivery.models.month import first_of
from projects.delivery.rules.records import done_error


def confirmed_month(record: ServiceRecord) -> MonthReport | None:
    """The month of ``record``, where the county has confirmed it."""
    months = MonthReport.objects.filter(project=record.project_id, month=first_of(record.date))
    return months.filter(status=MonthReport.Status.CONFIRMED).first()


def correction_error(record: ServiceRecord) -> str:
    """Why no correction of ``record`` is asked for now, or ""."""
    if confirmed_month(record) is None:
        return _("Only services of a confirmed month are corrected by way of the county.")
    if record.corrections.filter(status=Correction.Status.ASKED).exists():
        return _("A correction of this record already waits.")
    return done_error(record.project)
