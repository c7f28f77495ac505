"""Reading bank statements."""

from typing import Any, Self

from projects.common.roles import OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet
from projects.places.models import Place


class BankLineQuerySet(ScopedQuerySet):
    """Lines of bank statements: read by the place whose payments they list and the levels above it."""

    place_lookup = "holder__code"
    readers = OFFICIALS | {Role.AUDITOR}

    def unmatched(self) -> Self:
        """Lines that prove no payment yet."""
        return self.filter(disbursement__isnull=True)

    def of_holder(self, user: Any) -> Self:
        """The lines that she may match and take apart: of her own place and those that it took over."""
        if user.role not in OFFICIALS:
            return self.none()
        return self.visible_to(user).filter(holder__in=Place.objects.continued_by(user.place))


class BankUnmatchQuerySet(ScopedQuerySet):
    """What was taken apart: read with its line."""

    place_lookup = "line__holder__code"
    readers = BankLineQuerySet.readers
