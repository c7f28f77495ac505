"""What a phone sends for one service: read, put into one form, and known by a hash.

A form posted by a browser and the same entry sent later from a phone's queue give the same hash, so
that the second is known for the first. static/phone/body.js computes it in the same way.
"""

import hashlib
import json
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from projects.common.forms import LONGEST_ID

LONGEST = 512 * 1024  # bytes of an entry without pictures: many times what the form holds
LARGEST = 64 * 1024 * 1024  # bytes with pictures, which phones scale down before they send them
MOST_VALUES = 1000
# What travels with an entry and is not part of it.
ENVELOPE = frozenset(
    {"csrfmiddlewaretoken", "key", "hash", "owner", "project", "submission", "version", "again"}
)


class Unreadable(Exception):
    """This is not an entry; says why, in words for whoever wrote the program that sent it."""


class TooLarge(Exception):
    """The entry is larger than any that the form makes."""


class Body(NamedTuple):
    """One entry as it came: its key, its project, who typed it, and its fields as a form has them."""

    key: UUID
    project: int
    owner: str
    data: QueryDict
    files: MultiValueDict
    hash: str


def read_body(request: HttpRequest) -> Body:
    """The entry in a request, JSON or multipart; raises Unreadable or TooLarge."""
    is_json = request.content_type == "application/json"
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) > (LONGEST if is_json else LARGEST):
        raise TooLarge
    told = _from_json(request.body) if is_json else dict(request.POST.lists())
    if sum(len(values) for values in told.values()) > MOST_VALUES:
        raise TooLarge
    body = Body(
        key=_key(_one(told, "key")),
        project=_project(_one(told, "project")),
        owner=_one(told, "owner"),
        data=_form_data(told),
        files=request.FILES,
        hash=hash_of(_one(told, "project"), told, request.FILES),
    )
    claimed = _one(told, "hash")
    if claimed and claimed != body.hash:
        raise Unreadable(_("This entry was damaged on the way. Send it again."))
    return body


def hash_of(project: Any, told: dict[str, list[str]], files: MultiValueDict) -> str:
    """SHA-256 of an entry in one fixed form: fields by name, empty ones left out, files by their hash."""
    fields = {"project": [str(project)]}
    for name, values in told.items():
        kept = [_one_line_end(value) for value in values if value != ""]
        if kept and name not in ENVELOPE:
            fields[name] = kept
    for name, uploads in files.lists():
        fields[name] = [f"sha256:{_sha256(upload)}" for upload in uploads]
    text = json.dumps(sorted(fields.items()), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _from_json(raw: bytes) -> dict[str, list[str]]:
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Unreadable(_("An entry is one JSON object."))
    return {_text(name): [_text(v) for v in _several(value)] for name, value in told.items()}


def _several(value: Any) -> list[Any]:
    if value is None or value is False:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """One value as a form would send it. Half a character is none, and no database takes it."""
    if isinstance(value, dict | list) or value is None:
        raise Unreadable(_("A field is a text, a number or a list of them."))
    text = value if isinstance(value, str) else json.dumps(value)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Unreadable(_("A field is a text, a number or a list of them."))
    return text


def _one(told: dict[str, list[str]], name: str) -> str:
    return (told.get(name) or [""])[-1]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unreadable(_("An entry has a key, a UUID.")) from None


def _project(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise Unreadable(_("An entry names its project."))
    return int(text)


def _form_data(told: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in told.items():
        if name not in ENVELOPE:
            data.setlist(name, values)
    return data


def _one_line_end(text: str) -> str:
    """Browsers send a line's end as two signs in a form and as one in JSON."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sha256(upload: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
