"""Pictures: read whole, written anew upright and bare, with a small one beside."""

import io
import struct
import warnings

from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000  # 50 megapixels: above what telephones make, 150 MB when unpacked
LONGEST_SIDE = 4096  # kept: more than A4 at 300 dots an inch
THUMBNAIL_SIDE = 320
FORMATS = {"jpg": "JPEG", "png": "PNG"}
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
)


class Unreadable(Exception):
    """The bytes begin like a picture and are none that can be read to the end."""


class TooManyPixels(Exception):
    """A picture that would fill the memory when unpacked."""


def rewritten(content: bytes, ending: str) -> tuple[bytes, bytes]:
    """(the picture, its thumbnail as JPEG) written anew from the pixels of ``content``.

    Only pixels pass: no EXIF, GPS, comments, colour profiles or bytes after the end, so a picture
    tells nobody where a resident lives, and nothing that is also a script or a zip comes through.
    """
    try:
        picture = _read(content, FORMATS[ending])
        out, small = io.BytesIO(), io.BytesIO()
        picture.save(out, FORMATS[ending], **({"quality": 90} if ending == "jpg" else {}))
        _flat(picture).save(small, "JPEG", quality=80)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except _UNREADABLE as error:
        raise Unreadable(str(error)) from error
    return out.getvalue(), small.getvalue()


def _read(content: bytes, kind: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
        opened = Image.open(io.BytesIO(content), formats=[kind])
    with opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise TooManyPixels
        if kind == "JPEG":  # unpacks a large photograph at a half or a quarter where that is enough
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        picture = ImageOps.exif_transpose(opened)
    if kind == "PNG" and picture.has_transparency_data:
        picture = picture.convert("RGBA")
    elif picture.mode != "L":
        picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.info.clear()
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """A small copy on white paper."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    if small.mode != "RGBA":
        return small
    paper = Image.new("RGB", small.size, "white")
    paper.paste(small, mask=small.getchannel("A"))
    return paper
