"""Waiting for the end of a burst: people send one thought in several messages."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from conversations.models import Author, Conversation, Message
from tenants.connections import release_connection

# The pictures of an album come one by one.
ALBUM_SECONDS = 1.2


@dataclass(frozen=True)
class Patience:
    """Seconds of silence before a turn begins (`quiet`), and before anything is changed or sent (`settle`)."""

    quiet: float = 0
    settle: float = 0


def patience_for(conversation: Conversation) -> Patience:
    """As the customer's newest message asks for: who taps a button has said it all."""
    rows = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER, seq=conversation.inbound_seq)
    newest = rows.only("kind", "media").first()
    if newest and newest.kind == "choice":
        return Patience()
    has_album = newest is not None and any(medium.get("album") for medium in newest.media)
    quiet = max(settings.AGENT_QUIET_SECONDS, ALBUM_SECONDS if has_album else 0)
    return Patience(quiet, settings.AGENT_SETTLE_SECONDS)


def wait_for_end(conversation: Conversation) -> Patience:
    """Return once the burst is over, with the patience that its last message asks for."""
    give_up = time.monotonic() + settings.AGENT_QUIET_MAX_SECONDS
    while True:
        seq, patience = conversation.inbound_seq, patience_for(conversation)
        wait_for_silence(conversation, seconds=patience.quiet)
        if conversation.inbound_seq == seq or time.monotonic() >= give_up:
            return patience


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
