"""The connections that both SDKs share: a limit for the whole answer, no redirects, no private addresses."""

import math
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from lib.addresses import public_addresses

# Hundreds of threads wait for models at once, each on a connection of its own.
MAX_CONNECTIONS = 1000
KEPT_OPEN = 256
KEPT_OPEN_SECONDS = 30.0

_limit: ContextVar[float] = ContextVar("limit", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Inside, everything read or written over `http_client` ends in a timeout once `seconds` have passed.

    An SDK's own timeout starts anew with every byte, so a server that drips could hold a thread for ever.
    """
    token = _limit.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _limit.reset(token)


def time_left() -> float:
    """Seconds until the limit; infinite outside of one, negative when it has passed."""
    return _limit.get() - time.monotonic()


@cache
def http_client(*, public_only: bool) -> httpx2.Client:
    """The client for all keys of all shops: making one costs 80 ms of CPU, and connections are reused.

    `public_only` is for addresses that a shop typed: a connection to a private address raises ProviderError.
    """
    return httpx2.Client(
        transport=_Transport(public_only=public_only),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        follow_redirects=False,
        trust_env=False,
    )


class _Transport(httpx2.HTTPTransport):
    """httpx2 has no argument for the network backend; its pool has."""

    def __init__(self, *, public_only: bool) -> None:
        context = httpx2.create_ssl_context()
        super().__init__(verify=context)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=KEPT_OPEN,
            keepalive_expiry=KEPT_OPEN_SECONDS,
            network_backend=_Network(public_only=public_only),
        )


class _Network(httpcore2.NetworkBackend):
    def __init__(self, *, public_only: bool) -> None:
        self._public_only = public_only
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        for address in self._addresses(host, port):
            try:
                return _Stream(self._sockets.connect_tcp(address, port, _within_limit(timeout)))
            except httpcore2.ConnectError as error:
                refused = error
        raise refused

    def _addresses(self, host: str, port: int) -> list[str]:
        """A name that was checked is not looked up again: it might mean a private address by then."""
        return public_addresses(host, port) if self._public_only else [host]


class _Stream(httpcore2.NetworkStream):
    """A socket whose every wait ends at the limit."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within_limit(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within_limit(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _within_limit(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _within_limit(timeout: float | None) -> float | None:
    left = time_left()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time for this answer is over")
    shortest = min(left, math.inf if timeout is None else timeout)
    return None if shortest == math.inf else shortest
