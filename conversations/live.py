"""What happens in a conversation right now, for whoever watches: typing, a growing draft, a sent message.

A hint like everything in Redis: a watcher who misses an event finds the message in Postgres.
"""

import json
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

# After a failure nobody waits for Redis again for this long: an answer is worth more than its preview.
QUIET_SECONDS = 5.0
# Whoever writes says so again before that.
TYPING_SECONDS = 8
_quiet_until = 0.0


def channel_name(conversation_public_id: UUID | str) -> str:
    """The pub/sub channel that carries a conversation's events, each a JSON object with a `type`."""
    return f"live:{conversation_public_id}"


def publish(conversation_public_id: UUID | str, event: Mapping[str, Any]) -> None:
    """Tell everybody who watches the conversation. Never raises and never waits long.

    Events: `{"type": "typing"}`, `{"type": "draft", "text"}`,
    `{"type": "message", "id", "author", "text", "choices", "at"}`.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        _client().publish(channel_name(conversation_public_id), json.dumps(event))
        _note_typing(conversation_public_id, str(event.get("type")))
    except redis.RedisError as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("live_events_away", error=type(error).__name__, quiet_seconds=QUIET_SECONDS)


def is_typing(conversation_public_id: UUID | str) -> bool:
    """Whether an answer is being written at this moment, as far as is known. Never raises and never waits long."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        return bool(_client().exists(_typing_key(conversation_public_id)))
    except redis.RedisError:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        return False


def _note_typing(conversation_public_id: UUID | str, kind: str) -> None:
    """For pages that poll: they hear no events."""
    key = _typing_key(conversation_public_id)
    if kind == "typing":
        _client().set(key, 1, ex=TYPING_SECONDS)
    elif kind == "message":
        _client().delete(key)


def _typing_key(conversation_public_id: UUID | str) -> str:
    return f"typing:{conversation_public_id}"


def subscribe(conversation_public_id: UUID | str, *, seconds: float) -> Iterator[dict[str, Any]]:
    """The events from this call on (not from the first `next`), in order, until `seconds` have passed."""
    listener = _client().pubsub()  # type: ignore[no-untyped-call]
    listener.subscribe(channel_name(conversation_public_id))
    # The server's own confirmation: from here on nothing is missed.
    listener.get_message(timeout=seconds)
    return _events(listener, time.monotonic() + seconds)


def _events(listener: redis.client.PubSub, deadline: float) -> Iterator[dict[str, Any]]:
    try:
        while (left := deadline - time.monotonic()) > 0:
            received = listener.get_message(ignore_subscribe_messages=True, timeout=left)
            if received:
                yield json.loads(received["data"])
    finally:
        listener.close()


@lru_cache(maxsize=1)
def _client() -> redis.Redis:
    """One for the process; its pool is safe for threads and for forks."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
