"""The form that takes a spreadsheet in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm, StyledForm
from projects.imports.importer import Column, Importer
from projects.imports.limits import MB
from projects.imports.models import Upload
from projects.imports.reading import refuse_at_sight

ALL_OR_NOTHING, GOOD_ROWS = "no", "yes"


class UploadForm(RecordForm):
    """One file, and what shall become of the right rows when others are wrong: chosen before."""

    spreadsheet = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Choose the file with the rows."),
            "empty": _("This file is empty; choose another one."),
        },
    )
    keep = forms.ChoiceField(
        label=_("When some rows are wrong"),
        choices=(
            (ALL_OR_NOTHING, _("Import nothing until all rows are right")),
            (GOOD_ROWS, _("Import the right rows; I correct the others and send them again")),
        ),
        initial=ALL_OR_NOTHING,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Upload
        fields = ()

    def __init__(self, *args: Any, importer: type[Importer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        limits = importer.limits
        self.fields["spreadsheet"].help_text = gettext(
            "An .xlsx workbook or a CSV file, up to %(size)s MB and %(rows)s rows."
        ) % {"size": limits.size // MB, "rows": f"{limits.rows:,}"}

    def clean_spreadsheet(self) -> Any:
        upload = self.cleaned_data["spreadsheet"]
        refuse_at_sight(upload.file, self.importer.limits)
        return upload

    @property
    def good_rows_only(self) -> bool:
        """Whether right rows are written although others are wrong."""
        return self.cleaned_data["keep"] == GOOD_ROWS


class HeadersForm(StyledForm, forms.Form):
    """What each header of a file means: one of the columns of its kind, or nothing."""

    def __init__(
        self, *args: Any, tables: Sequence[Mapping[str, Any]], importer: Importer, **kwargs: Any
    ) -> None:
        self.tables = tables
        self.columns = {column.name: column for column in importer.columns}
        choices = [("", _("Leave out"))]
        choices += [
            (column.name, column.header + ("*" if column.must_be_there else ""))
            for column in importer.columns
        ]
        super().__init__(*args, **kwargs)
        for number, table in enumerate(tables):
            for head in table["heads"]:
                self.fields[f"{number}-{head['at']}"] = forms.ChoiceField(
                    label=head["text"],
                    choices=choices,
                    required=False,
                    initial=head["column"],
                    widget=forms.Select(attrs={"class": "form-select", "aria-label": head["text"]}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number, table in enumerate(self.tables):
            taken: dict[str, str] = {}
            for head in table["heads"]:
                name = f"{number}-{head['at']}"
                column = self.columns.get(cleaned.get(name) or "")
                if column is None or column.doubles == Column.Doubles.JOINED:
                    continue
                if column.name in taken:
                    words = gettext("“%(other)s” is taken for this column already.")
                    self.add_error(name, words % {"other": taken[column.name]})
                taken.setdefault(column.name, head["text"])
        return cleaned

    @property
    def meanings(self) -> list[tuple[str, dict[int, str]]]:
        """Signature of the headers of each table → what they mean."""
        return [
            (
                table["signature"],
                {
                    head["at"]: column
                    for head in table["heads"]
                    if (column := self.cleaned_data[f"{number}-{head['at']}"])
                },
            )
            for number, table in enumerate(self.tables)
        ]

    @property
    def sections(self) -> list[tuple[Mapping[str, Any], list[tuple[Mapping[str, Any], Any]]]]:
        """Each table with its headers, each with its field."""
        return [
            (table, [(head, self[f"{number}-{head['at']}"]) for head in table["heads"]])
            for number, table in enumerate(self.tables)
        ]
