"""The right to listen to one conversation: a signed, ageing name that needs no database to be read."""

from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner

SALT = "conversation-stream"
TOKEN_SECONDS = 12 * 3600


def sign_listener(conversation_public_id: UUID) -> str:
    """Whoever holds this may listen to the conversation for twelve hours: give it to its own page alone."""
    return TimestampSigner(salt=SALT).sign(str(conversation_public_id))


def read_listener(token: str) -> str | None:
    """The conversation's public id; None for a token that is forged or too old."""
    try:
        return TimestampSigner(salt=SALT).unsign(token, max_age=TOKEN_SECONDS)
    except BadSignature:
        return None
