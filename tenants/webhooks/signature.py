"""How a receiver knows that a message is ours: docs/webhooks.md. Pure."""

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "X-Salesdesk-Signature"


def sign(body: bytes, *, secrets: Sequence[str], timestamp: int) -> str:
    """`t=<seconds>,v1=<hex>`, with one v1 for each secret that is good at the moment."""
    signed = f"{timestamp}.".encode() + body
    digests = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={timestamp}", *(f"v1={digest}" for digest in digests)])
