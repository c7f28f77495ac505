"""Results as answers to a browser."""

from django.http import FileResponse, Http404

from projects.jobs import files


def download(path: str, *, name: str, kind: str) -> FileResponse:
    """The result at ``path`` as a file to keep, called ``name``; 404 once it is no longer there."""
    try:
        content = files.path_of(path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)
