"""Looking after a channel of which nobody complains: is it silent, is its token good, does it deliver to us?"""

from django.urls import reverse

from channels import health
from channels.checkup import check_up
from channels.selectors import find_channel_by_key
from tenants.alerts.services import raise_alert


def watch_channel(channel_pk: int) -> None:
    """Raise what a person of the shop should know: once, until it is over."""
    channel = find_channel_by_key(channel_pk)
    if channel is None:
        return
    silence = health.find_silence(channel)
    if silence.is_alarming:
        raise_alert(
            channel.tenant, kind="channel_silent", subject=str(channel.public_id), channel=str(channel),
            hours=silence.hours, link=reverse("panel:channels", args=[channel.tenant.slug]),
        )  # fmt: skip
    check_up(channel)
