"""A browser in which somebody has signed in before: whoever guesses at their name elsewhere cannot lock them out.

https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "known_browser"
SALT = "tenants.known_browser"
SECONDS = 180 * 24 * 3600


def browser_of(request: HttpRequest, *, name: str) -> str:
    """Which of this person's browsers asks; empty for one in which they have not signed in."""
    try:
        known = str(request.get_signed_cookie(COOKIE, salt=SALT, max_age=SECONDS))
    except (KeyError, signing.BadSignature):
        return ""
    person, _, browser = known.partition(":")
    return browser if constant_time_compare(person, _person(name)) else ""


def remember_browser(response: HttpResponse, *, name: str) -> None:
    """It opens nothing: it only has attempts of its own."""
    response.set_signed_cookie(
        COOKIE, f"{_person(name)}:{secrets.token_urlsafe(12)}", salt=SALT, max_age=SECONDS, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _person(name: str) -> str:
    return salted_hmac(SALT, name.casefold(), algorithm="sha256").hexdigest()[:32]
