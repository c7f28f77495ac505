"""The one way in which entries are written and running totals move.

Locks are always taken in this order, each kind by ascending id: budget lines (a line is older than
the lines that its transfers made, so province comes before city before county), projects, sources.
The CHECK constraints have the last word; what they refuse is told in words.
"""

from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Model, QuerySet, Value
from django.utils.translation import gettext as _

from projects.common.models import Submitted
from projects.common.money import MoneyField
from projects.funding.models import Budget, Source
from projects.funding.models.entry import Entry
from projects.pilots.models import Project

E = TypeVar("E", bound=Entry)
S = TypeVar("S", bound=Submitted)


def lock(rows: QuerySet, pk: Any) -> Any:
    """The row of ``rows`` with this id, locked until the transaction ends, or None."""
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


def lock_all(rows: QuerySet) -> list[Any]:
    """All of ``rows``, locked in the order of their ids."""
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def source_of(project: Project, budget: Budget) -> Source:
    """The source of a line in a project, made where there is none; call it under both locks."""
    source, _made = Source.objects.get_or_create(project=project, budget=budget)
    return lock(Source.objects.all(), source.pk)


def made_before(model: type[S], key: UUID | None, by: Any) -> S | None:
    """The record of the same submission; ask after the first lock is taken, so never too early.

    Raises PermissionDenied where the key was taken from somebody else's form.
    """
    made = key and model._default_manager.filter(submission_key=key).first()
    if made and made.created_by_id != by.pk:
        raise PermissionDenied
    return made or None


def check_reversal(entry: Any, reason: str, *, anew: str, twice: str) -> None:
    """Refuses to take ``entry`` back, under its locks, in the words for a reversal and for a second one."""
    if entry.reverses_id:
        raise ValidationError(anew)
    if type(entry)._default_manager.filter(reverses=entry).exists():
        raise ValidationError(twice)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason is kept with the reversal.")})


def enter(model: type[E], **fields: Any) -> E:
    """Writes an entry. Its number is made of the row's own id: unique without a counter to queue for."""
    entry = model._default_manager.create(number=uuid4().hex[:30], **fields)
    entry.number = f"{model.PREFIX}-{entry.day.year}-{entry.pk:06d}"
    entry.save(update_fields=["number"])
    return entry


def move(record: Model, *, refusal: dict[str, Any] | str, **steps: Decimal) -> None:
    """Adds ``steps`` (column: yuan, maybe below 0) to the running totals of ``record``.

    Where a CHECK refuses, raises ValidationError with ``refusal``: the words, or {field: words}.
    The record in memory is read anew.
    """
    changes = {
        name: F(name) + Value(step, output_field=MoneyField()) for name, step in steps.items()
    }
    try:
        with transaction.atomic():
            type(record)._default_manager.filter(pk=record.pk).update(**changes)
    except IntegrityError as error:
        if not _is_check(error):
            raise
        raise ValidationError(refusal) from error
    record.refresh_from_db(fields=list(steps))


def _is_check(error: IntegrityError) -> bool:
    """Whether a CHECK refused: PostgreSQL gives its class (23514), SQLite only its words."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state == "23514" or "CHECK constraint failed" in str(error)
