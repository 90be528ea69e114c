"""Calling the WhatsApp side of the Graph API: one request, a list of several pages, a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import BaseModel, ValidationError

from channels.base import MediaFile, ProviderError
from channels.meta import graph
from channels.whatsapp.answers import Media, Page
from channels.whatsapp.errors import REFUSALS
from lib import http

# An id, and perhaps what of it. It becomes part of the address, so nothing else may slip in.
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:/[a-z_]+)?")
MOST_PAGES = 50

R = TypeVar("R", bound=BaseModel)


def call(
    method: str,
    path: str,
    shape: type[R],
    *,
    token: str,
    query: Mapping[str, str] | None = None,
    payload: Mapping[str, Any] | None = None,
    timeout: float | None = None,
) -> R:
    """One request and its answer as `shape`. Raises ProviderError by the table in errors.py."""
    if not _PATH.fullmatch(path):
        raise ProviderError("this is no id of WhatsApp's", permanent=True, code="bad_address")
    answer = graph.call(method, path, token=token, refusals=REFUSALS, query=query, payload=payload, timeout=timeout)
    try:
        return shape.model_validate(answer)
    except ValidationError:
        # It said yes: what we asked for has probably happened.
        raise ProviderError("WhatsApp's answer is not readable", permanent=False, uncertain=True) from None


def list_rows(path: str, shape: type[R], *, token: str, fields: str = "") -> Iterator[R]:
    """The rows of all pages of a list; one that cannot be read is left out."""
    query = {"limit": "100"} | ({"fields": fields} if fields else {})
    for _ in range(MOST_PAGES):
        page = call("GET", path, Page, token=token, query=query)
        yield from _read(page.data, shape)
        if not page.next_cursor or page.next_cursor == query.get("after"):
            return
        query["after"] = page.next_cursor


def _read(rows: Sequence[Any], shape: type[R]) -> Iterator[R]:
    for row in rows:
        try:
            yield shape.model_validate(row)
        except ValidationError:
            continue


def download(media_id: str, *, phone_number_id: str, token: str, most: int) -> MediaFile:
    """The file behind an inbound medium, for seven days after it came. Raises ProviderError, `too_large` among them."""
    media = call("GET", media_id, Media, token=token, query={"phone_number_id": phone_number_id})
    if media.file_size and media.file_size > most:
        raise ProviderError(f"the file has {media.file_size} bytes", permanent=True, code="too_large")
    answer = http.call(
        "GET", media.url, timeout=settings.OUTBOUND_TIMEOUT, trusted=_is_configured(media.url), most=most,
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    if answer.status >= 300:
        raise graph.read_refusal(answer.json(), REFUSALS, status=answer.status)
    return MediaFile(answer.body, media.mime_type or answer.headers.get("content-type", ""))


def _is_configured(url: str) -> bool:
    """Whether the address is at the server that the operator configured: a local stand-in is fine there."""
    given, ours = urlsplit(url), urlsplit(settings.META_BASE_URL)
    return (given.scheme, given.netloc) == (ours.scheme, ours.netloc)
