"""Reading attachments: whoever reads the record reads its files, unless the record says otherwise."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from projects.common.roles import BUSINESS
from projects.common.scoping import ScopedQuerySet, all_rows, scope_of


class AttachmentQuerySet(ScopedQuerySet):
    """Files of records; a file whose owner is of a model without a scope is read by nobody."""

    readers = BUSINESS

    def visible_to(self, user: Any, *, pk: int | None = None) -> Self:
        """The files, or the one with ``pk``, of records that ``user`` reads.

        Asks first, in one query, of what kinds the records are.
        """
        rows = self if pk is None else self.filter(pk=pk)
        kinds = rows.order_by().values_list("owner_type", flat=True).distinct()
        return rows._read_by(user, [ContentType.objects.get_for_id(pk) for pk in kinds])

    def of(self, owner: Any) -> Self:
        """The files of one record, whoever asks."""
        return self.filter(owner_type=type_of(owner), owner_id=owner.pk)

    def of_owner_visible_to(self, owner: Any, user: Any) -> Self:
        """The files of one record that ``user`` reads."""
        return self.of(owner)._read_by(user, [type_of(owner)])

    def of_each_visible_to(self, owners: Sequence[Any], user: Any) -> dict[int, list[Any]]:
        """The files of several records of one model that ``user`` reads, by record; one query."""
        files: dict[int, list[Any]] = {owner.pk: [] for owner in owners}
        if owners:
            kind = type_of(owners[0])
            rows = self.filter(owner_type=kind, owner_id__in=files)._read_by(user, [kind])
            for file in rows.select_related("created_by", "withdrawn_by"):
                files[file.owner_id].append(file)
        return files

    def in_force(self) -> Self:
        """Files that nobody has withdrawn."""
        return self.filter(withdrawn_on__isnull=True)

    def _read_by(self, user: Any, kinds: list[ContentType]) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        where = Q(pk__in=[])
        for kind in kinds:
            if (owners := owners_read_by(user, kind)) is not None:
                where |= Q(owner_type=kind, owner_id__in=owners.values("pk"))
        return self.filter(where)


def type_of(owner: Any) -> ContentType:
    """The content type of a record or a model."""
    return ContentType.objects.get_for_model(owner)


def owners_read_by(user: Any, kind: ContentType) -> Any:
    """The records of ``kind`` whose files ``user`` reads; None where the model has no scope.

    A queryset that defines ``attachments_visible_to(user)`` narrows what ``visible_to`` opens.
    """
    model = kind.model_class()
    rows = all_rows(model) if model else None
    if not isinstance(rows, ScopedQuerySet):
        return None
    visible = rows.visible_to(user)
    narrower = getattr(rows, "attachments_visible_to", None)
    return visible.filter(pk__in=narrower(user).values("pk")) if narrower else visible
