"""What Meta proves and asks: https://developers.facebook.com/docs/graph-api/webhooks/getting-started"""

import hmac
from collections.abc import Mapping

HEADER = "x-hub-signature-256"


def verify(*, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Whether the app that owns `secret` signed exactly these bytes. Never true for an empty secret."""
    given = {name.lower(): value for name, value in headers.items()}.get(HEADER, "")
    expected = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), given.encode())


def handshake(query: Mapping[str, str], *, verify_token: str) -> str | None:
    """The challenge to give back, or None when the token is not the one we chose."""
    given = query.get("hub.verify_token", "")
    is_ours = bool(verify_token) and hmac.compare_digest(verify_token.encode(), given.encode())
    return query.get("hub.challenge", "") if is_ours and query.get("hub.mode") == "subscribe" else None
