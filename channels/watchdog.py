"""Looking after a channel of which nobody complains: is it silent, is its token good, does it deliver to us?"""

import structlog
from django.conf import settings
from django.db import connection

from channels import health
from channels.models import Channel
from channels.registry import get_adapter
from channels.routing import list_doors
from channels.selectors import find_channel_by_key, webhook_url
from lib.errors import ProviderError
from tenants.alerts import raise_alert

log = structlog.get_logger(__name__)


def watch_channel(channel_pk: int) -> None:
    """Raise what a person of the shop should know: once, until it is over."""
    channel = find_channel_by_key(channel_pk)
    if channel is None:
        return
    silence = health.find_silence(channel)
    if silence.is_alarming:
        raise_alert(
            channel.tenant, kind="channel_silent", subject=str(channel.public_id), channel=str(channel),
            hours=silence.hours,
        )  # fmt: skip
    _ask_provider(channel)


def _ask_provider(channel: Channel) -> None:
    adapter, credentials = get_adapter(channel.kind), channel.credentials
    if not connection.in_atomic_block:
        connection.close()
    try:
        state = adapter.inspect(credentials=credentials)
    except ProviderError as error:
        if error.verdict == "stop_channel":
            health.report_trouble(channel, code=error.code, said=str(error))
        else:
            log.info("channel_not_inspected", channel=str(channel.public_id), error=str(error))
        return
    base_url = channel.base_url or settings.PUBLIC_URL
    if state.is_known and state.url not in list_doors(channel, base_url):
        said = f"it delivers to {state.url or 'nowhere'} instead of {webhook_url(channel, base_url)}"
        health.report_trouble(channel, code="bad_address", said=said)
    elif channel.problem_code == "bad_address":
        health.note_success(channel)
