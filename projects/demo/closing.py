"""The documents with which some pilots of the demo are closed."""

import hashlib
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from projects.attachments.models import Attachment
from projects.attachments.querysets import type_of
from projects.closing.checklist import DOCUMENTS
from projects.funding.models import Settlement, Source
from projects.pilots.models import Project

NAMES = {
    Attachment.Kind.FINAL_REPORT: "结项报告.pdf",
    Attachment.Kind.SETTLEMENT: "经费决算表.pdf",
    Attachment.Kind.AUDIT: "审计意见.pdf",
}
# One page that says in Latin letters that it is an example: a PDF reader has no Chinese of its own.
_PAGE = b"""%%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F1 5 0 R>>>>>> endobj
4 0 obj <</Length %d>> stream
%s
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Size 6/Root 1 0 R>>
startxref
0
%%%%EOF
"""


def attach_documents(projects: list[Project]) -> None:
    """Gives closed pilots all three documents, and those in settlement the first one, two, three."""
    settling = 0
    for project in projects:
        kinds: tuple[Attachment.Kind, ...] = ()
        if project.status in ("closed", "archived"):
            kinds = DOCUMENTS
        elif project.status == "settlement":
            settling += 1
            kinds = DOCUMENTS[:settling]
        Attachment.objects.bulk_create([_document(project, kind) for kind in kinds])
    ended = [one for one in projects if one.status in ("closed", "archived")]
    Settlement.objects.bulk_create([_settlement(one) for one in ended])


def _settlement(project: Project) -> Settlement:
    """What the ledger says, audited without reserve."""
    return Settlement(
        project=project,
        **Source.objects.filter(project=project).sums(),
        settled_on=project.closed_on or project.ends,
        auditor="示例会计师事务所",
        opinion=Settlement.Opinion.UNQUALIFIED,
        stated_by=project.created_by,
        created_by=project.created_by,
    )


def _document(project: Project, kind: Attachment.Kind) -> Attachment:
    words = f"Example data: {kind.value.replace('_', ' ')} of {project.number}"
    drawing = f"BT /F1 14 Tf 72 760 Td ({words}) Tj ET".encode()
    content = _PAGE % (len(drawing), drawing)
    path = default_storage.save(f"attachments/demo/{token_hex(16)}.pdf", ContentFile(content))
    return Attachment(
        owner_type=type_of(project),
        owner_id=project.pk,
        kind=kind,
        name=NAMES[kind],
        file=path,
        size=len(content),
        content_type="application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=project.created_by,
    )
