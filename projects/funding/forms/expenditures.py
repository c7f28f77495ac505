"""The form in which an agency enters what it spent, mostly on a phone."""

from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.attachments.checks import SCANS
from projects.attachments.forms import AttachmentsField
from projects.common.forms import RecordForm, not_in_future
from projects.common.money import YuanField
from projects.funding.models import Expenditure, Source
from projects.funding.rules import shown
from projects.pilots.models import BudgetLine

MOST_TILES = 6  # past that, a list to choose from is quicker


class Tile(NamedTuple):
    """One choice to tap, with what is left of it below."""

    choice: Any
    small: Any = ""


class LineField(forms.ModelChoiceField):
    """A category of the planned cost with what is left of it."""

    def label_from_instance(self, line: Any) -> str:
        return str(line.get_category_display())


class SourceField(forms.ModelChoiceField):
    """A source with what is left of it."""

    def label_from_instance(self, source: Any) -> str:
        return _("%(level)s · %(nature)s · %(left)s yuan left") % {
            "level": source.budget.get_level_display(),
            "nature": source.budget.get_nature_display(),
            "left": shown(source.balance),
        }


class ExpenditureForm(RecordForm):
    """One voucher of ``project``: its planned categories and its paid sources are the choices."""

    line = LineField(
        BudgetLine.objects.none(),
        label=_("Category"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what kind of cost it is."),
            "invalid_choice": _("Choose a category of the project's planned cost."),
        },
    )
    amount = YuanField(label=_("Amount (yuan)"))
    source = SourceField(
        Source.objects.none(),
        label=_("From which money"),
        required=False,
        empty_label=_("From all sources that may pay it, in proportion"),
    )
    scans = AttachmentsField(accepted=SCANS, label=_("Photographs of the voucher"), required=False)

    class Meta:
        model = Expenditure
        fields = ("line", "amount", "day", "voucher", "purpose", "payee", "source", "scans")
        error_messages = {
            "voucher": {"required": _("Enter the number of the voucher.")},
            "purpose": {"required": _("Say what the money was for.")},
        }

    def __init__(self, *args: Any, project: Any, **kwargs: Any) -> None:
        self.project = project
        super().__init__(*args, **kwargs)

    def limit_choices(self) -> None:
        lines = BudgetLine.objects.visible_to(self.user).filter(project=self.project, amount__gt=0)
        sources = Source.objects.visible_to(self.user).filter(project=self.project, paid__gt=0)
        self.fields["line"].queryset = lines
        self.fields["source"].queryset = sources.select_related("budget")
        self.fields["day"].initial = timezone.localdate
        self.fields["scans"].help_text = _("JPEG, PNG or PDF, up to 10 MB each")

    @property
    def tiles(self) -> list[Tile]:
        """The categories to tap, each with what is left of its plan."""
        lines = {line.pk: line for line in self.fields["line"].queryset}
        tiles = []
        for choice in self["line"]:
            line = lines[choice.data["value"].value]
            left = _("%(left)s left") % {"left": shown(line.left)}
            tiles.append(Tile(choice, left))
        return tiles

    def clean_day(self) -> Any:
        return not_in_future(self.cleaned_data["day"])
