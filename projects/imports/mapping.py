"""The mapping step: which headers a file has, what each is taken for, and what somebody says instead."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.imports.cells import is_blank, shown
from projects.imports.complaints import column_letters
from projects.imports.headers import LONGEST, Heads, best, names_of
from projects.imports.importer import Importer
from projects.imports.layout import SEARCHED
from projects.imports.models import HeaderMapping, Upload
from projects.imports.reading import Book, Sheet
from projects.jobs import actions as jobs

CHECK = "imports.check"
MOST_TABLES = 10  # that one page asks about
VALUES = 3  # cells below a header that show what it holds
Columns = dict[int, str]  # column of the sheet → name of ours


def mappings_of(importer: Importer) -> dict[str, Columns]:
    """Signature of headers → what they mean for the user's place or agency."""
    kept = HeaderMapping.objects.visible_to(importer.user).of(importer.user)
    return {
        signature: {int(at): name for at, name in columns.items()}
        for signature, columns in kept.filter(kind=importer.kind).values_list(
            "signature", "columns"
        )
    }


def found_headers(book: Book, importer: Importer) -> list[dict[str, Any]]:
    """The headers of each sheet, with the first values below and what they are taken for."""
    names = names_of(importer.columns)
    found: dict[str, dict[str, Any]] = {}
    for sheet in book.sheets:
        heads = best(sheet.head[:SEARCHED], names, importer.mappings)
        heads = heads or _widest(sheet)
        if heads and heads.signature not in found and len(found) < MOST_TABLES:
            found[heads.signature] = _described(sheet, heads, importer)
    return list(found.values())


def _described(sheet: Sheet, heads: Heads, importer: Importer) -> dict[str, Any]:
    below = list(islice(sheet.head[heads.row + 1 :], 10))
    mapped = importer.mappings.get(heads.signature)
    taken: set[str] = set()
    described = []
    for head in heads.heads:
        values = [
            row[head.at] for row in below if head.at < len(row) and not is_blank(row[head.at])
        ]
        name = mapped.get(head.at, "") if mapped is not None else head.column and head.column.name
        described.append(
            {
                "at": head.at,
                "letters": column_letters(head.at + 1),
                "text": head.text[:LONGEST],
                "values": [shown(value)[:LONGEST] for value in values[:VALUES]],
                "column": "" if not name or name in taken else name,
            }
        )
        taken.add(name or "")
    return {
        "sheet": sheet.name,
        "row": heads.row + 1,
        "signature": heads.signature,
        "remembered": mapped is not None,
        "heads": described,
    }


def _widest(sheet: Sheet) -> Heads | None:
    """Where nothing is recognised: the first row that is as wide as the table, which begins with it."""
    rows = sheet.head[:SEARCHED]
    filled = [sum(not is_blank(value) for value in row) for row in rows]
    most = max(filled, default=0)
    if most < 2:  # one column is no table
        return None
    return Heads.of(filled.index(most), rows[filled.index(most)])


@transaction.atomic
def map_headers(*, upload: Upload, by: Any, columns: Iterable[tuple[str, Columns]]) -> Upload:
    """Remembers what headers mean, by their signatures, and has the file checked once more."""
    upload = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if upload.write_job or not upload.check_job.is_over:
        raise ValidationError(
            _("This file is being read or imported; its columns stay as they are.")
        )
    known = {table["signature"] for table in upload.headers or ()}
    for signature, meant in columns:
        if signature in known:
            HeaderMapping.objects.update_or_create(
                kind=upload.kind,
                signature=signature,
                place=upload.place,
                of_agency=upload.of_agency,
                defaults={
                    "columns": {str(at): name for at, name in meant.items()},
                    "created_by": by,
                },
            )
    upload.check_job = jobs.enqueue(task=CHECK, by=by)
    upload.result = None
    upload.save(update_fields=["check_job", "result"])
    return upload
