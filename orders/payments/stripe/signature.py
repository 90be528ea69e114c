"""Proving that a message comes from Stripe: `Stripe-Signature: t=<seconds>,v1=<HMAC-SHA256 of "t.body">`.

The library's own check, which touches neither the network nor its global settings.
"""

TOLERANCE_SECONDS = 300
HEADER = "Stripe-Signature"


def is_genuine(body: bytes, header: str, secret: str) -> bool:
    """Whether the raw body was signed with the secret a moment ago. No secret proves nothing."""
    from stripe import SignatureVerificationError, WebhookSignature  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    if not secret.strip():
        return False
    try:
        return bool(WebhookSignature.verify_header(body, header, secret, TOLERANCE_SECONDS))
    # What is no UTF-8, and signatures that are no ASCII, make the library stumble.
    except (SignatureVerificationError, ValueError, TypeError):
        return False
