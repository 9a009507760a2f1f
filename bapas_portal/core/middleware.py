"""The chosen language, login required by default, and domain errors as answers."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation

from bapas_portal.core.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
API_PREFIX = "/api/v1/"


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Indonesian, unless the reader chose another language here.

    What a Windows PC in an office announces (often English) says nothing about its user.
    """

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language


class LoginRequiredMiddleware:
    """Send everyone who is not signed in to the sign-in page, except for views marked `public`.

    The API answers for itself (401 by its own authentication), since a program cannot follow a sign-in page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *_: object) -> HttpResponse | None:
        if request.user.is_authenticated or getattr(view, "is_public", False) or request.path.startswith(API_PREFIX):
            return None
        return to_sign_in(request)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back here; for a part of a page, the whole page goes there."""
    if request.headers.get("HX-Request"):
        # Back to the page, not to the part of it that was asked for.
        htmx = getattr(request, "htmx", None)
        back = htmx.current_url_abs_path if htmx else None
        return whole_page_to(redirect_to_login(back or request.get_full_path()).url)
    return redirect_to_login(request.get_full_path())


def whole_page_to(url: str) -> HttpResponse:
    """An answer to HTMX that leads the whole page elsewhere."""
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer


class DomainErrorMiddleware:
    """A DomainError that a view did not put on its form becomes a page that says what is wrong."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return render(request, "errors/domain_error.html", {"error": error}, status=error.http_status)
