"""Returning a registration with comments at its fields, and settling them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects.pilots.actions.moves import move
from projects.pilots.models import FieldComment, Move, Project


@transaction.atomic
def return_project(
    *,
    project_id: int,
    by: Any,
    reason: str,
    comments: Mapping[str, str],
    version: int | None = None,
) -> Move:
    """Returns a registration for correction; ``comments`` is {field: text}. Refusals as in ``move``."""
    row = move(project_id=project_id, name="return", by=by, reason=reason, version=version)
    FieldComment.objects.bulk_create(
        FieldComment(move=row, field=field, text=text) for field, text in comments.items()
    )
    return row


@transaction.atomic
def settle_comments(*, project: Project, answers: Mapping[int, str], by: Any) -> None:
    """Marks open comments of ``project`` as dealt with; ``answers`` is {comment: answer, or ""}.

    What was settled once keeps its answer.
    """
    mine = FieldComment.objects.select_for_update(no_key=True, of=("self",)).open()
    for comment in mine.filter(move__project=project, pk__in=list(answers)):
        comment.answer = answers[comment.pk]
        comment.resolved_on = timezone.localdate()
        comment.resolved_by = by
        comment.save(update_fields=["answer", "resolved_on", "resolved_by"])
