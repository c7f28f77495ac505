"""What uploaders call their files, made fit to be shown, saved and put into an archive."""

import re
import unicodedata

LONGEST = 120  # characters, the ending included
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_SAME = {"jpg": ("jpg", "jpeg")}
# What Windows does not take in a file's name.
_RESERVED = re.compile(r'[<>:"|?*]+')


def cleaned_name(raw: str, ending: str) -> str:
    """``raw`` without path, control and direction characters, with the ``ending`` of the real type."""
    name = unicodedata.normalize("NFC", raw or "").replace("\\", "/").rsplit("/", 1)[-1]
    # C*: controls, bidi and zero-width marks, surrogates; Zl, Zp: line and paragraph ends.
    name = "".join(
        " " if unicodedata.category(c) in ("Zs", "Zl", "Zp") or c in "\t\r\n" else c
        for c in name
        if unicodedata.category(c)[0] != "C" or c in "\t\r\n"
    )
    name = _RESERVED.sub("_", " ".join(name.split()))
    known = _SAME.get(ending, (ending,))
    found = _ENDING.search(name)
    if found and found.group()[1:].lower() in known:
        ending = found.group()[1:]
    stem = (name[: found.start()] if found else name).strip(". ")
    return f"{stem[: LONGEST - len(ending) - 1].strip('. ') or 'file'}.{ending}"
