"""The page of one figure of a run: what it means, and the records that add up to it."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import Http404
from django.views.generic import ListView

from projects.reports import layout
from projects.reports.definitions import Column, Row
from projects.reports.definitions.behind import Behind, Part, exact
from projects.reports.documents import table_of
from projects.reports.views.runs import visible_run


class ReportFigure(ListView):
    """The records behind a figure, one part at a time, as far as the reader may see them today.

    The run is frozen, so the number of the row and the key of the column name the figure for good.
    """

    paginate_by = 20
    template_name = "reports/reportrun_figure.html"

    def get_queryset(self) -> Any:
        self.run = visible_run(self.request, self.kwargs["pk"])
        if not self.run.table:
            raise Http404
        self.table = table_of(self.run)
        return self.part.records

    @cached_property
    def column(self) -> Column:
        """The column, if its figures open."""
        key = self.kwargs["column"]
        if key not in self.run.definition.opens:
            raise Http404
        return next(column for column in self.table.columns if column.key == key)

    @cached_property
    def row(self) -> Row:
        """The row; where it has no figure, or withholds it, there is nothing to open."""
        number = self.kwargs["row"]
        if number > len(self.table.rows) or self.table.row(number)[self.column.key] is None:
            raise Http404
        return self.table.row(number)

    @cached_property
    def behind(self) -> Behind:
        """What adds up to the figure, for the eyes of the reader."""
        run, row = self.run, self.row
        asked = {"plan": run.plan, "as_of": run.as_of, "place": run.place, **run.options}
        return run.definition.opener(user=self.request.user, **asked)(row, self.column.key)

    @cached_property
    def part(self) -> Part:
        """The part that is shown: the one asked for, or the first."""
        parts = dict(enumerate((*self.behind.parts, *self.behind.of)))
        asked = self.request.GET.get("part", "")
        return parts.get(int(asked) if asked.isdecimal() and len(asked) < 3 else 0, parts[0])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        number = context["page_obj"].number
        pages = context["paginator"].get_elided_page_range(number, on_each_side=1, on_ends=1)
        parts = (*self.behind.parts, *self.behind.of)
        return context | {
            "run": self.run,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "words": [label.text(self.row[label.key]) for label in self.table.labels],
            "period": layout.period(self.table),
            "notes": layout.notes(self.table),
            "parts": [(part.label, exact(part.total)) for part in parts],
            "current": parts.index(self.part),
            "is_quotient": bool(self.behind.of),
            "is_share": self.behind.times == 100,
            "listed": self.part.listed(context["object_list"]),
            "part": self.part,
            "page_range": pages,
            **compared(self.column, self.row[self.column.key], self.behind.figure),
        }


def compared(column: Column, said: Any, found: Any) -> dict[str, str]:
    """The figure, what the list adds up to now, and by how much that is more or less; "" where it agrees."""
    is_money = column.kind == "money"
    figure, found = Decimal(str(said)), Decimal(str(found or 0))
    return {
        "figure": _exact(figure, is_money),
        "found": _exact(found, is_money),
        "more": _exact(found - figure, is_money) if found > figure else "",
        "less": _exact(figure - found, is_money) if found < figure else "",
    }


def _exact(value: Any, is_money: bool) -> str:
    """Not rounded: in yuan and fen, so that the list adds up to it."""
    return f"{value:,.2f}" if is_money else f"{value:,}"
