"""The form that takes a spreadsheet in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm
from projects.imports.importer import Importer
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
