"""What must hold for an entry of the register; the form says it early, the action when it writes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.identifiers import birth_date_in, is_female_in
from projects.delivery.ages import CHILD, age_on
from projects.delivery.models import Beneficiary
from projects.pilots.models import Site
from projects.places.models import Place


def read_from_id(number: str) -> dict[str, Any]:
    """Birth date and sex as a valid ID number tells them; nothing without one."""
    if not number:
        return {}
    sex = Beneficiary.Sex.FEMALE if is_female_in(number) else Beneficiary.Sex.MALE
    return {"born_on": birth_date_in(number), "sex": sex.value}


def is_child(facts: Mapping[str, Any]) -> bool:
    """Whether she was under 14 when consent was given."""
    born_on, consent_on = facts.get("born_on"), facts.get("consent_on")
    return bool(born_on and consent_on and age_on(born_on, consent_on) < CHILD)


def person_errors(facts: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the whole facts of one person, by field; empty when all is well."""
    errors: dict[str, str] = {}
    told = read_from_id(facts.get("id_number", ""))
    born_on, consent_on = facts.get("born_on"), facts.get("consent_on")
    if not facts.get("name"):
        errors["name"] = _("Enter the name of the person.")
    if born_on is None:
        errors["born_on"] = _(
            "Enter the birth date or the ID number: for somebody under 14 a guardian consents."
        )
    elif told and told["born_on"] != born_on:
        errors["born_on"] = _("The ID number has another date of birth; one of them is mistyped.")
    elif born_on > timezone.localdate():
        errors["born_on"] = _("This day lies in the future; enter today or an earlier day.")
    elif consent_on and consent_on < born_on:
        errors["consent_on"] = _("The person was born later; enter that day or a later one.")
    if not facts.get("sex"):
        errors["sex"] = _("Choose the sex, or enter the ID number.")
    elif told and told["sex"] != facts["sex"]:
        errors["sex"] = _("The ID number says the other sex; one of them is mistyped.")
    if consent_on and consent_on > timezone.localdate():
        errors["consent_on"] = _("This day lies in the future; enter today or an earlier day.")
    if not errors:
        errors |= _guardian_errors(facts, consent_on)
    return errors


def _guardian_errors(facts: Mapping[str, Any], consent_on: date | None) -> dict[str, str]:
    consented = facts.get("guardian_consent_on")
    errors = {}
    if consented and consented > timezone.localdate():
        errors["guardian_consent_on"] = _(
            "This day lies in the future; enter today or an earlier day."
        )
    if is_child(facts):
        if not facts.get("guardian"):
            errors["guardian"] = _("The person is under 14: enter the guardian's name.")
        if not consented:
            errors["guardian_consent_on"] = _(
                "The person is under 14: enter the day on which the guardian consented."
            )
    return errors


def villages_served(user: Any) -> QuerySet[Place]:
    """The villages and communities of the counties that the projects of ``user``'s agency work in.

    A county that was taken over counts as the one that took it over. The sites themselves stay.
    """
    sites = Site.objects.visible_to(user)
    codes = sites.annotate(county=Substr("place__code", 1, 6)).values_list("county", flat=True)
    counties = [f"{code}000000" for code in codes.order_by("county").distinct()]
    where = Q(pk__in=sites.values("place"))
    for county in Place.objects.filter(code__in=counties).select_related("successor"):
        low, high = (county.successor or county).code_range
        where |= Q(code__gte=low, code__lt=high, valid_to=None)
    return Place.objects.villages().filter(where)
