"""Form behaviour shared by the rooms: the look of widgets, double clicks, simultaneous edits."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.identifiers import clean_number

_CLASSES = {
    forms.Select: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "",
    forms.CheckboxSelectMultiple: "",
    forms.HiddenInput: "",
}


# The words at a day that is missing or cannot be read.
DATE_ERRORS = {
    "required": _("Enter the day."),
    "invalid": _("Enter a date such as 2018-03-12."),
}
_DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
LONGEST_ID = 18  # digits that always fit a BigAutoField
_DASHES = BLANK_CHOICE_DASH[0][1]


def not_in_future(day: Any) -> Any:
    """``day``, unless it has not come yet; None passes."""
    if day and day > timezone.localdate():
        raise ValidationError(_("This day lies in the future; enter today or an earlier day."))
    return day


class DateInput(forms.DateInput):
    """The browser's own date picker, always in ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class StyledForm:
    """Gives each widget the class that the stylesheet knows, and dates the browser's picker."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _say_choose(field)
            _say_what_to_do(field)
            if type(field.widget) is forms.DateInput:
                field.widget = DateInput()
            css = next(
                (css for kind, css in _CLASSES.items() if type(field.widget) is kind),
                "form-control",
            )
            if css:
                field.widget.attrs.setdefault("class", css)


def _say_choose(field: forms.Field) -> None:
    """Says "please choose" where Django shows dashes."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DASHES:
            field.empty_label = _("Please choose")
    elif isinstance(field, forms.ChoiceField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        if choices[:1] == [("", _DASHES)]:
            field.choices = [("", _("Please choose")), *choices[1:]]


def _say_what_to_do(field: forms.Field) -> None:
    """Says what to do about an empty field where its form has no words of its own."""
    if field.error_messages["required"] == _DJANGO_REQUIRED:
        chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        field.error_messages["required"] = _("Please choose.") if chosen else _("Please fill in.")


class IdentifierField(forms.CharField):
    """A number as people paste it: spaces and dashes go, letters become capitals, then it is checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The browser would cut a pasted number with spaces in it before we could take them out.
        for name in ("maxlength", "minlength"):
            self.widget.attrs.pop(name, None)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        return clean_number(super().to_python(value))


class RecordForm(StyledForm, forms.ModelForm):
    """A form of one record, for one user, that survives double clicks and simultaneous edits.

    ``user`` decides every choice. ``submission`` is drawn once per empty form. ``version`` is the
    version that the user started to edit; ``newer`` becomes the stored record when somebody else
    has saved meanwhile, and the page then shows both.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        self.newer: Any = None
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4
        if hasattr(self.instance, "version"):
            self.fields["version"].initial = self.instance.version
        self.limit_choices()

    def limit_choices(self) -> None:
        """Rooms narrow each choice to what ``self.user`` may see."""

    def mine_and_theirs(self) -> list[tuple[str, Any, Any]]:
        """(label, what I typed, what is stored now) of each field that differs, for a simultaneous edit."""
        stored = type(self)(instance=self.newer, user=self.user)
        rows: list[tuple[str, Any, Any]] = []
        for bound in self.visible_fields():
            mine, theirs = self._shown(bound), self._shown(stored[bound.name])
            if mine != theirs:
                rows.append((str(bound.label), mine, theirs))
        return rows

    @staticmethod
    def _shown(bound: forms.BoundField) -> str:
        """A field's value in the user's words: labels of choices rather than their keys."""
        value = bound.value()
        choices = {
            str(key): str(label) for key, label in flat_choices(getattr(bound.field, "choices", ()))
        }
        values = value if isinstance(value, list | tuple) else [value]
        texts = [choices.get(str(getattr(v, "pk", v)), "" if v is None else str(v)) for v in values]
        return "、".join(texts)


class RecordsChoiceField(forms.ModelMultipleChoiceField):
    """Several records. An id past the range of the column is no choice; SQLite would call it an error."""

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:LONGEST_ID]},
                )
        return super().clean(value)


def flat_choices(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    pairs: list[tuple[Any, Any]] = []
    for key, label in choices:
        pairs.extend(label if isinstance(label, list | tuple) else [(key, label)])
    return pairs


class ReasonForm(StyledForm, forms.Form):
    """The reason that a move, a return or a reversal needs."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why; the reason stays on record.")},
    )
