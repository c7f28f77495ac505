"""Saying who of the register came to a service, one by one, beside the form."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from projects.delivery.actions.records import change_service, lock_project, told_by
from projects.delivery.models import ServiceRecord


@transaction.atomic
def change_who_came(
    *, service_id: int, by: Any, add: Iterable[int] = (), remove: Iterable[int] = ()
) -> ServiceRecord:
    """Adds people of ``by``'s register to those who came to a service, and takes others out.

    Two colleagues who do so at once wait for one another: neither loses what the other one ticked.
    Everything else of the record stays and was judged when it was logged.
    """
    project_id = ServiceRecord.objects.visible_to(by).get(pk=service_id).project_id
    lock_project(project_id, by)
    record = ServiceRecord.objects.select_for_update(no_key=True).get(pk=service_id)
    told = told_by(record)
    told["beneficiary_ids"] = sorted({*told["beneficiary_ids"], *add}.difference(remove))
    return change_service(service_id=service_id, by=by, anyway=True, **told)
