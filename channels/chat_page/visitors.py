"""Who writes: a random name that we made, which only we can write.

The hosted page keeps it in a cookie. A page of another site gets it as a token, because cookies of third parties are
blocked, and a cookie would let any page speak for the visitor.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

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


def new_visitor() -> Visitor:
    return Visitor(secrets.token_urlsafe(24), is_new=True)


def recognise(request: HttpRequest, *, shop: str) -> Visitor:
    """The visitor of the request's cookie, or a new one; a cookie that we did not sign is none."""
    try:
        known = request.get_signed_cookie(COOKIE, salt=_salt(shop), max_age=YEAR_SECONDS)
    except (KeyError, signing.BadSignature):
        return new_visitor()
    return Visitor(str(known), is_new=False)


def remember(response: HttpResponse, visitor: Visitor, *, shop: str) -> None:
    """Each visit makes the year begin again; the name stays."""
    response.set_signed_cookie(
        COOKIE, visitor.id, salt=_salt(shop), max_age=YEAR_SECONDS, path=f"/chat/{shop}",
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def sign_visitor(visitor: Visitor, *, channel_id: UUID) -> str:
    """Whoever holds this is the visitor in the web chat with this public id, and nobody anywhere else, for a year."""
    return signing.TimestampSigner(salt=_widget_salt(channel_id)).sign(visitor.id)


def read_visitor(token: str, *, channel_id: UUID) -> Visitor | None:
    """None for a token that is forged, too old, or another shop's."""
    try:
        known = signing.TimestampSigner(salt=_widget_salt(channel_id)).unsign(token, max_age=YEAR_SECONDS)
    except signing.BadSignature:
        return None
    return Visitor(known, is_new=False)


def _salt(shop: str) -> str:
    return f"webchat-visitor:{shop}"


def _widget_salt(channel_id: UUID) -> str:
    return f"widget-visitor:{channel_id}"
