"""Middleware of the whole site."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import (
    BadRequest,
    MiddlewareNotUsed,
    PermissionDenied,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import check_for_language

from projects.common.views import not_found, server_error

logger = logging.getLogger(__name__)


class ForegroundSessionMiddleware(SessionMiddleware):
    """Leaves the session cookie alone in answers to requests that may outlive their page.

    Such an answer (``X-Background``: the queue of the phone, a form saved while it is left) can
    arrive after somebody else has signed in on the same computer, and would put the cookie of the
    one before over hers, or delete it. Nor does work that nobody looks at put off the idle end.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if "X-Background" in request.headers:
            return response
        return super().process_response(request, response)


class ChosenLanguageMiddleware:
    """Speaks the default language (Chinese) until the user has chosen another.

    Django's own LocaleMiddleware would follow the browser's Accept-Language; an official on a
    computer set to English should still meet the forms in the language of the paper ones.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES) and check_for_language(chosen)
        with translation.override(chosen if known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class PlainErrorsMiddleware:
    """Shows the pages of production where DEBUG would show its technical ones; the trace is logged.

    The demo runs with DEBUG on, and whoever tries it out must never meet a stack trace.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        no_such_address = response.status_code == 404 and request.resolver_match is None
        if no_such_address:
            return not_found(request)
        # A form that is too big is refused before any view, so process_exception never hears of it.
        return (
            HttpResponseBadRequest(render_to_string("400.html"))
            if response.status_code == 400
            else response
        )

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            return not_found(request, error)
        if isinstance(error, (PermissionDenied, BadRequest, SuspiciousOperation)):
            return None  # Django has plain pages for these
        logger.error("%s %s", request.method, request.path, exc_info=error)
        return server_error(request)
