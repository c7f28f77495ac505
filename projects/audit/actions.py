"""Opening what is closed, with a reason that stays on record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from projects.audit.models import Access

SHORTEST = 4  # characters: “查看” says nothing


@transaction.atomic
def record_access(
    *, owner: Model, what: str, reason: str, by: Any, about: str | None = None
) -> Access:
    """Enters that ``by`` opens ``what`` of ``owner``; call it in the transaction that reads it.

    ``about`` names the owner in the log where its own words would tell more than a number. A
    ValidationError at "reason" where none is given.
    """
    said = " ".join(reason.split())
    if len(said) < SHORTEST:
        raise ValidationError({"reason": _("Say why, in a few words; the reason stays on record.")})
    return Access.objects.create(
        owner=owner,
        about=(str(owner) if about is None else about)[:100],
        what=what,
        reason=said[:200],
        user=by,
    )
