"""Calling a board's web API: one door, form encoded, and what its answers mean (https://board.support/docs/api)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import BaseModel, ValidationError

from channels.base import ProviderError
from channels.refusals import BAD_MEDIA, REFUSED, UNAVAILABLE, refusal
from channels.supportboard import errors
from channels.supportboard.payloads import Reply
from lib import http

DOOR = "/include/api.php"
# Pages of a board that people copy from their browser; the door stands beside them.
_PAGES = re.compile(r"/(?:admin\.php|include(?:/[^/]*)?)$")
_PLUGIN = "/wp-content/plugins/supportboard"
CLOUD_HOST = "cloud.board.support"
# An answer: PHP may have put warnings before it. There is nothing after it.
_ANSWER = re.compile(rb'\{\s*"(?:success|status)"')
# Of functions that one installation does not have.
_OLD_REFUSAL = re.compile(rb'\[\s*"(?:validation-)?error"')
MOST_BEGINNINGS = 20
# Reading comes before sending, and all of it has to fit into the time that a delivery may take.
READ_TIMEOUT = 6.0

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class Board:
    """One installation: the address of its door, and the token of one of its admins."""

    address: str
    token: str = field(repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def is_private(self) -> bool:
        """Whether the operator of this installation allows its host to be in a private network."""
        return self.host in settings.PRIVATE_HOSTS


def board_of(credentials: Mapping[str, str]) -> Board:
    """Raises ProviderError (`bad_address`) for what is no address of a board."""
    return Board(door_of(credentials["board_url"]), credentials["token"])


def door_of(url: str) -> str:
    """The address of the web API, from whatever address of the board a person has given.

    Raises ProviderError (`bad_address`); without https the admin's token could be read on its way.
    """
    given = url.strip()
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        host, base = parts.hostname or "", f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        raise refusal(errors.BAD_ADDRESS, "this is no address of a board") from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in settings.PRIVATE_HOSTS)
    if not host or not is_safe or parts.username or parts.password:
        raise refusal(errors.BAD_ADDRESS, "the address of a board begins with https:// and has no password")
    return base + _folder(host, parts.path.rstrip("/")) + DOOR


def _folder(host: str, path: str) -> str:
    if host == CLOUD_HOST:
        return "/script"
    path = _PAGES.sub("", path)
    site, admin, _ = path.partition("/wp-admin")
    # The plugin for WordPress has the board in a folder of the same name.
    if admin or path.endswith(_PLUGIN):
        return f"{site.removesuffix(_PLUGIN)}{_PLUGIN}/supportboard"
    return path


def call(board: Board, function: str, *, changes: bool, **arguments: str) -> Any:
    """Call a function and return its `response`; `changes` when it does more than to read.

    Raises ProviderError by the tables of errors.py. An answer that nobody can read, or none, is `uncertain` for
    what changes something.
    """
    form = {"token": board.token, "function": function, **arguments}
    timeout = settings.OUTBOUND_TIMEOUT if changes else min(READ_TIMEOUT, settings.OUTBOUND_TIMEOUT)
    try:
        answer = http.call("POST", board.address, timeout=timeout, trusted=board.is_private, form=form)
    except ProviderError as error:
        if changes or not error.uncertain:
            raise
        raise refusal(UNAVAILABLE, str(error)) from None
    reply = _reply(answer.body)
    if reply is None:
        raise _unreadable(answer, function, changes=changes)
    if reply.success is True:
        return reply.response
    said = f"{function}: {reply.code or 'refused'}. {reply.message or ''}".strip()
    raise refusal(errors.BOARD.get(reply.code, REFUSED), said)


def read(shape: type[S], response: Any, *, function: str, changes: bool) -> S:
    """A function's response as a `shape`. Raises ProviderError, `uncertain` for what changes something."""
    try:
        return shape.model_validate(response)
    except ValidationError:
        said = f"the board's answer to {function} is not readable"
        raise ProviderError(said, permanent=False, uncertain=changes, code="unavailable") from None


def download(board: Board, url: str, *, most: int) -> http.Answer:
    """A file of a conversation, from the board or from where its networks keep them, without our token.

    Raises ProviderError, `too_large` above `most` bytes.
    """
    is_own = board.is_private and urlsplit(url).netloc == urlsplit(board.address).netloc
    answer = http.call("GET", url, timeout=settings.OUTBOUND_TIMEOUT, trusted=is_own, most=most)
    if answer.status == 200:
        return answer
    passes = answer.status >= 500 or answer.status == 429
    raise refusal(UNAVAILABLE if passes else BAD_MEDIA, f"{answer.status} for a file")


def _reply(body: bytes) -> Reply | None:
    for found in islice(_ANSWER.finditer(body), MOST_BEGINNINGS):
        try:
            return Reply.model_validate_json(body[found.start() :].rstrip())
        except ValidationError:
            continue
    return Reply(success=False) if _OLD_REFUSAL.search(body[:2000]) else None


def _unreadable(answer: http.Answer, function: str, *, changes: bool) -> ProviderError:
    """Nothing of it is quoted: warnings of PHP show paths, and error pages show worse."""
    meaning = errors.http_status(answer.status)
    if meaning is not None:
        wait = answer.headers.get("retry-after", "")
        said = f"There is no Support Board at this address: it answered {answer.status} to {function}"
        return refusal(meaning, said, retry_after=float(wait) if wait.isdecimal() else None)
    said = f"the board's answer to {function} is not readable ({answer.status})"
    return ProviderError(said, permanent=False, uncertain=changes, code="unavailable")
