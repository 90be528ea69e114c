"""Support Board signs nothing: the secret that was typed into its settings is the `key` inside of the body."""

from hmac import compare_digest

from pydantic import ValidationError

from channels.supportboard.payloads import Proof


def verify(*, body: bytes, secret: str) -> bool:
    """Whether the body holds the secret. An empty secret is never right."""
    try:
        given = Proof.model_validate_json(body).key
    except ValidationError:
        return False
    return bool(secret) and compare_digest(given.encode(), secret.encode())
