"""Calling Twilio: whose account it is, one request, and what its refusals mean.

https://www.twilio.com/docs/usage/api
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from channels.base import ProviderError
from channels.twilio import errors
from channels.twilio.addresses import WHATSAPP, is_whatsapp, phone
from lib import http

API = "2010-04-01"
# They become part of the address, so nothing else may slip in.
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")


@dataclass(frozen=True)
class Access:
    """A shop's account. `sender` is a number, with `whatsapp:` before it there; a messaging service outranks it."""

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str = ""
    service_sid: str = ""

    @property
    def headers(self) -> dict[str, str]:
        word = b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return {"Authorization": f"Basic {word}"}

    @property
    def account_url(self) -> str:
        return f"{settings.TWILIO_BASE_URL}/{API}/Accounts/{self.account_sid}"

    @property
    def service_url(self) -> str:
        return f"{settings.TWILIO_MESSAGING_URL}/v1/Services/{self.service_sid}"


def read_access(credentials: Mapping[str, str]) -> Access:
    """The access that a channel's credentials give. Raises ProviderError with what is wrong about them."""
    account, token, sender, service = (
        credentials.get(name, "").strip()
        for name in ("account_sid", "auth_token", "from_number", "messaging_service_sid")
    )
    if not _ACCOUNT.fullmatch(account) or not token:
        said = gettext("The account SID begins with AC and has 34 characters; the auth token stands below it.")
        raise _wrong(said, "unauthorized")
    if service and not _SERVICE.fullmatch(service):
        raise _wrong(gettext("The SID of a messaging service begins with MG and has 34 characters."), "bad_address")
    return Access(account, token, _sender(sender) if sender else "", service)


def call(
    method: str,
    url: str,
    *,
    access: Access,
    form: Mapping[str, Any] | None = None,
    query: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> dict[str, Any]:
    """Send one request (a list in `form` repeats its field) and return the decoded answer.

    Raises ProviderError by the table of channels/twilio/errors.py.
    """
    sent: dict[str, Any] | None = dict(form) if form else None
    answer = http.call(
        method, url, timeout=timeout or settings.OUTBOUND_TIMEOUT, trusted=True, headers=access.headers,
        form=sent, query=query,
    )  # fmt: skip
    if answer.status >= 300:
        raise errors.read_refusal(answer)
    body = answer.json()
    if not isinstance(body, dict) or not body:
        # It said yes, in words we cannot read: what we asked for has probably happened.
        raise ProviderError("Twilio's answer is not readable", permanent=False, uncertain=True)
    return body


def _sender(text: str) -> str:
    number = phone(text)
    if not number:
        said = gettext(
            "The number needs its country code, for example +14155552671. Use short codes in a messaging service."
        )
        raise _wrong(said, "bad_address")
    return f"{WHATSAPP}{number}" if is_whatsapp(text) else number


def _wrong(said: str, code: str) -> ProviderError:
    return ProviderError(said, permanent=True, code=code)
