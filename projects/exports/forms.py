"""The form behind the buttons of a list."""

from django import forms

from projects.exports.models import Export
from projects.exports.sheets import sheet_choices
from projects.exports.writing import WRITERS

LONGEST = 4000  # characters of a query string


class ExportForm(forms.Form):
    """Which list, with which filters, as what."""

    list = forms.ChoiceField(choices=sheet_choices)
    query = forms.CharField(max_length=LONGEST, required=False)
    format = forms.ChoiceField(choices=[one for one in Export.Format.choices if one[0] in WRITERS])
