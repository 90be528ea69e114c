"""Which channels exist. A new one is a folder beside this file and a line here."""

from functools import cache

from django.utils.module_loading import import_string

from channels.base import Adapter
from lib.errors import DomainError

ADAPTERS = {
    "instagram": "channels.instagram.adapter.InstagramAdapter",
    "messenger": "channels.messenger.adapter.MessengerAdapter",
    "supportboard": "channels.supportboard.adapter.SupportBoardAdapter",
    "telegram": "channels.telegram.adapter.TelegramAdapter",
    "terminal": "channels.terminal.adapter.TerminalAdapter",
    "twilio": "channels.twilio.adapter.TwilioAdapter",
    "webchat": "channels.webchat.adapter.WebchatAdapter",
    "whatsapp": "channels.whatsapp.adapter.WhatsAppAdapter",
}


@cache
def get_adapter(kind: str) -> Adapter:
    """The adapter of a kind of channel. Raises DomainError (`unknown_channel`) when there is none."""
    if kind not in ADAPTERS:
        known = sorted(ADAPTERS)
        raise DomainError("unknown_channel", f"{kind!r} is none of {', '.join(known)}.", known=known)
    adapter: Adapter = import_string(ADAPTERS[kind])()
    return adapter
