"""The webhook of a channel, knocked at as its provider does: real HTTP and genuine signatures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import requests
from twilio.request_validator import SIGNATURE_HEADER  # type: ignore[import-untyped]

from channels.models import Channel
from channels.selectors import webhook_url
from channels.telegram.signature import HEADER
from channels.testing.fake_messenger import signed
from channels.testing.fake_twilio import sign

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
PATIENCE = 10.0


@dataclass(frozen=True)
class Door:
    """Where a channel's provider delivers, at the address `site`."""

    channel: Channel
    site: str

    @property
    def url(self) -> str:
        return webhook_url(self.channel, self.site)

    def deliver(self, body: bytes) -> int:
        """A genuine delivery; returns the status."""
        return self.knock(body, self.proof(body)).status_code

    def knock(
        self, body: bytes, headers: Mapping[str, str], *, content_type: str = "", url: str = ""
    ) -> requests.Response:
        """Any delivery at all; unless told otherwise, to this door and encoded as its provider does."""
        kind = content_type or (FORM if self.channel.kind == "twilio" else JSON)
        return requests.post(url or self.url, body, headers={**headers, "Content-Type": kind}, timeout=PATIENCE)

    def ask(self, query: Mapping[str, str]) -> requests.Response:
        """The handshake of a provider that wants to know whether the address is ours."""
        return requests.get(self.url, dict(query), timeout=PATIENCE)

    def proof(self, body: bytes) -> dict[str, str]:
        """The headers of a genuine delivery."""
        return _PROOFS[self.channel.kind](self, body)


def _sign_form(door: Door, body: bytes) -> dict[str, str]:
    fields = parse_qsl(body.decode(), keep_blank_values=True)
    return {SIGNATURE_HEADER: sign(door.url, fields, token=door.channel.secret)}


def _sign_bytes(door: Door, body: bytes) -> dict[str, str]:
    return signed(body, door.channel.secret)


_PROOFS: dict[str, Callable[[Door, bytes], dict[str, str]]] = {
    "telegram": lambda door, _body: {HEADER: door.channel.secret},
    "whatsapp": _sign_bytes,
    "messenger": _sign_bytes,
    "instagram": _sign_bytes,
    "twilio": _sign_form,
    # The secret is inside of the body.
    "supportboard": lambda _door, _body: {},
}
