"""The project that a sheet names above its table, or by its own name."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from projects.delivery.imports.facts import Facts, Projects
from projects.imports.cells import plain

_LABEL = re.compile(r"(?:所属|试点)?项目(?:编号|编码|代码|号|名称)?[:]?")
_LABELLED = re.compile(r"(?:所属|试点)?项目(?:编号|编码|代码|号|名称)?:\s*(.+)")
_APART = re.compile(r"\s{2,}|[;,、]")


def named_above(projects: Projects, sheet: str, above: Sequence[Sequence[Any]]) -> Facts | None:
    """The project of 项目编号：350524-2018-0001 in one cell or two, of a title, or of the sheet's name.

    A ValidationError says that a project is named above the table and is none of the agency's.
    """
    unknown: ValidationError | None = None
    for raw in above:
        texts = [plain(value) for value in raw if plain(value)]
        for at, text in enumerate(texts):
            named = _LABELLED.match(text)
            after = texts[at + 1] if _LABEL.fullmatch(text) and at + 1 < len(texts) else ""
            for candidate in _candidates(named[1] if named else after):
                try:
                    return projects.find(candidate)
                except ValidationError as error:
                    unknown = error
            if (found := _named(projects, text)) is not None:
                return found
    if unknown:
        raise unknown
    return _named(projects, sheet)


def _candidates(text: str) -> list[str]:
    """The whole text; without what follows in the same cell: 项目编号：X  机构：Y."""
    return list(dict.fromkeys([text, _APART.split(text)[0], text.split(" ")[0]])) if text else []


def _named(projects: Projects, text: str) -> Facts | None:
    try:
        return projects.find(text)
    except ValidationError:
        pass
    within = {facts.project.pk for name, (facts, *_) in projects.by_name.items()
              if len(name) > 5 and name in "".join(text.split()).casefold()}  # fmt: skip
    return projects.by_id[within.pop()] if len(within) == 1 else None
