"""Calling Meta's Graph API: one request, and what its refusals mean.

Meta wants decisions on `error.code` and `error_subcode`, never on the HTTP status or the title; each channel brings
its own table of them. https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from channels.base import ProviderError
from channels.refusals import REFUSED, TOO_MANY, UNAUTHORIZED, UNAVAILABLE, Refusal, refusal
from lib import http

# code -> what it means, or {subcode: what it means} with None for every other subcode.
Refusals = Mapping[int, Refusal | Mapping[int | None, Refusal]]
# What may stand in a header: a line break pasted along with the token may not.
_TOKEN = re.compile(r"[\x21-\x7e]+")


def call(
    method: str,
    path: str,
    *,
    token: str,
    refusals: Refusals,
    base_url: str = "",
    timeout: float | None = None,
    query: Mapping[str, str] | None = None,
    payload: Any = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
    form: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Call `<base>/<version>/<path>` with the token and return the decoded answer.

    Raises ProviderError by the channel's table; a code that is not in it is permanent below HTTP 500.
    """
    if not _TOKEN.fullmatch(token):
        raise refusal(UNAUTHORIZED, "this is not an access token")
    answer = http.call(
        method, f"{base_url or settings.META_BASE_URL}/{settings.META_API_VERSION}/{path.lstrip('/')}",
        timeout=timeout or settings.OUTBOUND_TIMEOUT, trusted=True, payload=payload, files=files, form=form,
        query=query, headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    body = answer.json()
    if answer.status < 300 and isinstance(body, dict) and body and "error" not in body:
        return body
    raise read_refusal(body, refusals, status=answer.status)


def read_refusal(body: Any, refusals: Refusals, *, status: int = 400) -> ProviderError:
    """The error that an answer's `{"error": {...}}` stands for; also for errors inside of webhooks."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        if status < 300:
            # It said yes, in words we cannot read: what we asked for has probably happened.
            return ProviderError("Meta's answer is not readable", permanent=False, uncertain=True)
        return refusal(_unknown(status), f"Meta answered {status}")
    return refusal(find(refusals, error.get("code"), error.get("error_subcode"), status=status), _said(error))


def find(refusals: Refusals, code: Any, subcode: Any = None, *, status: int = 400) -> Refusal:
    found = refusals.get(code) if isinstance(code, int) else None
    if isinstance(found, Mapping):
        found = found.get(subcode if isinstance(subcode, int) else None, found.get(None))
    return found or _unknown(status)


def _unknown(status: int) -> Refusal:
    """A proxy's answer, or a code that nobody knows: then the status is all there is."""
    if status == 429:
        return TOO_MANY
    return UNAVAILABLE if status >= 500 else REFUSED


def _said(error: Mapping[str, Any]) -> str:
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, Mapping) else ""
    trace = f" [fbtrace_id {error['fbtrace_id']}]" if error.get("fbtrace_id") else ""
    return f"{error.get('code')}: {details or error.get('message') or 'refused'}{trace}"
