"""The right to listen to one conversation: a signed, ageing name that needs no database to be read."""

from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

SALT = "conversation-stream"
TOKEN_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Listener:
    """`conversation` is its public id; `origin` is the web site whose pages may listen, empty for our own."""

    conversation: str
    origin: str


def sign_listener(conversation_public_id: UUID, *, origin: str = "") -> str:
    """Whoever holds this may listen to the conversation for twelve hours: give it to its own page alone.

    Pages of other sites than `origin` may not, even with the token.
    """
    name = str(conversation_public_id)
    site = f":{urlsafe_base64_encode(origin.encode())}" if origin else ""
    return TimestampSigner(salt=SALT).sign(name + site)


def read_listener(token: str) -> Listener | None:
    """Who may listen to what; None for a token that is forged or too old."""
    try:
        signed = TimestampSigner(salt=SALT).unsign(token, max_age=TOKEN_SECONDS)
    except BadSignature:
        return None
    conversation, _, site = signed.partition(":")
    return Listener(conversation, urlsafe_base64_decode(site).decode())
