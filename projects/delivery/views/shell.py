"""The phone page without a connection: the page itself, what makes it an app, and who keeps it there."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# What the page needs to open without a connection. Nothing in it is anybody's.
SHELL = (
    "vendor/bootstrap/bootstrap.min.css",
    "look.css",
    "icon.svg",
    "linkage.js",
    "phone/store.js",
    "phone/body.js",
    "phone/pictures.js",
    "phone/queue.js",
    "phone/fields.js",
    "phone/keeper.js",
    "phone/owner.js",
    "phone/page.js",
    "phone/list.js",
)
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@login_not_required  # the same for everybody; what is somebody's is kept by her phone alone
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The form and the queue, drawn by the phone from what it keeps."""
    return render(request, "delivery/offline.html")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone asks before it puts the page on its home screen."""
    icons = [
        {
            "src": static(f"phone/icon-{size}{'-maskable' if purpose == 'maskable' else ''}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ICONS
    ]
    return JsonResponse(
        {
            "id": reverse("offline"),
            "name": _("Linkage: log services"),
            "short_name": _("Log services"),
            "lang": "en" if request.LANGUAGE_CODE == "en" else "zh-Hans",
            "start_url": reverse("offline"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f5f6f4",
            "theme_color": "#17587a",
            "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}, *icons],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@login_not_required
@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the shell. Its text changes whenever a file of the shell does."""
    files = [static(name) for name in SHELL]
    page = render_to_string("delivery/offline.html", request=request)
    version = hashlib.sha256("".join([*files, *map(_digest_of, SHELL), page]).encode())
    shell = {"version": version.hexdigest()[:16], "page": reverse("offline"), "files": files}
    script = static("phone/worker.js")
    return HttpResponse(
        f"self.SHELL = {json.dumps(shell)};\nimportScripts({json.dumps(script)});\n",
        content_type="text/javascript; charset=utf-8",
        # The script lies below /services/ and also answers for the pages beside it.
        headers={"Service-Worker-Allowed": "/"},
    )


def _digest_of(name: str) -> str:
    path = Path(str(finders.find(name)))
    return _digest(path, path.stat().st_mtime_ns)


@cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
