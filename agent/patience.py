"""Waiting for the end of a burst: people send one thought in several messages."""

import time

from django.conf import settings
from django.utils import timezone

from agent.thinking import release_connection
from conversations.models import Conversation


def wait_for_silence(conversation: Conversation, *, seconds: float) -> None:
    """Return once the customer has been silent for `seconds`, but never wait longer than AGENT_QUIET_MAX_SECONDS."""
    give_up = time.monotonic() + settings.AGENT_QUIET_MAX_SECONDS
    while (rest := seconds - _silence(conversation)) > 0 and time.monotonic() < give_up:
        release_connection()
        time.sleep(min(rest, 0.5))
        conversation.refresh_from_db(fields=["last_inbound_at", "inbound_seq"])


def _silence(conversation: Conversation) -> float:
    if conversation.last_inbound_at is None:
        return float("inf")
    return (timezone.now() - conversation.last_inbound_at).total_seconds()
