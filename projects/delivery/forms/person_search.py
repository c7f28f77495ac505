"""Choosing one person of a register that may be long: a search box over those whom it finds."""

from typing import Any

from django import forms

from projects.common.forms import LONGEST_ID
from projects.delivery.finding import find_people
from projects.delivery.models import Beneficiary


class PersonSearch(forms.RadioSelect):
    """The box and the people found. Its button posts the form, which is then not judged yet
    (``OfProjectForm.is_valid``); with script only the people found are drawn anew.

    What is typed may be a name, which belongs in no address: it is posted.
    """

    template_name = "delivery/person_search.html"
    text = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["text"] = self.text
        return context


class BeneficiaryField(forms.ModelChoiceField):
    """Somebody of the register, told apart by number, masked name and community."""

    widget = PersonSearch

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Beneficiary.objects.none(), **kwargs)

    def offer(self, register: Any, *, user: Any, chosen: Any, text: str) -> None:
        """Lets the user choose from ``register``; shown are who is ``chosen`` and whom ``text`` finds."""
        self.queryset = register
        chosen = str(chosen or "")
        known = chosen.isdecimal() and len(chosen) <= LONGEST_ID
        shown = list(register.without_numbers().filter(pk=chosen)) if known else []
        shown += find_people(user, text, without=[one.pk for one in shown])
        self.widget.text = text
        self.widget.choices = [(one.pk, self.label_from_instance(one)) for one in shown]

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} · {obj.masked_name} · {obj.place}"
