"""Several of a fixed list of choices, in one column."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class CodesField(models.CharField):
    """Several of ``choices``: a list in Python, ",young,correction," in the database.

    A list page then needs no second query for them, edits show in the history, and
    ``filter(groups__contains=",young,")`` means the same on PostgreSQL and SQLite. Codes are kept
    once each, in the order of the choices.
    """

    _pyi_private_set_type: Iterable[str]  # type: ignore[assignment]
    _pyi_private_get_type: list[str]  # type: ignore[assignment]

    default_error_messages = {
        "unknown": _("“%(value)s” is not one of the choices."),
    }

    def get_prep_value(self, value: Any) -> Any:
        codes = self.to_python(value)
        return f",{','.join(codes)}," if codes else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return split_codes(value)

    def to_python(self, value: Any) -> list[str]:
        """The codes of a list or of a stored text, once each and in order; unknown ones at the end."""
        codes = split_codes(value) if isinstance(value, str) or value is None else list(value)
        order = {code: place for place, (code, _label) in enumerate(self.flatchoices)}
        return sorted(dict.fromkeys(map(str, codes)), key=lambda code: order.get(code, len(order)))

    def get_default(self) -> Any:
        return [] if not self.has_default() else super().get_default()

    def validate(self, value: Any, model_instance: Any) -> None:
        known = dict(self.flatchoices)
        for code in value:
            if code not in known:
                message = self.error_messages["unknown"]
                raise ValidationError(message, code="unknown", params={"value": code})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))

    def value_to_string(self, obj: Any) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        field = {
            "required": not self.blank,
            "label": str(self.verbose_name).capitalize() if self.verbose_name else None,
            "help_text": self.help_text,
            "choices": self.flatchoices,
            "widget": forms.CheckboxSelectMultiple,
        }
        kwargs.pop("choices_form_class", None)
        return forms.MultipleChoiceField(**{**field, **kwargs})

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        # Django's own get_…_display() looks for one choice.
        setattr(cls, f"get_{name}_display", lambda record: self.labels(getattr(record, name)))

    def labels(self, codes: Iterable[str]) -> str:
        """The codes as people read them: 留守儿童、留守老人."""
        known = dict(self.flatchoices)
        return "、".join(str(known.get(code, code)) for code in codes)


def split_codes(text: str | None) -> list[str]:
    """[young, correction] of ",young,correction,"."""
    return [code for code in (text or "").split(",") if code]
