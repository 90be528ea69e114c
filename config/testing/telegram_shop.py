"""A shop on Telegram, as its customers and its sweeper see it: for tests with real workers."""

import threading
from dataclasses import dataclass, field
from itertools import count

from django.db import connection
from django.test import Client

from agent.tasks import sweep_conversations
from channels.models import Channel
from channels.tasks import sweep_inbound, sweep_outbound
from channels.testing.fake_telegram import FakeTelegram
from channels.testing.telegram_updates import text_update, webhook_headers
from tenants.models import Tenant
from tenants.scoping import tenant_scope

SECRET = "s3cret"  # noqa: S105 (of a channel that lives as long as a test)


@dataclass
class TelegramShop:
    """The demo butcher with one bot, and the Telegram that plays its customers."""

    tenant: Tenant
    telegram: FakeTelegram
    channel: Channel
    _updates: "count[int]" = field(default_factory=lambda: count(1))

    def write(self, text: str, *, chat_id: int = 7, update_id: int | None = None) -> int:
        """Deliver a message to the webhook; returns the status."""
        headers = webhook_headers(self.channel.secret)
        body = text_update(update_id or next(self._updates), chat_id=chat_id, text=text)
        content_type = headers.pop("Content-Type")
        address = f"/webhooks/telegram/{self.channel.public_id}"
        status = Client().post(address, body, content_type=content_type, headers=headers).status_code
        if threading.current_thread() is not threading.main_thread():
            connection.close()
        return status


def open_shop(tenant: Tenant, telegram: FakeTelegram) -> TelegramShop:
    with tenant_scope(tenant):
        channel = Channel(tenant=tenant, kind="telegram", name="bot", secret=SECRET)
        channel.credentials = {"token": "1:token"}
        channel.save()
    return TelegramShop(tenant, telegram, channel)


def sweep() -> None:
    """What beat asks for every few seconds."""
    for task in (sweep_inbound, sweep_conversations, sweep_outbound):
        task()
