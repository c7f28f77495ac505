"""Pages of reports, one file a noun."""

from projects.reports.views.comparing import report_run_compare, report_run_correct
from projects.reports.views.figures import ReportFigure
from projects.reports.views.runs import (
    MyReportRunList,
    ReportRunCreate,
    ReportRunDetail,
    ReportRunList,
    report_run_again,
    report_run_cancel,
    report_run_file,
    report_run_progress,
)
from projects.reports.views.schedules import (
    ScheduleCreate,
    ScheduleList,
    ScheduleUpdate,
    schedule_delete,
    schedule_pause,
)

__all__ = [
    "MyReportRunList",
    "ReportFigure",
    "ReportRunCreate",
    "ReportRunDetail",
    "ReportRunList",
    "ScheduleCreate",
    "ScheduleList",
    "ScheduleUpdate",
    "report_run_again",
    "report_run_cancel",
    "report_run_compare",
    "report_run_correct",
    "report_run_file",
    "report_run_progress",
    "schedule_delete",
    "schedule_pause",
]
