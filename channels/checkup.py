"""Asking a channel's provider how it sees us: by the watchdog, and at once when a person wants to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from channels import health
from channels.base import WebhookState
from channels.models import Channel
from channels.receiving.routing import list_doors
from channels.refusals import Verdict
from channels.registry import get_adapter
from channels.selectors import webhook_url
from lib.errors import ProviderError


@dataclass(frozen=True)
class Checkup:
    """What the provider said. `refused` is the code of its refusal, `elsewhere` where it delivers instead of here.

    `failed_because` is why the last delivery to us failed, while some still wait; `said` are the provider's words.
    """

    refused: str = ""
    said: str = ""
    elsewhere: str = ""
    is_known: bool = True
    pending: int = 0
    failed_because: str = ""
    failed_at: datetime | None = None
    notes: Sequence[str] = ()

    @property
    def is_well(self) -> bool:
        return not (self.refused or self.elsewhere or self.failed_because)


def check_up(channel: Channel) -> Checkup:
    """Ask the provider; what it says counts for the channel's health. Never raises.

    Not in a transaction: the answer may take OUTBOUND_TIMEOUT seconds.
    """
    adapter, credentials = get_adapter(channel.kind), channel.credentials
    if not connection.in_atomic_block:
        connection.close()
    try:
        state = adapter.inspect(credentials=credentials)
    except ProviderError as error:
        if error.verdict == Verdict.STOP_CHANNEL:
            health.report_trouble(channel, code=error.code, said=str(error))
        return Checkup(refused=error.code or "unavailable", said=str(error))
    return _judge(channel, state)


def _judge(channel: Channel, state: WebhookState) -> Checkup:
    base_url, elsewhere = channel.base_url or settings.PUBLIC_URL, ""
    if state.is_known and state.url not in list_doors(channel, base_url):
        elsewhere = state.url or "-"
        said = f"it delivers to {state.url or 'nowhere'} instead of {webhook_url(channel, base_url)}"
        health.report_trouble(channel, code="bad_address", said=said)
    elif channel.problem_code == "bad_address":
        health.note_success(channel)
    return Checkup(
        elsewhere=elsewhere, is_known=state.is_known, pending=state.pending, notes=state.notes,
        failed_because=state.last_error if state.pending else "", failed_at=state.last_error_at,
    )  # fmt: skip
