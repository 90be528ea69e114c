"""Which language a public page speaks: the visitor's choice, else their browser's, else the shop's."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header


def speak_for_visitor(request: HttpRequest, *, fallback: str) -> None:
    """Activate `fallback` when neither a stored choice nor the browser asks for a language that we have."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or _browser_is_understood(request):
        return
    translation.activate(fallback)
    request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


def _browser_is_understood(request: HttpRequest) -> bool:
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            get_supported_language_variant(code)
        except LookupError:
            continue
        return True
    return False
