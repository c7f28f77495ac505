"""What is done to needs."""

from collections.abc import Iterable

from django.db import transaction

from projects.needs.models import Need


@transaction.atomic
def adopt(*, need_ids: Iterable[int]) -> list[Need]:
    """Marks needs as adopted by a project, locked in the order of their ids; gives them back."""
    needs = list(
        Need.objects.select_for_update(no_key=True).filter(pk__in=list(need_ids)).order_by("pk")
    )
    for need in needs:
        if need.is_open:
            need.status = Need.Status.ADOPTED
            need.version += 1
            need.save(update_fields=["status", "version", "updated_at"])
    return needs
