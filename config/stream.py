"""Live text for the web chat: one small ASGI application that only carries events from Valkey to browsers.

`GET /stream/<token>` answers Server-Sent Events, each one the JSON that conversations/live.py published. The
token is a conversation's signed id and the site whose pages may listen, so this process needs no database. Nothing
here is the truth: a page that misses an event, or finds this process away, asks for its messages as usual.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from contextlib import suppress
from typing import Any

import redis.asyncio
import structlog
from django.conf import settings
from django.utils.log import configure_logging
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from channels.chat_page.origins import our_origin
from conversations.live import channel_name
from conversations.stream_tokens import read_listener

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = structlog.get_logger(__name__)

PREFIX = "/stream/"
HEARTBEAT_SECONDS = 15.0
# The browser comes again by itself; a stream that lived for ever would outlive its page.
STREAM_SECONDS = 3600.0
RETRY_MILLISECONDS = 3000
CONFIRM_SECONDS = 2.0
MOST_STREAMS = 1000
_places = asyncio.Semaphore(MOST_STREAMS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI entry point."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)
    else:
        await send({"type": "websocket.close"})


async def _live(receive: Receive, send: Send) -> None:
    kind = ""
    while kind != "lifespan.shutdown":
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    path = str(scope["path"])
    listener = read_listener(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
    site = (listener and listener.origin) or our_origin()
    if path == "/healthz":
        await _end(send, 200)
    elif scope["method"] != "GET":
        await _end(send, 405)
    elif listener is None:
        await _end(send, 404)
    elif not _is_page_of(site, scope):
        await _end(send, 403)
    elif _places.locked():
        log.warning("streams_full", most=MOST_STREAMS)
        await _end(send, 503, site=site)
    else:
        async with _places:
            await _stream(listener.conversation, site, receive, send)


async def _stream(conversation: str, site: str, receive: Receive, send: Send) -> None:
    """Carry events until the browser leaves, Valkey goes away or the time is up; then everything is freed."""
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
    async with client, client.pubsub(ignore_subscribe_messages=True) as listener:
        try:
            # Confirmed before the page hears "open" and asks for what it missed: nothing falls in between.
            await listener.subscribe(channel_name(conversation))
            await listener.get_message(timeout=CONFIRM_SECONDS)
        except RedisError as error:
            log.warning("stream_away", error=type(error).__name__)
            await _end(send, 503, site=site)
            return
        await _begin(send, site)
        # Cancelled means that the server stops: the browser gets a proper end and comes again later.
        with suppress(asyncio.CancelledError):
            await _until_one_ends(_carry(listener, send), _wait_until_gone(receive))
        await send({"type": "http.response.body", "body": b""})


async def _carry(listener: PubSub, send: Send) -> None:
    """Each event as one SSE message; a comment when nothing happens, so that proxies keep the line open."""
    while True:
        try:
            event = await listener.get_message(timeout=HEARTBEAT_SECONDS)
        except RedisError as error:
            log.warning("stream_lost", error=type(error).__name__)
            return
        text = b": still here" if event is None else b"data: " + event["data"].replace(b"\n", b" ")
        await send({"type": "http.response.body", "body": text + b"\n\n", "more_body": True})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _until_one_ends(*work: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(part) for part in work]
    try:
        await asyncio.wait(tasks, timeout=STREAM_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _begin(send: Send, site: str) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        *_shared_with(site),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    hello = f"retry: {RETRY_MILLISECONDS}\n\n".encode()
    await send({"type": "http.response.body", "body": hello, "more_body": True})


async def _end(send: Send, status: int, *, site: str = "") -> None:
    """An answer without a body. `site` may know why; other sites only learn that it did not work."""
    headers = [(b"content-length", b"0"), *_shared_with(site)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _is_page_of(site: str, scope: Scope) -> bool:
    """A page of another site may not listen; a program without an origin has shown its token."""
    origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
    return not origin or origin == site


def _shared_with(site: str) -> list[tuple[bytes, bytes]]:
    allowed = [(b"access-control-allow-origin", site.encode())] if site else []
    return [*allowed, (b"vary", b"Origin")]
