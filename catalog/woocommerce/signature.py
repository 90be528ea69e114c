"""Proving that a delivery comes from the shop: base64(HMAC-SHA256(secret, raw body)) in X-WC-Webhook-Signature."""

import base64
import hashlib
import hmac
import re

# What a new webhook sends at once, without any header of its own. It may also be empty.
_PING = re.compile(rb"(?:webhook_id=\d{1,20})?")


def sign(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_genuine(body: bytes, signature: str, secret: str) -> bool:
    """Whether the raw body was signed with the secret. No secret proves nothing."""
    if not secret:
        return False
    return hmac.compare_digest(sign(body, secret).encode(), signature.strip().encode("utf-8", "replace"))


def is_ping(body: bytes) -> bool:
    return len(body) <= 40 and _PING.fullmatch(body.strip()) is not None
