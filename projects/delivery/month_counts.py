"""What was done in months: counted for one, beside the rows of a list, added up over many."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncMonth

from projects.delivery.models import MonthReport, ServiceRecord
from projects.delivery.models.month import KEPT

Method = ServiceRecord.Method


def counts_of(report: MonthReport) -> dict[str, list[Any]]:
    """{method: [records, attendances, hours]} of the services that the month has now."""
    rows = services_of(report).order_by("method").values("method")
    sums = rows.annotate(n=Count("pk"), came=Sum("attendances"), spent=Sum("hours"))
    return {row["method"]: [row["n"], row["came"], row["spent"]] for row in sums}


def corrected_since(report: MonthReport) -> list[tuple[str, int, int, Decimal]]:
    """By method, by how much the services of a confirmed month differ from what was submitted.

    Nothing but confirmed corrections changes them, so what differs is what these changed.
    """
    less = {
        method: [-Decimal(str(figure)) for figure in figures]
        for method, figures in report.by_method.items()
    }
    return [row for row in by_method([counts_of(report), less]) if any(row[1:])]


def services_of(report: MonthReport) -> QuerySet[ServiceRecord]:
    """The services of the month."""
    return ServiceRecord.objects.filter(
        project=report.project_id, date__gte=report.month, date__lte=report.last
    )


def with_counts(rows: QuerySet[MonthReport]) -> QuerySet[MonthReport]:
    """``rows`` with ``services``, ``came`` and ``spent``: frozen, or of an open month as it stands."""
    ahead = ExpressionWrapper(OuterRef("month") + timedelta(days=31), output_field=DateField())
    # The bounds find the records by the index of the project; the month itself is the third test.
    inside = (
        ServiceRecord.objects.filter(
            project=OuterRef("project"), date__gte=OuterRef("month"), date__lte=ahead
        )
        .annotate(its_month=TruncMonth("date"))
        .filter(its_month=OuterRef("month"))
        .order_by()
        .values("project")
    )

    def figure(frozen: str, now: Any, field: Any) -> Case:
        live = Subquery(inside.annotate(now=now).values("now"), output_field=field)
        zero = Value(0, output_field=field)
        return Case(
            When(status__in=KEPT, then=F(frozen)), default=Coalesce(live, zero), output_field=field
        )

    return rows.annotate(
        services=figure("records", Count("pk"), IntegerField()),
        came=figure("attendances", Sum("attendances"), IntegerField()),
        spent=figure("hours", Sum("hours"), DecimalField(max_digits=9, decimal_places=1)),
    )


def by_method(counts: Iterable[dict[str, list[Any]]]) -> list[tuple[str, int, int, Decimal]]:
    """(method in words, records, attendances, hours) added up, in the order of the methods."""
    totals: dict[str, list[Any]] = {}
    for one in counts:
        for method, (records, came, hours) in one.items():
            total = totals.setdefault(method, [0, 0, Decimal(0)])
            total[0] += records
            total[1] += came
            total[2] += Decimal(str(hours))
    return [(str(Method(name).label), *totals[name]) for name in Method.values if name in totals]
