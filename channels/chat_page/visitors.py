"""Who sits in front of the chat page: a random name that we made, in a cookie that only we can write."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "visitor"
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Visitor:
    """`id` is unguessable and differs from shop to shop, so that shops cannot compare their visitors."""

    id: str
    is_new: bool


def recognise(request: HttpRequest, *, shop: str) -> Visitor:
    """The visitor of the request's cookie, or a new one; a cookie that we did not sign is none."""
    try:
        known = request.get_signed_cookie(COOKIE, salt=_salt(shop), max_age=YEAR_SECONDS)
    except (KeyError, signing.BadSignature):
        return Visitor(secrets.token_urlsafe(24), is_new=True)
    return Visitor(str(known), is_new=False)


def remember(response: HttpResponse, visitor: Visitor, *, shop: str) -> None:
    """Each visit makes the year begin again; the name stays."""
    response.set_signed_cookie(
        COOKIE, visitor.id, salt=_salt(shop), max_age=YEAR_SECONDS, path=f"/chat/{shop}",
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _salt(shop: str) -> str:
    return f"webchat-visitor:{shop}"
