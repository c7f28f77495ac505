"""The files that go into an archive, with the record that each belongs to."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.attachments.models import Attachment
from projects.attachments.querysets import type_of
from projects.closing.archive.tables import Table, Text, person, table
from projects.evaluation.models import (
    Evaluation,
    Finding,
    FollowUp,
    Rectification,
    Reply,
    SatisfactionSurvey,
    Visit,
)
from projects.funding.models import Expenditure
from projects.pilots.models import ChangeRequest, Contract, Project, PublicNotice

# The records whose files are archived: their title, and the way to the project's id.
_OWNERS: dict[type[Any], tuple[Text, str]] = {
    Project: (gettext_lazy("Project"), "pk"),
    PublicNotice: (gettext_lazy("Public notices"), "project"),
    Contract: (gettext_lazy("Contract"), "project"),
    ChangeRequest: (gettext_lazy("Changes"), "project"),
    Visit: (gettext_lazy("Monitoring visits"), "project"),
    Finding: (gettext_lazy("Findings"), "visit__project"),
    FollowUp: (gettext_lazy("Follow-ups"), "finding__visit__project"),
    Evaluation: (gettext_lazy("Evaluations"), "project"),
    Rectification: (gettext_lazy("Rectification notices"), "evaluation__project"),
    Reply: (
        gettext_lazy("Replies to rectification notices"),
        "rectification__evaluation__project",
    ),
    SatisfactionSurvey: (gettext_lazy("Satisfaction surveys"), "project"),
    Expenditure: (gettext_lazy("Expenditures"), "source__project"),
}


class Document(NamedTuple):
    """A file of an archive: ``path`` inside it, and the attachment that it is."""

    path: str
    attachment: Attachment


def documents_of(project: Project, user: Any) -> list[Document]:
    """The files of ``project`` and its records that ``user`` reads and nobody withdrew.

    Files of services and of objections are not among them: they tell of residents.
    """
    rows = _attachments(project, user).in_force()  # type: ignore[attr-defined]
    return [
        Document(f"attachments/{number:04d}-{attachment.name}", attachment)
        for number, attachment in enumerate(rows, 1)
    ]


def table_of(project: Project, user: Any) -> Table:
    """The list of the files, the withdrawn ones with who withdrew them and why."""
    paths = {document.attachment.pk: document.path for document in documents_of(project, user)}
    return table(
        "attachments",
        _("Attachments"),
        _attachments(project, user),
        (_("record"), lambda one: _OWNERS[one.owner_type.model_class()][0]),
        *("kind", "name", "size", "sha256"),
        (_("attached by"), lambda one: person(one.created_by)),
        "created_at",
        (_("path in the package"), lambda one: paths.get(one.pk, "")),
        "withdrawn_on",
        (_("withdrawn by"), lambda one: person(one.withdrawn_by)),
        "withdrawn_reason",
    )


def content_of(document: Document) -> bytes:
    """The bytes of a file, as long as they are still those that were attached."""
    attachment = document.attachment
    try:
        with attachment.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        content = b""
    if not attachment.is_made_of(content):
        raise ValidationError(
            _("The file “%(name)s” is missing or not as it was attached.")
            % {"name": attachment.name}
        )
    return content


def _attachments(project: Project, user: Any) -> QuerySet[Attachment]:
    where = Q(pk__in=[])
    for records in _records(project, user):
        where |= Q(owner_type=type_of(records.model), owner_id__in=records.values("pk"))
    rows = Attachment.objects.visible_to(user).filter(where)
    return rows.select_related("owner_type", "created_by", "withdrawn_by").order_by("pk")


def _records(project: Project, user: Any) -> Iterator[QuerySet]:
    for model, (_title, path) in _OWNERS.items():
        yield model._default_manager.visible_to(user).filter(**{path: project.pk})
