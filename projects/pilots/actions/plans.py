"""Making action plans and changing them with their quotas."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction

from projects.pilots.filters import PLAN_CHOICES
from projects.pilots.models import ActionPlan, Quota


def _kind(quota: Quota) -> tuple[str, int | None, bool]:
    return (quota.level, quota.place_id, quota.rural)


@transaction.atomic
def save_plan(*, plan: ActionPlan, quotas: Iterable[Quota]) -> ActionPlan:
    """Saves a filled-in ``plan`` and makes ``quotas`` its quotas; history keeps those that go.

    A quota of the same level, place and setting stays the same row with another number.
    """
    plan.save()
    present = {_kind(quota): quota for quota in plan.quotas.select_for_update(no_key=True)}
    for quota in quotas:
        known = present.pop(_kind(quota), None)
        if known and known.number == quota.number:
            continue
        row = known or Quota(
            plan=plan, level=quota.level, place_id=quota.place_id, rural=quota.rural
        )
        row.number = quota.number
        row.save()
    for gone in present.values():
        gone.delete()
    transaction.on_commit(lambda: cache.delete(PLAN_CHOICES))
    return plan
