"""The only door to the outside: a deadline, no redirects, no private addresses, one kind of error."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from lib.addresses import PublicAdapter, refuse_private
from lib.errors import ProviderError

MAX_ANSWER_BYTES = 25 * 1024 * 1024
_local = threading.local()


@dataclass(frozen=True)
class Answer:
    """What came back: the status, headers in lower case, and the raw body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The decoded body, or an empty dict when it is not JSON: error pages of proxies are HTML."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


def call(
    method: str,
    url: str,
    *,
    timeout: float,
    trusted: bool = False,
    headers: Mapping[str, str] | None = None,
    payload: Any = None,
    body: bytes | None = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
    form: Mapping[str, str | Sequence[str]] | None = None,
    query: Mapping[str, str] | None = None,
    most: int = MAX_ANSWER_BYTES,
) -> Answer:
    """Send one request and return the answer, whatever its status: its meaning is the caller's.

    `payload` is sent as JSON, `body` as it is (its signature counts every byte), `form` as a form.
    `timeout` is seconds for each of connecting and waiting; the whole answer has twice as long. `trusted` is for base
    URLs that the operator configured (a local stand-in is fine there); every other host must be public. An answer
    above `most` bytes is refused (`too_large`).
    Raises ProviderError: permanent for a refused address, transient when nothing came back, and `uncertain`
    when the request may have arrived.
    """
    if not trusted:
        refuse_private(url)
    try:
        deadline = time.monotonic() + 2 * timeout
        response = send(
            method, url, trusted=trusted, params=query, json=payload, data=form if body is None else body, files=files,
            headers=dict(headers or {}), timeout=(min(timeout, 5), timeout),
        )  # fmt: skip
        return Answer(response.status_code, _lower(response.headers), _read(response, most, deadline))
    # `from None`: the text of these errors holds the whole address, and with it a bot's token.
    except (requests.ConnectTimeout, requests.exceptions.SSLError):
        raise ProviderError(f"cannot reach {_host(url)}", permanent=False) from None
    except requests.ConnectionError as error:
        raise ProviderError(
            f"connection to {_host(url)} failed", permanent=False, uncertain=not _never_connected(error)
        ) from None
    # urllib3's own: the body is read past requests, which would have translated them.
    except (requests.RequestException, urllib3.exceptions.HTTPError):
        raise ProviderError(f"no answer from {_host(url)}", permanent=False, uncertain=True) from None


def send(method: str, url: str, *, trusted: bool, **options: Any) -> requests.Response:
    """The line under `call`, for a library that brings `requests` along: `options` are those of requests.request.

    No redirect, no proxy of the environment, no cookies; unless `trusted`, nothing is said to a private address.
    Whoever asks checks the URL before, reads the answer with a limit, and closes it. Raises what requests raises, and
    ProviderError `private_address`.
    """
    return _session(trusted=trusted).request(method, url, **options | {"allow_redirects": False, "stream": True})


def _session(*, trusted: bool) -> requests.Session:
    """Two per thread: connections are kept open, cookies of one shop never reach another."""
    name = "trusted" if trusted else "public"
    if not hasattr(_local, name):
        session = _Session()
        session.trust_env = False
        session.cookies.set_policy(_NoCookies())
        session.verify = requests.utils.DEFAULT_CA_BUNDLE_PATH
        if not trusted:
            session.mount("http://", PublicAdapter())
            session.mount("https://", PublicAdapter())
        setattr(_local, name, session)
    found: requests.Session = getattr(_local, name)
    return found


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Nowhere: requests would read the whole answer, and stumble over an address that is none."""
        return None


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined]
    def set_ok(self, cookie: object, request: object) -> bool:
        return False


def _read(response: requests.Response, most: int, deadline: float) -> bytes:
    """In what arrives, not in what was promised: a byte now and then must not keep a worker for hours."""
    body = bytearray()
    while len(body) <= most and (piece := response.raw.read1(65536, decode_content=True)):
        body += piece
        if time.monotonic() > deadline:
            response.close()
            raise ProviderError("the answer takes too long", permanent=False, uncertain=True)
    if len(body) > most:
        response.close()
        raise ProviderError("the answer is too large", permanent=True, code="too_large")
    return bytes(body)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _never_connected(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}


def _host(url: str) -> str:
    """The host alone: paths hold tokens (Telegram) that must not reach a log."""
    return urlsplit(url).hostname or "?"
