"""The roles of people who sign in.

They live on floor 0, not beside ``User``, because the rooms below ``accounts`` scope their rows by them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is here to do; ``User.place`` or ``User.agency`` says where."""

    PROVINCE = "province", _("Province official")
    CITY = "city", _("City official")
    COUNTY = "county", _("County official")
    CLERK = "clerk", _("Community clerk")
    AGENCY = "agency", _("Agency staff")
    EVALUATOR = "evaluator", _("Evaluator")
    AUDITOR = "auditor", _("Auditor")
    SYSADMIN = "sysadmin", _("System administrator")


OFFICIALS: frozenset[str] = frozenset({Role.PROVINCE, Role.CITY, Role.COUNTY})
PLACED = OFFICIALS | {Role.CLERK, Role.EVALUATOR, Role.AUDITOR}
BUSINESS = PLACED | {Role.AGENCY}
