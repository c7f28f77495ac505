"""Scoping: the one mechanism that says which rows a user may see.

Every list, detail, form choice, filter choice, export, report and API answer starts at
``SomeModel.objects.visible_to(user)``. A queryset says with three class attributes how its rows lie
in places and agencies; a role that it does not name sees nothing.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from projects.common.roles import PLACED, Role

CodeRange = tuple[str, str]


@dataclass(frozen=True)
class Scope:
    """What a signed-in user's role, place and agency open to her.

    ``ranges``: half-open ranges [low, high) of 12-digit place codes: her place and its predecessors.
    """

    role: str
    ranges: tuple[CodeRange, ...] = ()
    agency_id: int | None = None

    def opens(self, code: str) -> bool:
        """Whether the place with this 12-digit code lies in one of the ranges."""
        return any(low <= code < high for low, high in self.ranges)

    def places(self, lookup: str) -> Q:
        """Rows whose 12-digit place code at ``lookup`` lies in one of the ranges."""
        where = Q(pk__in=[])
        for low, high in self.ranges:
            where |= Q(**{f"{lookup}__gte": low, f"{lookup}__lt": high})
        return where


def scope_of(user: Any) -> Scope | None:
    """The user's scope; None for somebody not signed in or switched off."""
    if isinstance(user, AnonymousUser) or not getattr(user, "is_active", False):
        return None
    return user.scope


def all_rows(model: Any) -> Any:
    """The rows of ``model``, also those that its default manager leaves out: they are in ``everything``."""
    return getattr(model, "everything", model._default_manager).all()


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows who may see its rows.

    place_lookup: path to the 12-digit place code, read by the roles bound to a place.
    agency_lookup: path to the agency id, read by agency staff.
    readers: the roles that may read this kind of record at all.
    """

    place_lookup: ClassVar[str] = ""
    agency_lookup: ClassVar[str] = ""
    readers: ClassVar[frozenset[str]] = frozenset()

    def visible_to(self, user: Any) -> Self:
        """The rows that ``user`` may see; none for a role that this queryset does not know."""
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        if scope.role == Role.AGENCY:
            return self._of_agency(scope) if scope.agency_id else self.none()
        if scope.role in PLACED and scope.ranges:
            return self._in_places(scope)
        return self.none()

    def _of_agency(self, scope: Scope) -> Self:
        if not self.agency_lookup:
            return self.none()
        return self.filter(**{self.agency_lookup: scope.agency_id})

    def _in_places(self, scope: Scope) -> Self:
        if not self.place_lookup:
            return self.none()
        return self.filter(scope.places(self.place_lookup))
