"""Form fields that find a place or an agency by its code or name."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from projects.accounts.registry import SHOWN, agencies_named, places_named
from projects.agencies.models import Agency
from projects.places.models import Place

LONGEST = 200  # no code or name is longer, and SQLite refuses to search for 50,000 characters


class ByCodeField(forms.CharField):
    """A record typed as "code name", as a code or as a name; a datalist helps with the typing."""

    code: ClassVar[str]
    unknown: ClassVar[Any]  # text, to be translated when it is shown

    def find(self, text: str) -> QuerySet:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return f"{getattr(value, self.code)} {value}"
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data

    def to_python(self, value: Any) -> models.Model | None:
        text = super().to_python(value)
        if not text:
            return None
        code, _space, _name = text.partition(" ")
        if len(code) > LONGEST:
            raise ValidationError(self.unknown, code="unknown")
        found = list(self.find(code)[: SHOWN + 1])
        exact = [record for record in found if code in (getattr(record, self.code), str(record))]
        if len(exact) == 1:
            return exact[0]
        candidates = exact or found
        if not candidates:
            raise ValidationError(self.unknown, code="unknown")
        names = "；".join(str(self.prepare_value(record)) for record in candidates[:SHOWN])
        message = (
            _("Several have such a name. Enter the code of one: %(names)s")
            if len(candidates) > 1
            else _("Do you mean %(names)s? Then enter the code.")
        )
        raise ValidationError(message, code="several", params={"names": names})


class PlaceField(ByCodeField):
    """A place that exists today, by its 12-digit code or its name."""

    code = "code"
    unknown = _("No place of today has this code or name.")

    def find(self, text: str) -> QuerySet[Place]:
        return places_named(text)


class AgencyField(ByCodeField):
    """An agency, by its credit code or its name."""

    code = "credit_code"
    unknown = _("No agency has this credit code or name.")

    def find(self, text: str) -> QuerySet[Agency]:
        return agencies_named(text)
