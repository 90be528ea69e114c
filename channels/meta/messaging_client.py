"""Calling the Send API for Messenger and Instagram, and fetching what customers sent.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from pathlib import PurePosixPath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.conf import settings
from pydantic import ValidationError

from channels.base import MediaFile, ProviderError
from channels.meta import graph
from channels.meta.messaging_errors import BAD_ADDRESS, REFUSALS
from channels.meta.messaging_payloads import Mid, Payload
from channels.refusals import BAD_MEDIA, TOO_MANY, UNAVAILABLE, refusal
from lib import http

# Nobody waits for typing; a slow answer must not keep a worker from delivering.
SHORT_TIMEOUT = 5.0
ACTIONS = ("mark_seen", "typing_on")
# It becomes part of the address: nothing else may slip in.
_NODE = re.compile(r"[0-9A-Za-z_]{1,64}")

S = TypeVar("S", bound=Payload)


@dataclass(frozen=True)
class Node:
    """An account as the Graph API knows it: its host, its id there, and a token for both."""

    base_url: str
    id: str
    token: str = field(repr=False)


class SendResult(Payload):
    message_id: Mid


def call(method: str, node: Node, edge: str = "", **more: Any) -> dict[str, Any]:
    """Call an edge of the node; `more` is what graph.call takes. Raises ProviderError by the networks' table."""
    if not _NODE.fullmatch(node.id):
        raise refusal(BAD_ADDRESS, f"{node.id!r} is no id of an account")
    path = f"{node.id}/{edge}" if edge else node.id
    return graph.call(method, path, token=node.token, refusals=REFUSALS, base_url=node.base_url, **more)


def read(shape: type[S], answer: Mapping[str, Any]) -> S:
    try:
        return shape.model_validate(answer)
    except ValidationError:
        raise ProviderError("Meta's answer is not readable", permanent=False) from None


def send(part: Mapping[str, Any], node: Node, *, to: str) -> str:
    """Send a part and return the id of the message; when it is refused for what may be left out, send what stands
    there instead."""
    try:
        return _send(part["request"], node, to=to)
    except ProviderError as error:
        instead = part.get("instead", {}).get(error.code)
        if not instead:
            raise
    return [send(other, node, to=to) for other in instead][-1]


def show_typing(node: Node, *, to: str) -> None:
    """Mark what the customer wrote as seen and show that somebody writes: two requests, each for itself."""
    failed: ProviderError | None = None
    for action in ACTIONS:
        payload = {"recipient": {"id": to}, "sender_action": action}
        try:
            call("POST", node, "messages", payload=payload, timeout=min(SHORT_TIMEOUT, settings.OUTBOUND_TIMEOUT))
        except ProviderError as error:
            failed = error
    if failed:
        raise failed


def download(link: str, *, base_url: str, most: int) -> MediaFile:
    """What is behind a link of the network's. It knows who asks by the link alone: no token goes there.

    Raises ProviderError: `too_large` above `most` bytes, `bad_media` when the link has ended.
    """
    is_ours = link.startswith(f"{base_url}/")
    answer = http.call("GET", link, timeout=settings.OUTBOUND_TIMEOUT, trusted=is_ours, most=most)
    if answer.status == 200:
        return MediaFile(answer.body, _mime_type(answer.headers), _name(link, answer.headers))
    said = f"the network answered {answer.status} for a file"
    if answer.status == 429:
        raise refusal(TOO_MANY, said)
    raise refusal(UNAVAILABLE if answer.status >= 500 else BAD_MEDIA, said)


def _send(request: Mapping[str, Any], node: Node, *, to: str) -> str:
    answer = call("POST", node, "messages", payload={"recipient": {"id": to}, **request})
    try:
        return SendResult.model_validate(answer).message_id
    except ValidationError:
        # It said 200: the message has probably gone out.
        raise ProviderError("Meta's answer names no message", permanent=False, uncertain=True) from None


def _mime_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _name(link: str, headers: Mapping[str, str]) -> str:
    """As the answer calls the file, else the end of its link."""
    parsed = Headers()
    parsed["content-disposition"] = headers.get("content-disposition", "")
    return parsed.get_filename() or unquote(PurePosixPath(urlsplit(link).path).name)
