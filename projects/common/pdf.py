"""PDF: an HTML page laid out on A4 by WeasyPrint, numbered 第X页 共Y页, the same bytes for the same page."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from PIL import ImageFile

try:
    import weasyprint
    import weasyprint.urls
except OSError:  # the machine lacks Pango; everything but PDF works without it
    weasyprint = None

# WeasyPrint lets Pillow take half a picture for a whole one, in all of the process; uploads must not.
ImageFile.LOAD_TRUNCATED_IMAGES = False

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


def rendered_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The PDF of a template that extends "common/pdf.html".

    Nothing is fetched for it, neither from the disk nor from the network. Raises a ValidationError
    where the machine cannot make PDF.
    """
    if weasyprint is None:
        raise ValidationError(
            _("This machine cannot make PDF yet. Install %(packages)s, then try again.")
            % {"packages": PACKAGES}
        )
    page = render_to_string(template, context)
    # A PDF carries an identifier, at random unless given: the same page gives the same file.
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=page, url_fetcher=nothing)
    return document.write_pdf(pdf_identifier=identifier)
